import { present } from '../../../../kernel/assert.ts'
import type { Id } from '../../../../kernel/id.ts'
import type { Fact } from '../../../../platform/outbox/fact.ts'
import { appendFacts } from '../../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../../platform/scope.ts'
import { storable } from '../../files/storable.ts'
import { instantFacts } from '../facts.ts'
import { BECAUSE_CHARS_MAX } from '../limits.ts'
import { type PaymentRequestEvent, requestTarget } from './payment_request.machine.ts'
import { type PaymentRequest, paymentRequestJson } from './payment_request.ts'
import * as store from './store.ts'

export type RequestMove = {
  readonly event: PaymentRequestEvent
  readonly reason_code?: string | null
  readonly because?: string
  readonly receipt?: Id<'irc'>
}

/** What is to be told of a move, which is written in the caller's transaction. The caller holds the row. Undefined: it leads nowhere. */
export async function moveQuietly(
  { db, tenant_id, world }: Scope,
  before: PaymentRequest,
  move: RequestMove,
): Promise<{ readonly after: PaymentRequest; readonly fact: Fact } | undefined> {
  const state = requestTarget(before.state, move.event)
  if (state === undefined) return undefined
  const after: PaymentRequest = {
    ...before,
    state,
    reason_code: move.reason_code ?? null,
    because: move.because === undefined ? null : storable(move.because, BECAUSE_CHARS_MAX),
    receipt: move.receipt ?? before.receipt,
    updated_at: world.now(),
  }
  await store.moveRequest(db, tenant_id, before.state, move.event, after)
  const object = paymentRequestJson(after)
  return { after, fact: instantFacts.fact('rails.payment_request_changed', after.id, { object }) }
}

/** The same, told at once. Locks the row; a repeat, or news that came too late, answers it as it is. */
export async function moveRequest(scope: Scope, id: Id<'rfp'>, move: RequestMove): Promise<PaymentRequest> {
  const before = present(
    await store.findRequest(scope.db, scope.tenant_id, id, { is_locked: true }),
    'a request for payment',
  )
  const moved = await moveQuietly(scope, before, move)
  if (moved === undefined) return before
  await appendFacts(scope.db, scope, [moved.fact])
  return moved.after
}
