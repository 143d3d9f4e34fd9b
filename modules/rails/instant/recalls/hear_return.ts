import { appendFacts } from '../../../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../../../platform/scope.ts'
import type { InstantIncoming } from '../../instant_connector.ts'
import { moveOrders } from '../../payment_orders/move_orders.ts'
import type { PaymentOrder } from '../../payment_orders/payment_order.ts'
import { answerRecalls } from '../../sepa/answer_recalls.ts'
import { recallsOfOrders } from '../../sepa/store_recalls.ts'
import type { InstantDeps } from '../deps.ts'
import { noteOddity, type Odd } from '../note.ts'
import { type Heard, notedReceipt } from '../noted_receipt.ts'
import { record } from '../record.ts'
import { findMessage } from '../store.ts'
import { findReceipt, insertReceipt } from '../store_receipts.ts'
import { recordRecall } from './record_recall.ts'

type HeardReturn = Heard & { readonly news: Extract<InstantIncoming, { readonly kind: 'return' }> }

/**
 * A payment of ours comes back: pacs.004, whether it was asked for or not. That it does proves that it had settled. The order,
 * the ledger, the recall and the receipt of the message are one transaction, so the same message again moves and notices nothing,
 * also when two come at once or a process died behind it. Outside of transactions.
 */
export async function hearReturn(deps: InstantDeps, scope: OpenScope, heard: HeardReturn): Promise<void> {
  const { tenant_id } = scope
  const { open, news, body } = heard
  const { about, amount, currency, reason_code } = news
  const odd = (said: Pick<Odd, 'kind' | 'because' | 'order'>): Promise<void> =>
    noteOddity(deps, scope, {
      ...said,
      connection: open.connection.id,
      reference: about,
      reason_code,
      amount,
      text: body,
      name: news.message_id,
    })
  const message = await deps.db.withTenant(tenant_id, (tx) =>
    findMessage(tx, tenant_id, open.connection.id, about),
  )
  const unknown = 'The rail told of a payment that nobody here sent.'
  if (message === undefined) return odd({ kind: 'unknown_payment', because: unknown, order: undefined })
  const proof = { kind: 'answer', status: 'ACSC', reason_code: null, is_confirmed: true } as const
  const proven = await record(deps, scope, { order: message.order_id, attempt: message.attempt }, proof)
  const order = proven?.order
  if (order === undefined || BigInt(order.amount) !== amount || order.currency !== currency)
    return odd({
      kind: 'amount_differs',
      because: 'A payment comes back, and not with its amount.',
      order,
    })
  const state = await moveBack(deps, scope, heard, order.id)
  if (state === undefined) return
  await odd({
    kind: state === 'returned' ? 'duplicate_return' : 'state_differs',
    because: `A payment comes back that is ${state}.`,
    order,
  })
}

/** The state in which the message found an order that it did not move; undefined when it moved it, now or when it came before. */
async function moveBack(
  deps: InstantDeps,
  scope: OpenScope,
  heard: HeardReturn,
  id: PaymentOrder['id'],
): Promise<PaymentOrder['state'] | undefined> {
  const { tenant_id, world } = scope
  const { reason_code } = heard.news
  const receipt = { ...notedReceipt(heard, world.now()), order: id }
  const move = {
    id,
    event: 'return',
    ...(reason_code === null ? {} : { reason_code }),
    because: 'The other bank gave it back.',
  } as const
  const { unmoved } = await moveOrders(deps, scope, [move], async (within) => {
    const answer = { order: id, event: 'return', code: reason_code ?? '', file: null } as const
    const { facts } = await answerRecalls(within, [answer])
    await insertReceipt(within.db, tenant_id, receipt)
    await appendFacts(within.db, within, facts)
  })
  const [recall, known] = await deps.db.withTenant(tenant_id, async (tx) => [
    (await recallsOfOrders(tx, tenant_id, [id]))[0],
    await findReceipt(tx, tenant_id, receipt.id),
  ])
  if (recall !== undefined) await recordRecall(deps, scope, recall.id, { kind: 'there' })
  return known === undefined ? unmoved[0]?.order?.state : undefined
}
