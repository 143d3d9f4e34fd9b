import { type Id, newId, newUuid } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { type Instant, plusMs } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import {
  type Authorize,
  type CardOutcome,
  type MerchantInitiated,
  nextInquiry,
  type ScaExemption,
  type ThreeDsProof,
} from '../rails/index.ts'
import type { RiskInput } from '../risk/index.ts'
import type { RouteDecision, RouteInput, Snapshot } from '../routing/index.ts'
import type { CardView } from '../vault/index.ts'
import { countedLate, declinedOf } from './declined.ts'
import type { Core } from './deps.ts'
import { bodyAround, factOf, type PaymentFact } from './facts.ts'
import { INQUIRY_JOB, RELEASE_EARLY_MS, RELEASE_JOB } from './limits.ts'
import { learn, type Lesson, type News } from './learn.ts'
import type { MerchantView } from './parties_view.ts'
import type { AttemptView, Operation, OutcomeResult, OutcomeVia, PaymentView } from './payment.ts'
import type { PaymentEvent, PaymentState } from './payment.machine.ts'
import { rememberIds } from './remember_ids.ts'
import { renderPayment } from './render_payment.ts'
import { nextAccount, type Tried } from './next_account.ts'
import { asksForCardholder, softDeclineItem } from './soft_decline.ts'
import { paymentStep } from './steps.ts'
import type { FinishItem, NextAttempt, PlannedJob } from './finish_item.ts'

/** What an authorisation is asked for with, beside the payment itself. */
export type Means = {
  readonly card: CardView
  readonly merchant: MerchantView
  readonly exemption: ScaExemption | null
  /** What a merchant-initiated payment refers to; as it was asked when absent. */
  readonly initiated?: MerchantInitiated | null
  readonly three_ds: ThreeDsProof | null
  readonly snapshot: Snapshot
  readonly route: RouteDecision
  readonly input: RouteInput
  readonly counted: RiskInput
  /** JSON of what risk and routing decided; kept with every attempt. */
  readonly decision: string
}

/** How a payment stands after what was done, and what was told of it. `is_overtaken`: by somebody else, who was quicker. */
export type Done = { readonly view: PaymentView; readonly text: string; readonly is_overtaken?: true }

/**
 * Sends the attempt that was begun and learns what came of it, and goes on to the next acquirer where the law of the
 * scheme and the state of the payment allow it. Returns the payment as it then stands, and the text that was told of it:
 * the answer. A time-out leaves it `processing`: the inquiry finds out, nothing is sent again.
 */
export async function runAttempts(
  core: Core,
  scope: OpenScope,
  begun: PaymentView,
  means: Means,
): Promise<Done> {
  let view = begun
  const tried: Tried[] = []
  for (;;) {
    const attempt = view.attempt as AttemptView
    const outcome = await authorize(core, scope, view, means)
    tried.push({ account: attempt.account, outcome, at: scope.world.now() })
    const isSoft = asksForCardholder(view, operationOf(view), outcome, scope.world.now())
    const account = isSoft ? undefined : await nextAccount(core, scope, means, tried)
    const finished =
      account === undefined
        ? await conclude(core, scope, {
            view,
            operation: operationOf(view),
            news: outcome,
            via: 'answer',
            counted: means.counted,
          })
        : await goOn(core, scope, { view, means, outcome, account })
    if (finished === 'stale') return reread(core, scope, view)
    if ('is_soft' in finished) return core.stepUp(scope, finished.view, means)
    if (finished.text !== null) return { view: finished.view, text: finished.text }
    view = finished.view
  }
}

const operationOf = ({ order, attempt }: PaymentView): Operation => ({
  id: (attempt as AttemptView).id,
  kind: 'authorize',
  account: (attempt as AttemptView).account,
  amount: order.amount,
  is_final: true,
})

async function authorize(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  means: Means,
): Promise<CardOutcome> {
  const { account, id } = view.attempt as AttemptView
  const began_ms = core.world.elapsed_ms()
  const outcome = await core.rails.call(scope, account, means.card.token, requestOf(scope, view, means, id))
  const took_ms = core.world.elapsed_ms() - began_ms
  core.routing.observe(scope.tenant_id, account, 'authorize', outcome, took_ms)
  return outcome
}

function requestOf(
  scope: OpenScope,
  { order }: PaymentView,
  { card, merchant, exemption, three_ds, initiated }: Means,
  id: Id<'att'>,
): Authorize {
  const { asked } = order
  const { scheme, bin, last4, expiry_month, expiry_year, country, funding } = card
  return {
    operation: 'authorize',
    reference: order.reference ?? order.id,
    operation_reference: id.slice(4),
    amount: money(BigInt(order.amount), order.currency),
    at: scope.world.now(),
    card: { scheme, bin, last4, expiry_month, expiry_year, country, funding },
    acceptor: {
      name: asked.statement_descriptor ?? merchant.statement_descriptor,
      city: merchant.city,
      country: merchant.country,
      mcc: merchant.mcc,
    },
    is_captured: !order.is_manual,
    allows_partial: asked.allows_partial,
    is_estimate: asked.is_estimate,
    has_cvc: card.has_cvc,
    initiated: initiated ?? asked.mit,
    is_first_of_many: asked.setup_future_usage,
    three_ds,
    exemption,
  }
}

export type Concluding = {
  readonly view: PaymentView
  readonly operation: Operation
  readonly news: News
  readonly via: OutcomeVia
  readonly message_id?: string
  /** What was believed of the operation before; nothing when absent. */
  readonly known?: OutcomeResult | null
  /** Of an attempt: what risk counts when it is declined; read anew when absent. */
  readonly counted?: RiskInput
}
/** `text` is null when nobody was told: nothing happened to the payment that its readers could see. */
export type Concluded = {
  readonly view: PaymentView
  readonly text: string | null
  readonly lesson: Lesson
  /** The issuer wants the cardholder: the payment goes on with the authentication that its view names, not begun yet. */
  readonly is_soft?: true
}

/** Writes down what was learned of an operation (T2). `stale`: the payment has changed since `view` was read. */
export async function conclude(
  core: Core,
  scope: OpenScope,
  { view, operation, news, via, message_id, known, counted: asked }: Concluding,
): Promise<Concluded | 'stale'> {
  const at = scope.world.now()
  const lesson = learn(view, {
    tenant_id: scope.tenant_id,
    operation,
    news,
    via,
    at,
    outcome_id: newUuid(core.world),
    known: known ?? null,
    ...(message_id === undefined ? {} : { message_id }),
  })
  const isLate = asked === undefined && news.kind === 'declined' && operation.kind === 'authorize'
  const counted = isLate && lesson.learned.is_applied ? await countedLate(core, scope, view) : asked
  if (asksForCardholder(view, operation, news, at)) {
    const soft = softDeclineItem(scope, { view, news, via, counted, learned: lesson.learned })
    const answer = await core.finishing.submit(scope.tenant_id, soft.item)
    return answer === 'stale' ? 'stale' : { view: soft.view, text: null, lesson, is_soft: true }
  }
  const after: PaymentView = {
    ...view,
    standing: lesson.after,
    attempt: attemptAfter(view, operation, lesson),
  }
  const text = lesson.isNews ? renderPayment(after) : null
  const item: FinishItem = {
    payment: view.order.id,
    version: view.standing.version,
    step: lesson.step,
    after: lesson.after,
    learned: lesson.learned,
    posting: lesson.transfers.length === 0 ? null : postingOf(scope, lesson),
    told: toldOf(core, scope, operation, lesson, text),
    jobs: jobsAfter(scope, view, operation, lesson),
    ...declinedOf(view, news, counted),
    at,
  }
  const answer = await core.finishing.submit(scope.tenant_id, item)
  if (answer === 'done') await rememberIds(core, scope, view, lesson)
  if (answer === 'done' && lesson.after.open_operation === null) core.waits.tell(view.order.id)
  return answer === 'stale' ? 'stale' : { view: after, text, lesson }
}

/** The fact: how the payment stands now or, of news that fits nowhere, that a person has to look. */
function toldOf(
  core: Core,
  scope: OpenScope,
  operation: Operation,
  { event, after, isUnplaced, learned }: Lesson,
  text: string | null,
): FinishItem['told'] {
  const id = newUuid(core.world)
  if (text !== null)
    return {
      id,
      type: factAfter(operation, event, after.state),
      body: bodyAround(text, scope.request_id),
    }
  if (!isUnplaced) return null
  const { result, via, message_id } = learned
  const body = {
    request_id: scope.request_id,
    operation: operation.id,
    kind: operation.kind,
    result,
    via,
    message_id,
  }
  return { id, type: 'payments.outcome_unplaced', body: JSON.stringify(body) }
}

const amountEvents: readonly (PaymentEvent | null)[] = ['increment', 'release_part', 'reverse_part']

function factAfter({ kind }: Operation, event: PaymentEvent | null, state: PaymentState): PaymentFact {
  if (event === null && kind !== 'authorize') return 'payments.operation_failed'
  return amountEvents.includes(event) ? 'payments.payment_updated' : factOf[state]
}

/** What is not known is asked for by schedule; what is held is given back in time. */
function jobsAfter(
  scope: OpenScope,
  view: PaymentView,
  operation: Operation,
  { after, learned: { result } }: Lesson,
): PlannedJob[] {
  const plan = (kind: string, unique_key: string, run_at: Instant, body: PlannedJob['body']): PlannedJob => ({
    id: newId('job', scope.world),
    kind,
    unique_key,
    run_at,
    body,
  })
  const now = scope.world.now()
  // Also of one that was taken back before anybody knew of it.
  const isAsked = after.open_operation === operation.id
  const first = isAsked ? nextInquiry(result === 'pending' ? 'pending' : 'unknown', 0, now) : null
  const inquiry = first === null ? [] : [plan(INQUIRY_JOB, operation.id, first, { operation: operation.id })]
  const { capture_before } = after
  if (capture_before === null || capture_before === view.standing.capture_before) return inquiry
  const due = plusMs(capture_before, -RELEASE_EARLY_MS)
  return [...inquiry, plan(RELEASE_JOB, view.order.id, due, { payment: view.order.id })]
}

const postingOf = (scope: OpenScope, { transfers }: Lesson) => ({
  transfers,
  request_id: scope.request_id,
  actor: scope.actor,
  ip: scope.ip ?? null,
  at: scope.world.now(),
})

function attemptAfter(view: PaymentView, operation: Operation, { learned }: Lesson): AttemptView | null {
  if (operation.kind !== 'authorize' || view.attempt?.id !== operation.id || !learned.is_applied)
    return view.attempt
  return {
    ...view.attempt,
    result: learned.result,
    acquirer_reference: learned.acquirer_reference ?? view.attempt.acquirer_reference,
    auth_code: learned.auth_code,
    network_code: learned.network_code,
    advice_code: learned.advice_code,
    decline_code: learned.decline_code,
    network_transaction_id: learned.network_transaction_id,
    transaction_link_id: learned.transaction_link_id,
    cvc_check: learned.cvc_check as AttemptView['cvc_check'],
    address_check: learned.address_check as AttemptView['address_check'],
  }
}

type GoingOn = {
  readonly view: PaymentView
  readonly means: Means
  readonly outcome: CardOutcome
  readonly account: Id<'aca'>
}

/** Writes down a decline together with the attempt that follows it: nobody is told, the payment is still under way. */
async function goOn(
  core: Core,
  scope: OpenScope,
  { view, means, outcome, account }: GoingOn,
): Promise<{ view: PaymentView; text: null } | 'stale'> {
  const at = scope.world.now()
  const operation = operationOf(view)
  const { learned } = learn(view, {
    tenant_id: scope.tenant_id,
    operation,
    news: outcome,
    via: 'answer',
    at,
    outcome_id: newUuid(core.world),
    known: null,
  })
  const next: NextAttempt = {
    id: newId('att', scope.world),
    number: view.standing.attempts + 1,
    account,
    amount: view.order.amount,
    decision: means.decision,
    request_id: scope.request_id,
  }
  const { version } = view.standing
  const { step, state } = paymentStep(view.standing.state, 'send')
  const after = {
    ...view.standing,
    state,
    version: version + 1,
    attempts: next.number,
    attempt: next.id,
    open_operation: next.id,
    updated_at: at,
  }
  const item: FinishItem = {
    payment: view.order.id,
    version,
    step,
    after,
    learned,
    posting: null,
    told: null,
    next,
    ...declinedOf(view, outcome, means.counted),
    at,
  }
  if ((await core.finishing.submit(scope.tenant_id, item)) === 'stale') return 'stale'
  return { view: { ...view, standing: after, attempt: newAttempt(next) }, text: null }
}

export const newAttempt = ({
  id,
  number,
  account,
}: Pick<NextAttempt, 'id' | 'number' | 'account'>): AttemptView => ({
  id,
  number,
  account,
  result: null,
  acquirer_reference: null,
  auth_code: null,
  network_code: null,
  advice_code: null,
  decline_code: null,
  network_transaction_id: null,
  transaction_link_id: null,
  cvc_check: null,
  address_check: null,
})

/** Somebody else was told first (a callback that overtook the answer): the payment is what they made of it. */
export async function reread(
  core: Core,
  scope: OpenScope,
  { order }: Pick<PaymentView, 'order'>,
): Promise<Done> {
  const view = await core.readView(scope, order.id)
  return { view, text: renderPayment(view), is_overtaken: true }
}
