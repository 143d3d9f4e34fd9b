import { idOf, newId, newUuid } from '../../kernel/id.ts'
import { type Err, err, type Failure, ok, type Result } from '../../kernel/result.ts'
import type { KeyClaim } from '../../platform/idempotency/claim.ts'
import { idempotencyErrors } from '../../platform/idempotency/errors.ts'
import { describeMismatch, isSameRequest } from '../../platform/idempotency/mismatch.ts'
import { findStoredKey, type StoredKey } from '../../platform/idempotency/find_keys.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type Answer, answerOf } from './answers.ts'
import { type Done, type Means, newAttempt, runAttempts } from './attempts.ts'
import { type Decided, decide } from './decide.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { bodyAround, factOf } from './facts.ts'
import { faceOf, openAccounts } from './means.ts'
import { firstView, type NewPayment, orderOf } from './new_payment.ts'
import { started } from './authentication.ts'
import { authenticate } from './authenticate.ts'
import { authenticationJob, firstAuthentication } from './authentication_plan.ts'
import type { PaymentOrder, PaymentView } from './payment.ts'
import { renderPayment } from './render_payment.ts'
import { firstPaymentStep } from './steps.ts'
import { WAIT_LOOK_MS } from '../../platform/waits.ts'

/**
 * Makes a payment and, unless it is to be confirmed later, sends it: read and decide, T1, the acquirer, T2. Each of the
 * two transactions is shared with whatever else arrives. A process that dies in between leaves a payment that another
 * one finishes by asking the acquirer.
 *
 * A repeat of the key answers what the key answered first, or that it is still under way.
 * Errors: those of `decide`; `payment_exists`, `idempotency_mismatch`, `idempotency_in_progress`; and as answers of a
 * payment that was made: `card_declined`, `payment_blocked`.
 */
export async function createPayment(
  core: Core,
  scope: OpenScope,
  asked: NewPayment,
  claim: KeyClaim,
  wait_ms: number,
): Promise<Result<Answer, Failure>> {
  const ordered = orderOf(scope, asked)
  const decided = await decide(core, scope, ordered, asked.is_confirmed)
  if (!decided.ok) return unlessMade(core, scope, claim, decided)
  const order = { ...ordered, token: decided.value.means?.card.token ?? ordered.token }
  const refused = await openAccounts(core, scope, order, decided.value)
  if (refused !== undefined) return unlessMade(core, scope, claim, refused)
  const begun = firstOf(scope, order, decided.value)
  const text = begun.standing.state === 'processing' ? null : renderPayment(begun)
  const answer = await core.beginning.submit(scope.tenant_id, {
    claim,
    request_id: scope.request_id,
    order,
    step: firstPaymentStep(begun.standing.state),
    attempt: begun.attempt,
    authentication:
      begun.authentication === null
        ? null
        : { begun: begun.authentication, job: authenticationJob(scope, begun.authentication) },
    decision: decided.value.means?.decision ?? null,
    told:
      text === null
        ? null
        : {
            id: newUuid(core.world),
            type: factOf[begun.standing.state],
            body: bodyAround(text, scope.request_id),
          },
    counted: begun.attempt === null ? null : decided.value.counted,
  })
  if (answer.kind === 'exists') return paymentErrors.fail('payment_exists', { param: 'id' })
  if (answer.kind === 'stored') return recall(core, scope, answer.stored, claim)
  if (text !== null) return answerOf(text, begun.standing.state)
  const means = decided.value.means as Means
  const done = await (begun.authentication === null ? runAttempts : authenticate)(core, scope, begun, means)
  return answerInTime(core, scope, done, wait_ms)
}

/** The payment as T1 writes it, by what was decided. */
function firstOf(
  scope: OpenScope,
  order: PaymentOrder,
  { state, means, risk, account, cause }: Decided,
): PaymentView {
  const card = means?.card ?? null
  if (state === 'requires_action' && account !== null)
    return firstView(order, 'processing', {
      risk,
      card: faceOf(card),
      authentication: started(firstAuthentication(scope, order, account, cause)),
    })
  if (state !== 'processing' || account === null) return firstView(order, state, { risk, card: faceOf(card) })
  const attempt = newAttempt({ id: newId('att', scope.world), number: 1, account })
  return firstView(order, state, { attempt, risk, card: faceOf(card) })
}

/** Holds the line while nobody knows what came of it, for as long as the caller wants: the outcome is the better answer. */
async function answerInTime(
  core: Core,
  scope: OpenScope,
  done: Done,
  wait_ms: number,
): Promise<Result<Answer, Failure>> {
  let { text } = done
  let { state } = done.view.standing
  // More may have happened to it by now than what was told first, and that is what the key answers from now on.
  const first = done.is_overtaken ? await core.readFirstAnswer(scope, done.view.order.id) : undefined
  if (first !== undefined) ({ text, state } = first)
  const until_ms = core.world.elapsed_ms() + wait_ms
  while (state === 'processing') {
    const left_ms = until_ms - core.world.elapsed_ms()
    if (left_ms <= 0) break
    await core.waits.until(done.view.order.id, Math.min(left_ms, WAIT_LOOK_MS))
    const told = await core.readFirstAnswer(scope, done.view.order.id)
    if (told !== undefined) ({ text, state } = told)
  }
  return answerOf(text, state)
}

/** What would be refused now may have been made under this very key before: then that is the answer. */
async function unlessMade(
  core: Core,
  scope: OpenScope,
  claim: KeyClaim,
  refusal: Err<Failure>,
): Promise<Result<Answer, Failure>> {
  const { tenant_id } = scope
  const stored = await core.db.withTenant(tenant_id, (tx) => findStoredKey(tx, tenant_id, claim.key_hash))
  return stored === undefined ? refusal : recall(core, scope, stored, claim)
}

/** What a key did before: the same answer, or that its payment has none yet. */
async function recall(
  core: Core,
  scope: OpenScope,
  stored: StoredKey,
  claim: KeyClaim,
): Promise<Result<Answer, Failure>> {
  if (!isSameRequest(stored, claim)) return err(describeMismatch(stored, claim))
  const [subject] = stored.subjects
  const told = subject === undefined ? undefined : await core.readFirstAnswer(scope, idOf('pay', subject))
  if (told === undefined) return idempotencyErrors.fail('idempotency_in_progress', { retry_after_ms: 1_000 })
  const answer = answerOf(told.text, told.state)
  return answer.ok
    ? ok({ ...answer.value, replayed: true })
    : err({ ...answer.error, replay_of: stored.request_id } as Failure)
}
