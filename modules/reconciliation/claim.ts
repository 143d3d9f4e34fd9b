import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Day } from '../../kernel/world.ts'

/** One entry of an acquirer's receivable: what it owes us for an operation, or takes (below zero). Minor units. */
export type Claim = {
  /** UUID of the ledger transfer. */
  readonly id: string
  /** UUID of the operation that posted it; null for what no operation did, such as a dispute. */
  readonly operation: string | null
  readonly account: Id<'aca'>
  readonly currency: Currency
  readonly amount: bigint
  readonly claimed_on: Day
  readonly due_on: Day
  readonly state: 'open' | 'settled' | 'written_off' | 'offset'
}

/** Claims of one operation are found by this; a claim of none stands for itself. */
export const subjectOf = ({ id, operation }: Claim): string => operation ?? id
