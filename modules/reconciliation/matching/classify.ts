import { idOf } from '../../../kernel/id.ts'
import type { Currency } from '../../../kernel/currency.ts'
import { moneyText } from '../../../kernel/money.ts'
import type { BankBreakType } from '../break.ts'
import type { Item } from './item.ts'
import { FEE_BPS_MAX } from './limits.ts'
import type { Clues } from './store_overdue.ts'

/** Why a line matches nothing, and the entry that it is about, if any. */
export type Verdict = {
  readonly type: BankBreakType
  readonly reason: string
  readonly ledger_item: bigint | null
  readonly at_risk: bigint
  /** The bank has this money, or took it, and nobody expected it: it goes to the suspense account. */
  readonly is_unexpected: boolean
}

const TRANSFER_MAX = BigInt(Number.MAX_SAFE_INTEGER)
const size = (value: bigint): bigint => (value < 0n ? -value : value)

/**
 * What kind of break an overdue line is. Pure; the surest sign first: it comes twice, it takes back what was paid, its reference
 * is known with another amount, it belongs to another account, nobody knows it.
 */
export function classify(line: Pick<Item, 'amount' | 'mark'>, clues: Clues, currency: Currency): Verdict {
  const at_risk = size(line.amount)
  // More than a transfer of the ledger can carry is told, and left where it is.
  const unexpected = { ledger_item: null, at_risk, is_unexpected: at_risk <= TRANSFER_MAX }
  if (clues.twin !== null)
    return {
      ...unexpected,
      type: 'duplicate',
      reason: 'The bank shows a line with the same reference and amount twice.',
    }
  if (line.mark === 'reversal' && clues.opposite !== null)
    return {
      ...unexpected,
      type: 'status_mismatch',
      reason: 'The bank took back a payment that is done in our books.',
    }
  if (clues.near !== null) return differing(line.amount, clues, currency)
  if (clues.elsewhere !== null)
    return {
      ...unexpected,
      type: 'wrong_account',
      reason: `The ledger expects this money on another account, ${idOf('rca', clues.elsewhere)}.`,
    }
  return { ...unexpected, type: 'missing_internal', reason: 'The bank shows it, and the ledger does not.' }
}

function differing(amount: bigint, { near, near_amount, near_fee }: Clues, currency: Currency): Verdict {
  const expected = near_amount ?? 0n
  const difference = amount - expected
  const isAnnounced = near_fee !== null && near_fee !== 0n
  const isSmall = size(difference) * 10_000n <= size(expected) * BigInt(FEE_BPS_MAX)
  const isFee = isAnnounced || (difference < 0n && isSmall)
  const what = `The bank shows ${moneyText(amount, currency)}, and the ledger ${moneyText(expected, currency)}.`
  return {
    type: isFee ? 'fee_diff' : 'amount_diff',
    reason: isFee ? `${what} What is missing looks like a fee.` : what,
    ledger_item: near,
    at_risk: size(difference),
    is_unexpected: false,
  }
}
