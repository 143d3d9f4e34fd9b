// Each marked line must not compile. If one day it does, this file stops compiling instead.
import type {
  ErrorCode,
  Florin,
  Payment,
  PaymentOrder,
  PaymentSucceededEvent,
  Refund,
  WebhookEvent,
  WebhookEventType,
} from '../sdk/typescript/index.ts'

declare const florin: Florin
declare const event: WebhookEvent
declare const code: ErrorCode

export async function compiles(): Promise<void> {
  const payment: Payment = await florin.payments.create({ amount: { value: '1050', currency: 'USD' } })
  const { request_id, is_replayed, body } = await florin.payments.get(payment.id).answer()
  const rows: AsyncIterable<Refund> = florin.refunds.list({ payment: payment.id, limit: 10 })
  const page = await florin.refunds.list()
  const order: PaymentOrder = await florin.paymentOrders.wait('por_…', { until: 'final', timeout_ms: 1_000 })
  const csv = await florin.ledger.accounts.statement('acc_…', {
    from: '2026-11-01',
    to: '2026-11-30',
    format: 'csv',
  })
  const text: string = typeof csv === 'string' ? csv : csv.account_id
  await florin.risk.lists.items.remove('rls_…', { values: ['a'] })
  if (event.type === 'payment.succeeded') {
    const paid: PaymentSucceededEvent = event
    const status: Payment['status'] = paid.data.object.status
    void status
  }
  // A code of a later release is a text like any other.
  if (code === 'card_declined' || code === 'of_a_later_release')
    void [order, text, rows, page.data[0]?.status]
  void [request_id, is_replayed, body.status]
}

export async function refused(): Promise<void> {
  // @ts-expect-error a field that no payment has
  await florin.payments.create({ amount: { value: '1050', currency: 'USD' }, amout: 1 })
  // @ts-expect-error a payment without an amount
  await florin.payments.create({ payment_method: 'pm_card_visa' })
  // @ts-expect-error a filter that the list does not have
  florin.payments.list({ colour: 'red' })
  // @ts-expect-error a state that no payment order has
  florin.paymentOrders.list({ state: 'done' })
  // @ts-expect-error a bank file cannot be taken back, so there is no more final outcome to wait for
  await florin.bankFiles.wait('bfl_…', { until: 'final' })
  // @ts-expect-error a type of event that nobody is told
  const type: WebhookEventType = 'payment.eaten'
  void type
}
// @ts-expect-error a route that is not there
export type NoRoute = Florin['payments']['delete']
// @ts-expect-error whoever signs in by a browser has routes of their own
export type Members = Florin['members']
// @ts-expect-error a customer has no outcome
export type NoOutcome = Florin['customers']['wait']
