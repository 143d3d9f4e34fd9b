import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../kernel/world.ts'
import type { RefundState } from './refund.machine.ts'

export const refundReasons = ['requested_by_customer', 'duplicate', 'fraudulent', 'other'] as const
export type RefundReason = (typeof refundReasons)[number]

/** What a merchant says about a refund. Kept as it was said. */
export type RefundNotes = {
  readonly reason: RefundReason | null
  readonly reference: string | null
  readonly metadata: Readonly<Record<string, string>>
}
/** Money on its way back. Minor units. */
export type Refund = {
  readonly id: Id<'ref'>
  readonly payment: Id<'pay'>
  readonly operation: Id<'opn'>
  readonly account: Id<'aca'>
  readonly state: RefundState
  readonly version: number
  readonly amount: number
  readonly currency: Currency
  readonly notes: RefundNotes
  readonly acquirer_reference: string | null
  /** Why it failed: what the acquirer or the network called it. */
  readonly failure: string | null
  /** Day of the settlement report that named it. */
  readonly settled_on: Day | null
  readonly created_at: Instant
  readonly updated_at: Instant
}

/** As JSON text. A refund that succeeded can still fail, so it is never shown as final (payments.md A7). */
export const renderRefund = (refund: Refund): string =>
  JSON.stringify({
    id: refund.id,
    payment: refund.payment,
    status: refund.state,
    amount: { value: String(refund.amount), currency: refund.currency },
    ...refund.notes,
    acquirer_account: refund.account,
    acquirer_reference: refund.acquirer_reference,
    failure: refund.state === 'failed' ? (refund.failure ?? 'unknown') : null,
    finality: {
      state: refund.state === 'failed' ? 'final' : 'provisional',
      expected_final_at: null,
      reversible_until: null,
      because:
        refund.state === 'failed'
          ? 'failed'
          : refund.state === 'pending'
            ? 'outcome_unknown'
            : 'issuer_may_send_back',
      settled_on: refund.settled_on,
    },
    created_at: instantText(refund.created_at),
    updated_at: instantText(refund.updated_at),
  })
