import type { Provenance } from '../../cards/dated.ts'

export type AchSec = Provenance & {
  readonly code: string
  readonly use: string
  /** Whose account it may touch. `both`: the account says. */
  readonly receiver: 'consumer' | 'corporate' | 'both'
  /** How long a debit can come back as unauthorised. `as_domestic`: as the receiver’s account has it. */
  readonly unauthorized_window: '60_calendar_days' | '2_banking_days' | 'as_domestic'
  readonly directions: readonly ('credit' | 'debit')[]
  readonly addenda_max: number | null
  readonly is_known: boolean
}

const provenance: Provenance = {
  source: 'Nacha standard entry classes that the platform writes; return windows as for return codes',
  effective_from: '2020-04-01',
  review_by: '2027-03-31',
}
const both = ['credit', 'debit'] as const

export const achSecRows: readonly AchSec[] = [
  {
    code: 'PPD',
    use: 'recurring or one-off with written authorization, payroll credits',
    receiver: 'consumer',
    unauthorized_window: '60_calendar_days',
    directions: both,
    addenda_max: null,
    is_known: true,
    ...provenance,
  },
  {
    code: 'WEB',
    use: 'debit authorized over the internet, and credit between persons',
    receiver: 'consumer',
    unauthorized_window: '60_calendar_days',
    directions: both,
    addenda_max: null,
    is_known: true,
    ...provenance,
  },
  {
    code: 'TEL',
    use: 'debit authorized by telephone',
    receiver: 'consumer',
    unauthorized_window: '60_calendar_days',
    directions: ['debit'],
    addenda_max: null,
    is_known: true,
    ...provenance,
  },
  {
    code: 'CCD',
    use: 'corporate, one addendum',
    receiver: 'corporate',
    unauthorized_window: '2_banking_days',
    directions: both,
    addenda_max: 1,
    is_known: true,
    ...provenance,
  },
  {
    code: 'CTX',
    use: 'corporate, up to 9,999 addenda',
    receiver: 'corporate',
    unauthorized_window: '2_banking_days',
    directions: both,
    addenda_max: 9_999,
    is_known: true,
    ...provenance,
  },
  {
    code: 'IAT',
    use: 'international',
    receiver: 'both',
    unauthorized_window: 'as_domestic',
    directions: both,
    addenda_max: null,
    is_known: true,
    ...provenance,
  },
]
