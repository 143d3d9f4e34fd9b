import type { WallTime } from '../../../calendars/zone.ts'
import type { Provenance } from '../../../cards/dated.ts'

export type BatchScheme = 'sct' | 'sdd_core' | 'sdd_b2b'
/** By when a file must be there: so many TARGET days before the execution or collection date, by a clock in Brussels. */
export type SepaCutoff = Provenance & {
  readonly name: string
  readonly scheme: BatchScheme
  readonly days_before: number
  readonly time: WallTime
}

const row = (
  name: string,
  scheme: BatchScheme,
  days_before: number,
  time: WallTime,
  source: string,
): SepaCutoff => ({
  name,
  scheme,
  days_before,
  time,
  source,
  effective_from: '2014-02-01',
  review_by: '2027-11-30',
})

const NO_HOUR = '[K] the scheme names a day and no hour; 17:00 is when T2 closes for customer payments'

/** Cut-offs of the schemes and of two PSPs, to start from: one’s own bank has others. */
export const sepaCutoffs: readonly SepaCutoff[] = [
  row('scheme', 'sct', 0, '17:00', NO_HOUR),
  row('scheme', 'sdd_core', 1, '17:00', NO_HOUR),
  row('scheme', 'sdd_b2b', 1, '17:00', NO_HOUR),
  row('lemonway', 'sdd_core', 2, '10:30', 'Lemonway: D-2 10:30 CET'),
  row('lemonway', 'sdd_b2b', 2, '10:30', 'Lemonway: D-2 10:30 CET'),
  row('mangopay', 'sdd_core', 1, '05:30', 'Mangopay: D-1 05:30 CET'),
  row('mangopay', 'sdd_b2b', 1, '05:30', 'Mangopay: D-1 05:30 CET'),
]
