import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { Instant } from '../../../kernel/world.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { INSTANT_JOB } from '../payment_orders/job_names.ts'
import { moveOrders } from '../payment_orders/move_orders.ts'
import type { OrderMove } from '../payment_orders/decide_move.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { planOrder } from '../payment_orders/plan_order.ts'
import { findOrders, markForReview } from '../payment_orders/store.ts'
import { decide } from './decide.ts'
import type { InstantDeps } from './deps.ts'
import { type InstantMessage, newMessage, sendingOf } from './instant_message.ts'
import { ruleRail } from './instant_rail.ts'
import { instantLaw } from './law.ts'
import type { Decision, Sending, SendingInput } from './sending.ts'
import { insertMessage, messagesOf, updateMessage } from './store.ts'

/** Which message of which order. */
export type MessageRef = { readonly order: Id<'por'>; readonly attempt: number }
export type Recorded = {
  readonly decision: Decision
  readonly message: InstantMessage
  readonly order: PaymentOrder
}
/** The message to be sent, written and sealed before the transaction that says that it is sent. */
export type SealedRequest = { readonly sealed_request: string; readonly sha256: string }

/** Somebody else wrote down something of the message meanwhile: the transaction is undone, and it is decided anew. */
class StaleMessage extends Error {
  override readonly name = 'StaleMessage'
}
const TRIES_MAX = 8

/**
 * Decides what follows from an input and writes it down: the message, the order with its ledger and its facts, and the job
 * that goes on from there are one transaction. What the decision wants to be sent is for the caller to send, after it.
 * Undefined: there is no such message. A repeat is decided from what there is by then.
 */
export async function record(
  deps: InstantDeps,
  scope: OpenScope,
  ref: MessageRef,
  input: SendingInput,
  request?: SealedRequest,
): Promise<Recorded | undefined> {
  for (let tries = 1; ; tries++) {
    const found = await load(deps, scope, ref)
    if (found === undefined) return undefined
    const { message, order } = found
    const now = scope.world.now()
    const decision = decide(sendingOf(message, order), input, now)
    const after = { ...messageAfter(message, decision, input, now), ...request }
    try {
      const isWritten = await write(deps, scope, { order, before: message, after, decision })
      if (isWritten) return { decision, message: after, order: { ...order, state: decision.after.order } }
    } catch (error) {
      if (!(error instanceof StaleMessage)) throw error
    }
    // Whoever writes faster than we read for so long is no ordinary neighbour.
    if (tries >= TRIES_MAX) throw new Error(`the message ${message.message_id} changes all the time`)
  }
}

const load = ({ db }: InstantDeps, { tenant_id }: OpenScope, { order: id, attempt }: MessageRef) =>
  db.withTenant(tenant_id, async (tx) => {
    const message = (await messagesOf(tx, tenant_id, id)).find((one) => one.attempt === attempt)
    const [order] = await findOrders(tx, tenant_id, [id])
    return message === undefined || order === undefined ? undefined : { message, order }
  })

function messageAfter(
  before: InstantMessage,
  { after }: Decision,
  input: SendingInput,
  now: Instant,
): InstantMessage {
  const { rail: _rail, order: _order, ...sending }: Sending = after
  const sent = sending.last_sent_at
  return {
    ...before,
    ...sending,
    version: before.version + 1,
    ends_at: sent === null ? null : instantLaw.clockOf(ruleRail(before.rail), sent).ends_at,
    answered_at: input.kind === 'answer' ? now : before.answered_at,
    updated_at: now,
  }
}

type Written = {
  readonly order: PaymentOrder
  readonly before: InstantMessage
  readonly after: InstantMessage
  readonly decision: Decision
}

/** False when the order is not as it was when this was decided. */
async function write(deps: InstantDeps, scope: OpenScope, written: Written): Promise<boolean> {
  const { order, decision } = written
  if (decision.move === null) {
    if (isNothing(written)) return true
    await deps.db.withTenant(scope.tenant_id, (db) => writeMessage({ ...scope, db }, written))
    return true
  }
  const { moved } = await moveOrders(deps, scope, [moveOf(scope, written)], async (within, [one]) => {
    // It was decided for the state in which the order was read, and for no other.
    if (one?.before.state !== order.state) throw new StaleMessage()
    await writeMessage(within, written)
  })
  return moved.length === 1
}

function isNothing({ before, after, decision }: Written): boolean {
  const { event, send, review, contradiction } = decision
  return (
    event === null &&
    send === null &&
    review === null &&
    contradiction === null &&
    after.status === before.status &&
    after.due_at === before.due_at
  )
}

function moveOf({ world }: OpenScope, { order, after, decision }: Written): OrderMove {
  const move = present(decision.move, 'a move')
  if (move.event === 'submit') return { ...move, id: order.id, reference: after.reference }
  if (move.event !== 'withdraw') return { ...move, id: order.id }
  const asked = { ...order, lead_minutes: 0, pre_notification_days: null }
  return { ...move, id: order.id, plan: planOrder(asked, world.now()) }
}

async function writeMessage(scope: Scope, { order, before, after, decision }: Written): Promise<void> {
  const { db, tenant_id } = scope
  if (!(await updateMessage(db, tenant_id, before, decision.event, after))) throw new StaleMessage()
  if (decision.review !== null) await markForReview(db, tenant_id, [order.id])
  if (decision.is_replaced) {
    const following = newMessage(order, after.attempt + 1, scope.world.now())
    if (following !== undefined) await insertMessage(db, tenant_id, following)
  }
  const isRejected = decision.move?.event === 'reject' && order.fallback_rail !== null
  const due_at = decision.is_replaced || isRejected ? scope.world.now() : after.due_at
  if (due_at !== null) await planNext(scope, order.id, due_at)
}

/** One job waits for each order, the earlier of two. */
export const planNext = async (scope: Scope, order: Id<'por'>, run_at: Instant): Promise<void> => {
  await schedule(scope.db, scope, [{ kind: INSTANT_JOB, body: { order }, run_at, unique_key: order }])
}
