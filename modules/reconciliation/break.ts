import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { BreakState } from './break.machine.ts'
import { DAY_MS } from './limits.ts'

/** Why a line of a report does not match. The reason of a break says it in words. */
export const reportBreakTypes = [
  'amount_differs',
  'currency_differs',
  'unknown_reference',
  'state_differs',
  'duplicate_line',
  'fee_differs',
  'missing_line',
  'dispute_unknown',
  'adjustment_unexplained',
  'posting_refused',
  'report_total_differs',
  'report_restated',
  'proof_differs',
] as const
export type ReportBreakType = (typeof reportBreakTypes)[number]
/** Why a line of a bank statement, or a transfer on its account, does not match. */
export const bankBreakTypes = [
  'missing_internal',
  'missing_external',
  'amount_diff',
  'fee_diff',
  'duplicate',
  'timing',
  'wrong_account',
  'status_mismatch',
] as const
export type BankBreakType = (typeof bankBreakTypes)[number]
export const breakTypes = [...reportBreakTypes, ...bankBreakTypes] as const
export type BreakType = (typeof breakTypes)[number]

/** Of a break of one of our bank accounts: the line and the transfer that it is about, one at least. */
export type BankPart = {
  readonly binding: Id<'rca'>
  /** Their numbers among the items of the binding. */
  readonly bank_item: bigint | null
  readonly ledger_item: bigint | null
  readonly statement: Id<'bst'> | null
  readonly transfer: Id<'trf'> | null
}

/** Something that did not match. Minor units of `currency`. */
export type Break = {
  readonly id: Id<'brk'>
  readonly type: BreakType
  readonly reason: string
  /** Null when it is about a bank account. */
  readonly account: Id<'aca'> | null
  readonly bank: BankPart | null
  readonly report: Id<'stl'> | null
  readonly line: number | null
  /** UUID of the operation, or of the ledger transfer that is claimed. */
  readonly operation: string | null
  /** Of a missing line: UUID of the claim that no report has named. */
  readonly claim: string | null
  readonly payment: Id<'pay'> | null
  readonly merchant: Id<'mer'> | null
  readonly currency: Currency
  readonly amount_at_risk: bigint
  /** What of it lies in the suspense account; below zero it is missing there. */
  readonly suspended: bigint
  /** What of the merchant's pending balance waits until it is closed. */
  readonly pending: bigint
  readonly state: BreakState
  /** Who looks after it, as the caller calls them. */
  readonly owner: string | null
  readonly note: string | null
  readonly closed_by: string | null
  readonly ledger_account: Id<'acc'> | null
  readonly opened_at: Instant
  readonly closed_at: Instant | null
}
export type NewBreak = Omit<
  Break,
  'state' | 'owner' | 'note' | 'closed_by' | 'ledger_account' | 'closed_at' | 'claim' | 'bank'
> & { readonly claim?: string; readonly bank?: BankPart }

export const openBreak = (fresh: NewBreak): Break => ({
  ...fresh,
  claim: fresh.claim ?? null,
  bank: fresh.bank ?? null,
  owner: null,
  state: 'open',
  note: null,
  closed_by: null,
  ledger_account: null,
  closed_at: null,
})

/** How long it has been open, or was, in whole days. */
const ageDays = ({ opened_at, closed_at }: Break, now: Instant): number =>
  Math.max(0, Math.floor(((closed_at ?? now) - opened_at) / (DAY_MS * 1_000)))

/** The buckets of the field, by whole days. */
export const ageBuckets = ['0-1', '2-3', '4-7', '8-30', '30+'] as const
const bucketEnds = [1, 3, 7, 30]
const bucketOf = (days: number): (typeof ageBuckets)[number] => {
  const at = bucketEnds.findIndex((end) => days <= end)
  return ageBuckets[at === -1 ? bucketEnds.length : at] ?? '30+'
}

/** By which an acquirer knows an operation: its id without the prefix. */
export const referenceOf = (uuid: string): string => idOf('opn', uuid).slice('opn_'.length)

const amount = (minor: bigint, currency: Currency) => ({ value: String(minor), currency })

/** The public picture: the reply, the fact and the webhook say the same. */
export const breakJson = (one: Break, now: Instant) => ({
  id: one.id,
  type: one.type,
  reason: one.reason,
  status: one.state,
  acquirer_account: one.account,
  reconciliation_account: one.bank?.binding ?? null,
  settlement: one.report,
  statement: one.bank?.statement ?? null,
  line: one.line,
  transfer: one.bank?.transfer ?? null,
  operation_reference: one.operation === null ? null : referenceOf(one.operation),
  payment: one.payment,
  merchant: one.merchant,
  amount_at_risk: amount(one.amount_at_risk, one.currency),
  amount_in_suspense: amount(one.suspended, one.currency),
  amount_pending: amount(one.pending, one.currency),
  age_days: ageDays(one, now),
  age_bucket: bucketOf(ageDays(one, now)),
  owner: one.owner,
  note: one.note,
  closed_by: one.closed_by,
  ledger_account: one.ledger_account,
  opened_at: instantText(one.opened_at),
  closed_at: one.closed_at === null ? null : instantText(one.closed_at),
})
