import { present } from '../../../../kernel/assert.ts'
import { schedule } from '../../../../platform/jobs/schedule.ts'
import type { Scope } from '../../../../platform/scope.ts'
import type { Recall } from '../../sepa/recall.ts'
import { messagesOf } from '../store.ts'
import { freshRecallSending } from './recall_sending.ts'
import { insertSending } from './store.ts'

/** Sends the camt.056 of a recall over a gateway, and asks about it. */
export const RECALL_SENDING_JOB = 'rails.send_instant_recall'

/** Plans that a recall goes out over the gateway over which its payment went, in the caller's transaction; the recall is new. */
export async function planInstantRecall(scope: Scope, { id, order }: Recall): Promise<void> {
  const { db, tenant_id, world } = scope
  const messages = await messagesOf(db, tenant_id, order)
  const payment = present(
    messages.findLast(({ state }) => state === 'settled'),
    'the message by which a payment settled',
  )
  await insertSending(db, tenant_id, freshRecallSending(id, payment, world.now()))
  await schedule(db, scope, [{ kind: RECALL_SENDING_JOB, body: { recall: id }, unique_key: id }])
}
