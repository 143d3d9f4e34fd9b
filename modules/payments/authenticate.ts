import { newUuid } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { plusMs } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type CardFace, scaLimitsAt, type ThreeDsAnswer, type ThreeDsProof } from '../rails/index.ts'
import { type Done, type Means, reread } from './attempts.ts'
import { type Authentication, returnName } from './authentication.ts'
import type { AuthenticationEvent } from './authentication.machine.ts'
import { codeOf } from './begin_batch.ts'
import { decide } from './decide.ts'
import type { Core } from './deps.ts'
import { bodyAround, factOf } from './facts.ts'
import { AUTHENTICATION_TRIES_MAX } from './limits.ts'
import { openAccounts } from './means.ts'
import type { PaymentView } from './payment.ts'
import type { PaymentEvent } from './payment.machine.ts'
import { renderPayment } from './render_payment.ts'
import { CHANGED, sendPayment } from './send_payment.ts'
import { authenticationStep, paymentStep } from './steps.ts'
import { settleAuthentication, type Settled } from './store_authentications.ts'

/**
 * Asks the directory server for the cardholder of a payment whose authentication is `started`, and goes on by what it
 * says: a proof is sent on with the authorisation, a challenge waits for the cardholder (`requires_action`), a failure
 * declines. When there is no authentication to be had, the payment goes on without one if it was only the risk rules that
 * wanted it, and they let it; a merchant who requires it, and an issuer who asked for it, get a decline. A repeat finds the first at the
 * directory server, and whoever comes second with an answer changes nothing.
 */
export async function authenticate(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  means?: Means,
): Promise<Done> {
  const answer = await ask(core, scope, view)
  if (answer.kind === 'proved') return prove(core, scope, view, answer.proof, means)
  if (answer.kind === 'challenge') return challenge(core, scope, view, answer)
  if (answer.kind === 'failed') return refuse(core, scope, view, 'fail')
  core.log.warn('authentication_unavailable', {
    tenant_id: scope.tenant_id,
    request_id: scope.request_id,
    reason: 'why' in answer ? answer.why : answer.kind,
  })
  return goWithout(core, scope, view, means)
}

async function ask(core: Core, scope: OpenScope, { order, card, authentication, risk }: PaymentView) {
  const { id, account, token, cause } = authentication as Authentication
  let answer: ThreeDsAnswer = { kind: 'unknown', why: 'nobody was asked' }
  for (let tries = 0; tries < AUTHENTICATION_TRIES_MAX && answer.kind === 'unknown'; tries++)
    answer = await core.rails.authenticate(scope, account, token, {
      operation_reference: id.slice(4),
      amount: money(BigInt(order.amount), order.currency),
      card: card as CardFace,
      return_url: core.returnUrl(returnName(scope.tenant_id, id)),
      // The law is content with a proof without a challenge; an issuer who asked, or a rule that is wary, is not.
      wants_challenge:
        cause === 'issuer' ||
        (cause !== 'merchant' && (risk?.reasons ?? []).some((reason) => reason !== 'sca_required')),
      at: scope.world.now(),
    })
  return answer
}

/** The proof is written down with the attempt that carries it, so that neither is there without the other. */
export async function prove(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  proof: ThreeDsProof,
  known?: Means,
): Promise<Done> {
  return sendOn(core, scope, view, 'prove', { proof, known })
}

/** There is no authentication to be had. */
export const goWithout = (core: Core, scope: OpenScope, view: PaymentView, known?: Means): Promise<Done> =>
  view.authentication?.cause === 'risk'
    ? sendOn(core, scope, view, 'miss', { proof: null, known })
    : refuse(core, scope, view, 'miss')

async function sendOn(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  event: 'prove' | 'miss',
  { proof, known }: { proof: ThreeDsProof | null; known: Means | undefined },
): Promise<Done> {
  const authentication = view.authentication as Authentication
  // A proof can decide who may take the payment, so where it goes is decided anew.
  const found = (proof === null ? known : undefined) ?? (await findMeans(core, scope, view, proof))
  if (found === undefined)
    // Nobody can take it now. A cardholder who was there may be asked again until the challenge lapses.
    return view.standing.state === 'processing'
      ? refuse(core, scope, view, 'miss')
      : reread(core, scope, view)
  const means: Means = { ...found, three_ds: proof, exemption: proof === null ? found.exemption : null }
  const account = means.route.candidates[0]?.account ?? authentication.account
  const { state, step } = authenticationStep(authentication.state, event)
  const settled = { ...authentication, state, proof, version: authentication.version + 1 }
  const at = scope.world.now()
  const also = async (_view: PaymentView, tx: Db): Promise<Authentication> => {
    const what = { authentication, step, ...(proof === null ? {} : { proof }) }
    await settleAuthentication(tx, scope.tenant_id, at, what)
    return settled
  }
  const done = await sendPayment(core, scope, view, { means, account }, also)
  return done === 'changed' ? reread(core, scope, view) : done
}

/** What an authorisation needs to know, read anew: the cardholder may have taken a while. */
async function findMeans(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  proof: ThreeDsProof | null,
): Promise<Means | undefined> {
  const { token } = view.authentication as Authentication
  const order = { ...view.order, token, created_at: scope.world.now() }
  const decided = await decide(core, scope, order, true, { kind: 'resumed', proof })
  if (!decided.ok || decided.value.means === null) {
    core.log.warn('authentication_without_acquirer', {
      tenant_id: scope.tenant_id,
      request_id: scope.request_id,
      reason: decided.ok ? 'no card' : decided.error.code,
    })
    return undefined
  }
  const refused = await openAccounts(core, scope, order, decided.value)
  return refused === undefined ? decided.value.means : undefined
}

async function challenge(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  { id: directory_id, challenge_url: url }: Extract<ThreeDsAnswer, { kind: 'challenge' }>,
): Promise<Done> {
  const now = scope.world.now()
  const expires_at = plusMs(now, scaLimitsAt(now).challenge_ms_max)
  return settle(core, scope, view, {
    event: 'challenge',
    payment_event: 'challenge',
    challenge: { directory_id, url, expires_at },
  })
}

/** The payment ends here, or until it is confirmed anew. */
export const refuse = (
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  event: 'fail' | 'miss' | 'lapse',
): Promise<Done> =>
  settle(core, scope, view, {
    event,
    payment_event: event === 'lapse' && view.standing.state === 'requires_action' ? 'lapse' : 'decline',
  })

type Came = {
  readonly event: AuthenticationEvent
  readonly payment_event: PaymentEvent
  readonly challenge?: NonNullable<Settled['challenge']>
}

/** Writes down what came of it, the payment's step and the fact that tells it. */
async function settle(core: Core, scope: OpenScope, view: PaymentView, came: Came): Promise<Done> {
  const at = scope.world.now()
  const authentication = view.authentication as Authentication
  const moved = authenticationStep(authentication.state, came.event)
  const { state, step } = paymentStep(view.standing.state, came.payment_event)
  const { version } = view.standing
  const after: PaymentView = {
    ...view,
    standing: { ...view.standing, state, version: version + 1, updated_at: at },
    authentication: {
      ...authentication,
      ...came.challenge,
      state: moved.state,
      version: authentication.version + 1,
    },
  }
  const text = renderPayment(after)
  const told = { id: newUuid(core.world), type: factOf[state], body: bodyAround(text, scope.request_id) }
  const what: Settled = {
    authentication,
    step: moved.step,
    ...(came.challenge === undefined ? {} : { challenge: came.challenge }),
    moved: { version, step, told },
  }
  try {
    await core.db.withTenant(scope.tenant_id, (tx) => settleAuthentication(tx, scope.tenant_id, at, what))
  } catch (error) {
    if (codeOf(error) !== CHANGED) throw error
    return reread(core, scope, view)
  }
  core.waits.tell(view.order.id)
  return { view: after, text }
}
