import type { Id } from '../../kernel/id.ts'
import { ownOf } from '../../kernel/own.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import type { Db } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type Answer, answerOf } from './answers.ts'
import type { Means } from './attempts.ts'
import { authenticate } from './authenticate.ts'
import { type AuthenticationCause, started } from './authentication.ts'
import { authenticationJob, firstAuthentication } from './authentication_plan.ts'
import { type Decided, decide } from './decide.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { faceOf, openAccounts } from './means.ts'
import { wrongState } from './wrong_state.ts'
import type { PaymentView } from './payment.ts'
import { type PaymentEvent, paymentMachine } from './payment.machine.ts'
import { renderPayment } from './render_payment.ts'
import { paymentStep } from './steps.ts'
import { resolveAuthentication } from './resolve_authentication.ts'
import { sendPayment } from './send_payment.ts'
import { dropAuthentication, startAuthentication } from './store_authentications.ts'
import type { Held } from './store_turns.ts'
import { turnPayment } from './turn.ts'

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
  const isConfirmable = Object.hasOwn(paymentMachine.table[standing.state], 'send')
  // One in review waits for a person's word.
  if (!isConfirmable || standing.state === 'processing' || standing.state === 'in_review')
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
  const { state, means, account, risk } = decided.value
  const paid_with = { ...order, token: means?.card.token ?? order.token }
  const view: PaymentView = { ...found.value, order: paid_with, risk, card: faceOf(means?.card ?? null) }
  const isGoingOn = state === 'processing' || state === 'requires_action'
  if (!isGoingOn || means === null || account === null) return stop(core, scope, view, decided.value)
  const refused = await openAccounts(core, scope, order, decided.value)
  if (refused !== undefined) return refused
  const done = await goAhead(core, scope, view, { ...decided.value, means, account })
  return done === 'changed'
    ? paymentErrors.fail('payment_changed')
    : answerOf(done.text, done.view.standing.state)
}

/** A payment that may go on, and by what. */
export type Ahead = Pick<Decided, 'state' | 'cause'> & { readonly means: Means; readonly account: Id<'aca'> }
/** Writes in the transaction that begins what is sent; `begun` is the payment as it then stands. */
export type Also = (begun: PaymentView, tx: Db) => Promise<void>

/** Sends what was decided, or asks for the cardholder first. `changed`: it does not stand as it was read; nothing was done. */
export async function goAhead(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  { state, means, account, cause }: Ahead,
  also: Also = () => Promise.resolve(),
): Promise<{ view: PaymentView; text: string } | 'changed'> {
  if (state !== 'processing') return challengeFirst(core, scope, view, means, { account, cause, also })
  return sendPayment(core, scope, view, { means, account }, async (begun, tx) => {
    if (begun.authentication !== null) await dropAuthentication(tx, scope.tenant_id, view.order.id)
    await also({ ...begun, authentication: null }, tx)
    return null
  })
}

/** The cardholder is asked for before anything is sent. */
async function challengeFirst(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  means: Means,
  {
    account,
    cause,
    also,
  }: { readonly account: Id<'aca'>; readonly cause: AuthenticationCause; readonly also: Also },
): Promise<{ view: PaymentView; text: string } | 'changed'> {
  const { order, standing } = view
  const fresh = firstAuthentication(scope, { id: order.id, token: means.card.token }, account, cause)
  const sent = paymentStep(standing.state, 'send')
  const at = scope.world.now()
  const standing_after = { ...standing, state: sent.state, version: standing.version + 1, updated_at: at }
  const begun = { ...view, standing: standing_after, authentication: started(fresh) }
  const isBegun = await core.db.withTenant(scope.tenant_id, async (tx) => {
    const { version: payment_version } = standing
    if (!(await startAuthentication(tx, scope.tenant_id, at, { ...fresh, payment_version, step: sent.step })))
      return false
    await schedule(tx, scope, [authenticationJob(scope, fresh)])
    await also(begun, tx)
    return true
  })
  if (!isBegun) return 'changed'
  return authenticate(core, scope, begun, means)
}

const events: Readonly<Record<string, PaymentEvent>> = {
  in_review: 'hold',
  blocked: 'block',
}

/** Risk does not let it pass as it is: why, and the card it was to go with, are kept for whoever reviews it. */
async function stop(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  { state, means }: Decided,
): Promise<Result<Answer, Failure>> {
  const held: Held | undefined =
    means === null ? undefined : { token: means.card.token, decision: means.decision }
  const more = held === undefined ? {} : { held }
  const moved = await turnPayment(core, scope, view, ownOf(events, state) ?? 'block', more)
  return moved.ok ? answerOf(renderPayment(moved.value), moved.value.standing.state) : moved
}
