import { newUuid } from '../../kernel/id.ts'
import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Stage } from '../../platform/http/route.ts'
import type { Db } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { AuditEntry } from '../audit/index.ts'
import { type Answer, answerOf } from './answers.ts'
import { goAhead } from './confirm_payment.ts'
import { decide } from './decide.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { bodyAround } from './facts.ts'
import { faceOf, openAccounts } from './means.ts'
import { operationId } from './operation_id.ts'
import type { PaymentView, Review } from './payment.ts'
import { renderPayment } from './render_payment.ts'
import { paymentStep } from './steps.ts'
import { isKnownVerdict, tellTurn, type Verdict } from './store_turns.ts'
import { turnPayment } from './turn.ts'
import { wrongState } from './wrong_state.ts'

export type Reviewing = { readonly reason: string | null }

/**
 * Lets a payment that risk put to review go on as a confirmation would: routing is asked anew, and risk too, but for what
 * only asked for a review. What blocks it by now still does, and it stays in review; the law on authentication holds, so
 * the cardholder may have to be asked. A repeat of the key answers how the payment stands.
 * Errors: payment_not_found, wrong_state, payment_changed, those of `decide`; card_declined, payment_blocked.
 */
export async function approvePayment(
  core: Core,
  scope: OpenScope,
  id: Id<'pay'>,
  { reason }: Reviewing,
  stage: Stage,
): Promise<Result<Answer, Failure>> {
  const found = await findReviewed(core, scope, id, stage, 'approve')
  if (!found.ok) return found
  if (found.value.isDone) return answerNow(found.value.view)
  const { order, standing } = found.value.view
  const decided = await decide(core, scope, { ...order, created_at: scope.world.now() }, true, {
    kind: 'reviewed',
  })
  if (!decided.ok) return decided
  const { state, means, account, risk } = decided.value
  if (state === 'blocked' || means === null || account === null)
    return paymentErrors.fail('payment_blocked', {
      detail: `The risk rules block it by now (${risk?.reasons.join(', ')}), so it stays in review: change them, or reject it.`,
      members: { payment: id },
    })
  const refused = await openAccounts(core, scope, order, decided.value)
  if (refused !== undefined) return refused
  const verdict: Verdict = { id: operationId(stage), verdict: 'approved', reason }
  const view: PaymentView = {
    ...found.value.view,
    risk,
    card: faceOf(means.card),
    review: reviewOf(scope, verdict),
  }
  const { step } = paymentStep(standing.state, 'send')
  const done = await goAhead(core, scope, view, { ...decided.value, means, account }, (begun, tx) =>
    tellApproval(core, scope, begun, { step, verdict, tx }),
  )
  return done === 'changed'
    ? paymentErrors.fail('payment_changed')
    : answerOf(done.text, done.view.standing.state)
}

/**
 * Ends a payment that risk put to review: nothing is ever sent. A repeat of the key answers the payment.
 * Errors: payment_not_found, wrong_state, payment_changed.
 */
export async function rejectPayment(
  core: Core,
  scope: OpenScope,
  id: Id<'pay'>,
  { reason }: Reviewing,
  stage: Stage,
): Promise<Result<Answer, Failure>> {
  const found = await findReviewed(core, scope, id, stage, 'reject')
  if (!found.ok) return found
  if (found.value.isDone) return ok({ status: 201, body: { rendered: renderPayment(found.value.view) } })
  const verdict: Verdict = { id: operationId(stage), verdict: 'rejected', reason }
  const view: PaymentView = { ...found.value.view, review: reviewOf(scope, verdict) }
  const audit = auditOf('payments.reject', id, 'blocked', reason)
  const turned = await turnPayment(core, scope, view, 'reject', { verdict, audit })
  return turned.ok ? ok({ status: 201, body: { rendered: renderPayment(turned.value) } }) : turned
}

const answerNow = (view: PaymentView): Result<Answer, Failure> =>
  answerOf(renderPayment(view), view.standing.state)

/** The payment that is reviewed; `isDone` when an earlier run of the same key has written its word down. */
async function findReviewed(
  core: Core,
  scope: OpenScope,
  id: Id<'pay'>,
  stage: Stage,
  what: 'approve' | 'reject',
): Promise<Result<{ readonly view: PaymentView; readonly isDone: boolean }, Failure>> {
  const { tenant_id } = scope
  const found = await core.find(scope, id)
  if (!found.ok) return found
  const view = found.value
  const isDone =
    stage.is_resumed &&
    (await core.db.withTenant(tenant_id, (tx) => isKnownVerdict(tx, tenant_id, id, operationId(stage))))
  if (!isDone && view.standing.state !== 'in_review') return wrongState(view.standing.state, what)
  return ok({ view, isDone })
}

const reviewOf = (scope: OpenScope, { verdict, reason }: Verdict): Review => ({
  verdict,
  reason,
  decided_by: scope.actor.id,
  decided_at: scope.world.now(),
})

const auditOf = (action: string, id: Id<'pay'>, status: string, reason: string | null): AuditEntry => ({
  action,
  resource_type: 'payment',
  resource_id: id,
  before: { status: 'in_review' },
  after: { status, reason },
})

/** In the transaction that begins what is sent. */
async function tellApproval(
  core: Core,
  scope: OpenScope,
  begun: PaymentView,
  { step, verdict, tx }: { readonly step: number; readonly verdict: Verdict; readonly tx: Db },
): Promise<void> {
  const { order, standing } = begun
  const { tenant_id, request_id, actor } = scope
  await core.audit.append({ ...scope, db: tx }, [
    auditOf('payments.approve', order.id, standing.state, verdict.reason),
  ])
  await tellTurn(tx, tenant_id, standing.updated_at, {
    payment: order.id,
    version: standing.version,
    step,
    told: {
      id: newUuid(core.world),
      type: 'payments.payment_approved',
      body: bodyAround(renderPayment(begun), request_id),
    },
    verdict,
    actor_id: actor.id,
    request_id,
  })
}
