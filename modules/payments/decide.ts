import type { Id } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { type Err, type Failure, ok, type Result } from '../../kernel/result.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { assess, assessReviewed, type Assessment, type RiskInput, type RuleSet } from '../risk/index.ts'
import type { RouteDecision, RouteInput, ThreeDsState } from '../routing/index.ts'
import {
  type CardScheme,
  checkLinkId,
  type MerchantInitiated,
  mayRetry,
  readDecline,
  readEci,
  type ThreeDsProof,
} from '../rails/index.ts'
import type { Means } from './attempts.ts'
import type { AuthenticationCause } from './authentication.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { partyErrors } from './errors_parties.ts'
import { type Look, lookItemOf } from './look_batch.ts'
import { earlierDeclines } from './next_account.ts'
import type { PaymentOrder, PaymentView } from './payment.ts'
import { canAskCardholder, isSoftDecline } from './cardholder.ts'
import type { PaymentState } from './payment.machine.ts'

/** What is to happen with a payment, from one read and pure functions of it. */
export type Decided = {
  readonly state: Extract<
    PaymentState,
    'created' | 'processing' | 'in_review' | 'blocked' | 'requires_action'
  >
  readonly means: Means | null
  readonly account: Id<'aca'> | null
  readonly risk: PaymentView['risk']
  /** Of `requires_action`: who wants the cardholder. */
  readonly cause: AuthenticationCause
  /** What risk counts when the payment is begun. */
  readonly counted: RiskInput | null
}

/** Why it is decided: for the first time, after a person's look, or after the cardholder was asked for. */
export type Occasion =
  | { readonly kind: 'anew' | 'reviewed' }
  | { readonly kind: 'resumed'; readonly proof: ThreeDsProof | null }

/**
 * Reads what the payment names, asks risk and routing, and says what is to happen. Nothing is written. `resumed`: the
 * payment was decided before and goes on after its cardholder was asked for, with what that proved, so risk and the law on
 * trying again are not asked a second time. `reviewed`: a person has looked at it, so what asks for a review is set aside.
 * Errors: unknown_payment_method, merchant_not_active, no_acquirer, transaction_link_required.
 */
export async function decide(
  core: Core,
  scope: OpenScope,
  order: PaymentOrder,
  is_confirmed: boolean,
  occasion: Occasion = { kind: 'anew' },
): Promise<Result<Decided, Failure>> {
  const look = await core.looking.submit(scope.tenant_id, lookItemOf(scope, order))
  const fault = faultOf(order, look, is_confirmed)
  if (fault !== undefined) return fault
  if (!is_confirmed || look.risk === null || look.card === undefined || look.merchant === undefined)
    return ok({ state: 'created', means: null, account: null, risk: null, cause: 'risk', counted: null })
  const isResumed = occasion.kind === 'resumed'
  const earlier = isResumed ? undefined : await againstTrying(core, scope, order, look)
  if (earlier?.refused !== undefined) return earlier.refused
  const initiated = initiatedOf(order, look)
  const unlinked = againstLinks(order, look.card.scheme, initiated)
  if (unlinked !== undefined) return unlinked
  const rules = await core.risk.rules(scope)
  const assessment = (occasion.kind === 'reviewed' ? assessReviewed : assess)(
    look.risk.input,
    look.risk.view,
    rules,
  )
  const snapshot = await core.routing.snapshot(scope)
  const input = routeInput(order, look, occasion.kind === 'resumed' ? occasion.proof : null)
  const route = core.routing.decide(scope.tenant_id, input, snapshot, chanceOf(core))
  const risk = { decision: assessment.decision, reasons: assessment.reasons.map(({ rule }) => rule) }
  const account = route.candidates[0]?.account ?? null
  const state = isResumed ? 'processing' : stateOf(order, assessment, earlier?.is_soft === true)
  if ((state === 'processing' || state === 'requires_action') && account === null)
    return paymentErrors.fail('no_acquirer', { detail: whyNone(route) })
  const means: Means = {
    initiated,
    card: look.card,
    merchant: look.merchant,
    exemption: assessment.exemption,
    three_ds: null,
    snapshot,
    route,
    input,
    counted: look.risk.input,
    decision: JSON.stringify({ risk: assessment, route }),
  }
  return ok({ state, means, account, risk, cause: causeOf(order, rules, earlier), counted: look.risk.input })
}

/**
 * A card that was declined before may not be tried again just as the merchant likes: the schemes' law says when. After a
 * soft decline the cardholder is asked for at once, which makes it another try.
 */
async function againstTrying(
  core: Core,
  scope: OpenScope,
  order: PaymentOrder,
  { risk, card }: Look,
): Promise<{ readonly refused?: Err<Failure>; readonly is_soft?: boolean } | undefined> {
  const declined = risk?.view.counts.card?.declines
  if (card === undefined || declined === undefined || declined.every((count) => count === 0)) return undefined
  const earlier = await earlierDeclines(core, scope, card.fingerprint)
  const last = earlier.find(
    ({ merchant, amount, currency }) =>
      merchant === order.merchant && amount === BigInt(order.amount) && currency === order.currency,
  )
  if (last === undefined) return undefined
  const { network_code, advice_code, at: declined_at } = last
  const { scheme } = card
  const decline = readDecline({ scheme, network_code, advice_code, at: declined_at })
  const is_soft = isSoftDecline(decline) && canAskCardholder(order.asked)
  const verdict = mayRetry({
    scheme,
    decline,
    has_changes: is_soft,
    declined_at,
    merchant: order.merchant,
    amount: money(BigInt(order.amount), order.currency),
    earlier: earlier.filter((one) => one !== last),
    at: scope.world.now(),
  })
  if (verdict.allowed) return { is_soft }
  const { rule, why, retry_at, source } = verdict
  const refused = paymentErrors.fail('retry_not_allowed', {
    detail: `${why} Rule ${rule} (${source}).`,
    members: { network_code, ...(retry_at === null ? {} : { retry_at: instantText(retry_at) }) },
  })
  return { refused }
}

/** What a merchant-initiated payment refers to: as it was asked, else what the payment method remembers. */
function initiatedOf({ asked: { mit } }: PaymentOrder, { method }: Look): MerchantInitiated | null {
  if (mit === null) return null
  return {
    reason: mit.reason,
    network_transaction_id: mit.network_transaction_id ?? method?.network_transaction_id ?? null,
    transaction_link_id: mit.transaction_link_id ?? method?.transaction_link_id ?? null,
  }
}

/** Mastercard's mandate on the transaction link id, once it is enforced. */
function againstLinks({ created_at }: PaymentOrder, scheme: CardScheme, initiated: MerchantInitiated | null) {
  if (initiated === null) return undefined
  const { verdict, why, source } = checkLinkId(scheme, initiated, created_at)
  return verdict === 'refuse'
    ? paymentErrors.fail('transaction_link_required', {
        param: 'merchant_initiated',
        detail: `${why ?? 'it is missing'} (${source}).`,
      })
    : undefined
}

/** Who wants the cardholder asked. */
function causeOf(
  { asked }: PaymentOrder,
  { three_ds_unavailable }: RuleSet,
  earlier?: { readonly is_soft?: boolean },
): AuthenticationCause {
  if (earlier?.is_soft === true) return 'issuer'
  if (asked.three_ds === 'required') return 'merchant'
  return three_ds_unavailable === 'decline' ? 'risk_required' : 'risk'
}

/** A number from 0 to below 1. */
const chanceOf = ({ world }: Core): number => {
  const [high = 0, low = 0] = world.random(2)
  return (high * 256 + low) / 65_536
}

function faultOf(order: PaymentOrder, look: Look, is_confirmed: boolean) {
  if (look.merchant === undefined)
    return paymentErrors.fail('merchant_not_active', {
      param: 'merchant',
      detail: 'No merchant has this id.',
    })
  if (look.merchant.state !== 'active')
    return paymentErrors.fail('merchant_not_active', { param: 'merchant' })
  if (order.customer !== null && look.customer?.state !== 'active')
    return partyErrors.fail('customer_not_found', { param: 'customer' })
  const hasMeans = order.token !== null || order.payment_method !== null
  if (hasMeans && look.card === undefined)
    return paymentErrors.fail('unknown_payment_method', { param: 'payment_method' })
  if (is_confirmed && !hasMeans)
    return paymentErrors.fail('unknown_payment_method', { param: 'payment_method' })
  return undefined
}

function stateOf(
  { asked }: PaymentOrder,
  { decision, exemption }: Assessment,
  is_soft: boolean,
): Decided['state'] {
  if (decision === 'block') return 'blocked'
  if (decision === 'review') return 'in_review'
  const isChallenged =
    is_soft || asked.three_ds === 'required' || (decision === 'challenge' && exemption === null)
  return isChallenged && asked.three_ds !== 'never' ? 'requires_action' : 'processing'
}

function routeInput(order: PaymentOrder, { card, merchant }: Look, proof: ThreeDsProof | null): RouteInput {
  const { asked } = order
  const { scheme } = card as NonNullable<typeof card>
  return {
    payment: order.id,
    merchant: order.merchant,
    amount: money(BigInt(order.amount), order.currency),
    scheme,
    funding: card?.funding ?? null,
    bin: card?.bin ?? '',
    card_country: card?.country ?? null,
    mcc: merchant?.mcc ?? '',
    initiator: asked.initiated_by,
    channel: asked.mit?.reason === 'recurring' ? 'recurring' : asked.channel,
    three_ds: threeDsOf(proof, scheme, order.created_at),
    metadata: asked.metadata ?? {},
    needs: asked.allows_partial ? ['partial_approval'] : [],
  }
}

/** What routing is told of a proof. */
function threeDsOf(proof: ThreeDsProof | null, scheme: CardScheme, at: Instant): ThreeDsState {
  if (proof === null) return 'none'
  const isAuthenticated = readEci(scheme, proof.eci, at) === 'authenticated'
  return proof.has_liability_shift && isAuthenticated ? 'authenticated' : 'attempted'
}

const whyNone = ({ excluded }: RouteDecision): string =>
  excluded.length === 0
    ? 'There is no acquirer account.'
    : excluded.map(({ account, why }) => `${account}: ${why}`).join('; ')
