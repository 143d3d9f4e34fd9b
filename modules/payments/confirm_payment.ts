import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type Answer, answerOf } from './answers.ts'
import type { Means } from './attempts.ts'
import { authenticate } from './authenticate.ts'
import { type AuthenticationCause, started } from './authentication.ts'
import { authenticationJob, firstAuthentication } from './authentication_plan.ts'
import { decide } from './decide.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { faceOf, openAccounts } from './means.ts'
import { step } from './operate.ts'
import { wrongState } from './operation_id.ts'
import type { PaymentView } from './payment.ts'
import { type PaymentEvent, paymentMachine } from './payment.machine.ts'
import { renderPayment } from './render_payment.ts'
import { paymentStep } from './steps.ts'
import { resolveAuthentication } from './resolve_authentication.ts'
import { sendPayment } from './send_payment.ts'
import { dropAuthentication, startAuthentication } from './store_authentications.ts'

/** Another card than the one ordered, for a payment that was declined. */
export type Confirming = { readonly token?: Id<'tok'>; readonly method?: Id<'pm'> }

/**
 * Sends a payment that was made to wait, or one that was declined, perhaps with another card. Risk and routing are asked
 * anew. One whose cardholder is being asked for goes on as soon as the issuer says that they were there, and stays as it is
 * until then; with another card it begins anew. Errors: payment_not_found, wrong_state, operation_open, payment_changed, those of `decide`, card_declined,
 * payment_blocked.
 */
export async function confirmPayment(
  core: Core,
  scope: OpenScope,
  id: Id<'pay'>,
  { token, method }: Confirming,
): Promise<Result<Answer, Failure>> {
  const found = await core.find(scope, id)
  if (!found.ok) return found
  const { order, standing } = found.value
  if (!Object.hasOwn(paymentMachine.table[standing.state], 'send') || standing.state === 'processing')
    return wrongState(standing.state, 'confirm')
  if (standing.open_operation !== null) return paymentErrors.fail('operation_open', { retry_after_ms: 1_000 })
  if (standing.state === 'requires_action' && token === undefined && method === undefined) {
    const view = await resolveAuthentication(core, scope, found.value)
    return answerOf(renderPayment(view), view.standing.state)
  }
  const ordered = {
    ...order,
    token: token ?? (method === undefined ? order.token : null),
    payment_method: method ?? (token === undefined ? order.payment_method : null),
    created_at: scope.world.now(),
  }
  const decided = await decide(core, scope, ordered, true)
  if (!decided.ok) return decided
  const { state, means, account, risk, cause } = decided.value
  const view: PaymentView = { ...found.value, risk, card: faceOf(means?.card ?? null) }
  const isGoingOn = state === 'processing' || state === 'requires_action'
  if (!isGoingOn || means === null || account === null) return stop(core, scope, view, state)
  const refused = await openAccounts(core, scope, order, decided.value)
  if (refused !== undefined) return refused
  const done =
    state === 'processing'
      ? await sendPayment(core, scope, view, { means, account }, ({ authentication }, tx) =>
          authentication === null
            ? Promise.resolve(null)
            : dropAuthentication(tx, scope.tenant_id, order.id).then(() => null),
        )
      : await challengeFirst(core, scope, view, means, { account, cause })
  return done === 'changed'
    ? paymentErrors.fail('payment_changed')
    : answerOf(done.text, done.view.standing.state)
}

/** The cardholder is asked for before anything is sent. */
async function challengeFirst(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  means: Means,
  { account, cause }: { readonly account: Id<'aca'>; readonly cause: AuthenticationCause },
): Promise<{ view: PaymentView; text: string } | 'changed'> {
  const { order, standing } = view
  const fresh = firstAuthentication(scope, { id: order.id, token: means.card.token }, account, cause)
  const sent = paymentStep(standing.state, 'send')
  const at = scope.world.now()
  const isBegun = await core.db.withTenant(scope.tenant_id, async (tx) => {
    const { version: payment_version } = standing
    if (!(await startAuthentication(tx, scope.tenant_id, at, { ...fresh, payment_version, step: sent.step })))
      return false
    await schedule(tx, scope, [authenticationJob(scope, fresh)])
    return true
  })
  if (!isBegun) return 'changed'
  const begun = { ...standing, state: sent.state, version: standing.version + 1, updated_at: at }
  return authenticate(core, scope, { ...view, standing: begun, authentication: started(fresh) }, means)
}

const events: Readonly<Record<string, PaymentEvent>> = {
  in_review: 'hold',
  blocked: 'block',
}

/** Risk does not let it pass as it is. */
async function stop(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  state: string,
): Promise<Result<Answer, Failure>> {
  const moved = await step(core, scope, view, events[state] ?? 'block')
  return moved.ok ? answerOf(renderPayment(moved.value), moved.value.standing.state) : moved
}
