import type { Day } from '../../../../kernel/world.ts'
import { clocks, localDay, localInstant } from '../days.ts'
import { type BankGround, scheduleBank } from '../ground.ts'
import { sepaTimes } from './facts.ts'
import type { Scheme } from './outcomes.ts'
import type { GroupKey } from './payments.ts'

type Wish = { readonly scheme: Scheme; readonly wanted_on: Day }

/** The wished TARGET day, or the next one whose cut-off is ahead. */
export function executionDay(at: number, { scheme, wanted_on }: Wish): Day {
  const { calendar } = clocks.EUR
  const today = localDay(at, 'EUR')
  let day = calendar.onOrAfter(wanted_on < today ? today : wanted_on)
  const closes = (): number =>
    scheme === 'SCT'
      ? localInstant(day, sepaTimes.transfer_cutoff, 'EUR')
      : localInstant(calendar.previousBankingDay(day), sepaTimes.collection_cutoff, 'EUR')
  while (at >= closes()) day = calendar.nextBankingDay(day)
  return day
}

type Group = GroupKey & { readonly executes_on: Day; readonly file_name: string }

/** Puts a group of a file on the calendar. */
export function planExecution(ground: BankGround, group: Group, time: 'transfers' | 'collections'): void {
  const { message_id, payment_id, executes_on, file_name } = group
  const at = localInstant(executes_on, sepaTimes[time], 'EUR')
  scheduleBank(ground, at, 'bank_sepa_execute', { message_id, payment_id, executes_on, file_name })
}
