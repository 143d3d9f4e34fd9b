import type { Instant } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { TransferOrder } from '../ledger/index.ts'
import { acquirerAccount, merchantAccount } from './merchant_accounts.ts'
import { siblingId, transferId } from './movements.ts'
import type { PaymentView, Standing } from './payment.ts'
import type { Refund } from './refund.ts'
import { refundMachine } from './refund.machine.ts'
import type { News } from './learn.ts'
import { refundStep } from './steps.ts'

/** What news about a refund makes of it, of its payment, and of the ledger. */
export type RefundLesson = {
  readonly refund: Refund
  /** Null when the refund stays as it is. */
  readonly step: number | null
  readonly after: Standing
  readonly transfers: readonly TransferOrder[]
  readonly isApplied: boolean
}

/**
 * Pure. While a refund is on its way its amount is held on the merchant's account; success moves it, failure frees it,
 * and a failure after success moves it back.
 */
export function learnRefund(
  tenant_id: TenantId,
  view: PaymentView,
  refund: Refund,
  news: News,
  at: Instant,
): RefundLesson {
  const event = eventOf(refund, news)
  const base = { ...view.standing, version: view.standing.version + 1, updated_at: at }
  const isOpen = news.kind === 'pending' || news.kind === 'unknown'
  if (event === null)
    return { refund, step: null, after: base, transfers: [], isApplied: isOpen && refund.state === 'pending' }
  const moved = refundStep(refund.state as 'pending', event)
  const { amount } = refund
  const wasPending = refund.state === 'pending'
  return {
    refund: {
      ...refund,
      state: moved.state,
      version: refund.version + 1,
      updated_at: at,
      acquirer_reference: 'acquirer_reference' in news ? news.acquirer_reference : refund.acquirer_reference,
      failure: event === 'fail' ? failureOf(news) : null,
    },
    step: moved.step,
    after: {
      ...base,
      refunding: base.refunding - (wasPending ? amount : 0),
      refunded: base.refunded + (event === 'succeed' ? amount : wasPending ? 0 : -amount),
    },
    transfers: transfersOf(tenant_id, view, refund, event),
    isApplied: true,
  }
}

function eventOf({ state }: Refund, news: News): 'succeed' | 'fail' | null {
  if (news.kind === 'pending' || news.kind === 'unknown') return null
  const event = news.kind === 'approved' ? 'succeed' : 'fail'
  return Object.hasOwn(refundMachine.table[state], event) ? event : null
}

function failureOf(news: News): string {
  switch (news.kind) {
    case 'declined':
      return news.network_code
    case 'rejected':
      return news.code
    case 'not_sent':
    case 'not_found':
      return 'acquirer_unavailable'
    default:
      return 'returned_by_issuer'
  }
}

/** The hold that T1 placed has the operation's id; what settles it has its sibling's. */
function transfersOf(
  tenant_id: TenantId,
  { order }: PaymentView,
  refund: Refund,
  event: 'succeed' | 'fail',
): TransferOrder[] {
  const hold = transferId(refund.operation)
  const id = siblingId(hold)
  if (event === 'succeed')
    return [
      { kind: 'post', id, pending_id: hold, amount: refund.amount, is_final: true, code: 'card_refund' },
    ]
  if (refund.state === 'pending') return [{ kind: 'void', id, pending_id: hold, code: 'card_refund_failed' }]
  return [
    {
      kind: 'single',
      // The refund's id and its operation's are the same bits: the hold has those already.
      id: siblingId(hold, 8),
      amount: refund.amount,
      code: 'card_refund_failed',
      debit_account: acquirerAccount(tenant_id, refund.account, 'receivable', order.currency),
      credit_account: merchantAccount(tenant_id, order.merchant, 'pending', order.currency),
      currency: order.currency,
    },
  ]
}

/** What T1 sets aside. */
export const refundHold = (tenant_id: TenantId, { order }: PaymentView, refund: Refund): TransferOrder => ({
  kind: 'pending',
  id: transferId(refund.operation),
  amount: refund.amount,
  code: 'card_refund',
  debit_account: merchantAccount(tenant_id, order.merchant, 'pending', order.currency),
  credit_account: acquirerAccount(tenant_id, refund.account, 'receivable', order.currency),
  currency: order.currency,
})
