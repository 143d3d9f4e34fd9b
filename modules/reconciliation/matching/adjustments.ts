import { type Id, uuidOf } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import type { TransferOrder } from '../../ledger/index.ts'
import type { Binding } from './binding.ts'
import type { MatchItem } from './match.ts'

/** What matching itself posts on a bound account. Each names its match, so it is no news when it is read there. */
export const adjustmentCodes: ReadonlySet<string> = new Set([
  'bank_tolerance',
  'bank_fee',
  'bank_suspense',
  'bank_match',
])
export type AdjustmentCode = 'bank_tolerance' | 'bank_fee' | 'bank_suspense' | 'bank_match'
export const MATCH_KEY = 'reconciliation_match'

export type Adjustment = {
  readonly id: Id<'trf'>
  readonly match: Id<'mtc'>
  readonly code: AdjustmentCode
  /** By so much the bound account changes: above zero it is debited. */
  readonly amount: bigint
  readonly counter_account: Id<'acc'>
  readonly on: Day
}

/** The transfer, and what it is in its match. `open_on`: days until then are closed in the books, so it counts today. */
export function ordersOf(
  { ledger_account, currency }: Pick<Binding, 'ledger_account' | 'currency'>,
  { id, match, code, amount, counter_account, on }: Adjustment,
): TransferOrder {
  const [debit_account, credit_account] =
    amount > 0n ? [ledger_account, counter_account] : [counter_account, ledger_account]
  return {
    kind: 'single',
    id,
    code,
    debit_account,
    credit_account,
    amount: Number(amount > 0n ? amount : -amount),
    currency,
    effective_on: on,
    metadata: { [MATCH_KEY]: match },
  }
}

export const itemOfAdjustment = ({ id, amount, on }: Adjustment): MatchItem => ({
  side: 'ledger',
  source_id: uuidOf(id),
  source_number: 0,
  amount,
  on,
})

export const CLOSED_NEVER = '' as Day

/** On which day an adjustment counts: the line's own, unless the books are closed for it or it has not come yet. */
export const adjustmentDay = (
  on: Day,
  { today, closed_through }: { readonly today: Day; readonly closed_through: Day },
): Day => (on > today || on <= closed_through ? today : on)
