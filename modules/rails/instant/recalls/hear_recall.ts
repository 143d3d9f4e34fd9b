import { ownOf } from '../../../../kernel/own.ts'
import { appendFacts } from '../../../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../../../platform/scope.ts'
import type { InstantRecallNews } from '../../instant_connector.ts'
import { findOrders } from '../../payment_orders/store.ts'
import { answerRecalls } from '../../sepa/answer_recalls.ts'
import type { RecallEvent } from '../../sepa/recall.machine.ts'
import { recallsOfOrders } from '../../sepa/store_recalls.ts'
import type { InstantDeps } from '../deps.ts'
import { noteOddity } from '../note.ts'
import { type Heard, notedReceipt } from '../noted_receipt.ts'
import { findMessage } from '../store.ts'
import { insertReceipt } from '../store_receipts.ts'
import { recordRecall } from './record_recall.ts'

/** What an answer does to a recall; others only say that it is there. Statuses of camt.029. Source: payment-codes.md 2.1. */
const eventOf: Readonly<Record<string, RecallEvent>> = { ACCR: 'accept', RJCR: 'refuse' }

/**
 * Does what a camt.029 says of a payment that was asked back: recall, facts and receipt are one transaction, so the same message
 * again finds its receipt and does nothing. One about a payment that nobody here asked back becomes a notice. Outside of
 * transactions.
 */
export async function hearRecallAnswer(
  deps: InstantDeps,
  scope: OpenScope,
  heard: Omit<Heard, 'news' | 'rail'> & { readonly news: InstantRecallNews },
): Promise<void> {
  const { open, news, body } = heard
  const { tenant_id, world } = scope
  const found = await findRecalled(deps, scope, heard)
  const odd = { connection: open.connection.id, text: body, name: news.message_id, ...news }
  const amount = news.money?.amount ?? 0n
  if (found === undefined)
    return noteOddity(deps, scope, {
      ...odd,
      kind: 'unknown_payment',
      because: 'The rail answered a recall that nobody here asked for.',
      reference: news.about,
      amount,
      order: undefined,
    })
  const { order, recall } = found
  const { money } = news
  if (money !== null && (money.amount !== BigInt(order.amount) || money.currency !== order.currency))
    return noteOddity(deps, scope, {
      ...odd,
      kind: 'amount_differs',
      because: 'The rail answered a recall, and not of the amount that was paid.',
      reference: news.about,
      amount,
      order,
    })
  await deps.db.withTenant(tenant_id, async (db) => {
    const within = { ...scope, db }
    const receipt = notedReceipt({ ...heard, rail: 'sepa_instant' }, world.now())
    if (!(await insertReceipt(db, tenant_id, { ...receipt, order: order.id }))) return
    const event = ownOf(eventOf, news.status)
    if (event === undefined) return
    const { facts } = await answerRecalls(within, [
      { order: order.id, event, code: news.reason_code ?? '', file: null },
    ])
    await appendFacts(db, within, facts)
  })
  await recordRecall(deps, scope, recall.id, { kind: 'there' })
}

/** The payment that an answer is about, and its recall. */
const findRecalled = (
  { db }: InstantDeps,
  { tenant_id }: OpenScope,
  { open, news }: { readonly open: Heard['open']; readonly news: InstantRecallNews },
) =>
  db.withTenant(tenant_id, async (tx) => {
    const message = await findMessage(tx, tenant_id, open.connection.id, news.about)
    if (message === undefined) return undefined
    const [order] = await findOrders(tx, tenant_id, [message.order_id])
    const [recall] = await recallsOfOrders(tx, tenant_id, [message.order_id])
    return order === undefined || recall === undefined ? undefined : { order, recall }
  })
