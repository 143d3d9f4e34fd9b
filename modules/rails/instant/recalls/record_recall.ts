import type { Id } from '../../../../kernel/id.ts'
import { appendFacts } from '../../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../../platform/scope.ts'
import type { PaymentOrder } from '../../payment_orders/payment_order.ts'
import { findOrders, markForReview } from '../../payment_orders/store.ts'
import { answerRecalls } from '../../sepa/answer_recalls.ts'
import type { Recall } from '../../sepa/recall.ts'
import { findRecall } from '../../sepa/store_recalls.ts'
import { NOT_SENT } from '../decide.ts'
import type { InstantDeps } from '../deps.ts'
import { decideRecall, type RecallDecision, type RecallInput } from './decide_recall.ts'
import { lockSending, updateSending } from './store.ts'

export type RecordedRecall = {
  readonly decision: RecallDecision
  readonly recall: Recall
  readonly order: PaymentOrder
}
/** `tick` is told by its caller only that time has passed: whether it was answered stands in the recall. */
export type RecallNews = Exclude<RecallInput, { kind: 'tick' }> | { readonly kind: 'tick' }

/**
 * Decides what follows from an input and writes it down, with what becomes of the recall, in one transaction. What the decision
 * wants to be sent is for the caller to send, after it. Undefined: no such recall goes over a gateway.
 */
export const recordRecall = (
  { db }: Pick<InstantDeps, 'db'>,
  scope: OpenScope,
  id: Id<'rcl'>,
  news: RecallNews,
): Promise<RecordedRecall | undefined> =>
  db.withTenant(scope.tenant_id, (tx) => write({ ...scope, db: tx }, id, news))

async function write(scope: Scope, id: Id<'rcl'>, news: RecallNews): Promise<RecordedRecall | undefined> {
  const { db, tenant_id, world } = scope
  const named = await findRecall(db, tenant_id, id)
  // Orders are locked before their recalls, as whoever moves them does.
  const [order] =
    named === undefined ? [] : await findOrders(db, tenant_id, [named.order], { is_locked: true })
  const before = await lockSending(db, tenant_id, id)
  const recall = await findRecall(db, tenant_id, id)
  if (recall === undefined || order === undefined || before === undefined) return undefined
  const is_answered = recall.state !== 'pending'
  const input: RecallInput = news.kind === 'tick' ? { ...news, is_answered } : news
  const decision = decideRecall(before, input, world.now())
  const { after, event, send, fails, review } = decision
  if (event === null && send === null && after.due_at === before.due_at) return { decision, recall, order }
  await updateSending(db, tenant_id, before, event, { ...after, updated_at: world.now() })
  if (review !== null || fails !== null) await markForReview(db, tenant_id, [order.id])
  if (fails === null) return { decision, recall, order }
  const { facts } = await answerRecalls(scope, [
    { order: order.id, event: 'refuse', code: NOT_SENT, file: null },
  ])
  await appendFacts(db, scope, facts)
  return { decision, recall, order }
}
