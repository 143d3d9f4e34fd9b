import { present } from '../../kernel/assert.ts'
import { type Id, newId, newUuid } from '../../kernel/id.ts'
import { money, moneyText } from '../../kernel/money.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { plusMs } from '../../kernel/world.ts'
import type { Stage } from '../../platform/http/route.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { PostCommand, TransferOrder } from '../ledger/index.ts'
import { codeOf } from './begin_batch.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { bodyAround } from './facts.ts'
import { INQUIRY_JOB, NOT_FOUND_BELIEVED_MS, OPERATION_LEASE_MS } from './limits.ts'
import { type News, noted } from './learn.ts'
import { noteOpen } from './note_inquiry.ts'
import { learnRefund, refundHold } from './learn_refund.ts'
import { operationId } from './operation_id.ts'
import type { AttemptView, OutcomeVia, PaymentView } from './payment.ts'
import { type Refund, type RefundNotes, renderRefund } from './refund.ts'
import { nextInquiry } from '../rails/index.ts'
import { isKnownMessage } from './store_operations.ts'
import { beginRefund, findRefund, findRefundBy } from './store_refunds.ts'
import { wrongState } from './wrong_state.ts'

export type NewRefund = {
  readonly payment: Id<'pay'>
  /** Minor units; all that is left when absent. */
  readonly amount?: number
  readonly notes: RefundNotes
}

const refundable = new Set(['succeeded', 'partially_captured'])

/**
 * Gives money back to the card: T1 sets it aside, the acquirer is asked, T2 moves it or frees it. One that the acquirer
 * works on stays `pending`. The refund's id follows from the key, so a repeat after a crash is the same refund.
 * Errors: payment_not_found, wrong_state, amount_too_large, payment_changed, merchant_not_active.
 */
export async function createRefund(
  core: Core,
  scope: OpenScope,
  asked: NewRefund,
  stage: Stage,
): Promise<Result<Refund, Failure>> {
  const operation = operationId(stage)
  const id = `ref_${operation.slice(4)}` as Id<'ref'>
  if (stage.is_resumed) {
    const known = await core.db.withTenant(scope.tenant_id, (tx) => findRefund(tx, scope.tenant_id, id))
    if (known !== undefined) return ok(await inquireRefund(core, scope, known))
  }
  const found = await core.find(scope, asked.payment)
  if (!found.ok) return found
  const { order, standing, attempt } = found.value
  if (!refundable.has(standing.state) || attempt === null) return wrongState(standing.state, 'a refund')
  const left = standing.captured - standing.refunded - standing.refunding - standing.disputed
  const amount = asked.amount ?? left
  if (amount > left || amount < 1)
    return paymentErrors.fail('amount_too_large', {
      param: 'amount.value',
      detail: `${moneyText(BigInt(left), order.currency)} can be given back.`,
    })
  const at = scope.world.now()
  const refund: Refund = {
    id,
    payment: order.id,
    operation,
    account: attempt.account,
    state: 'pending',
    version: 1,
    amount,
    currency: order.currency,
    notes: asked.notes,
    acquirer_reference: null,
    failure: null,
    settled_on: null,
    created_at: at,
    updated_at: at,
  }
  const begun = await begin(core, scope, found.value, refund)
  return begun.ok ? ok(await send(core, scope, begun.value, refund)) : begun
}

async function begin(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  refund: Refund,
): Promise<Result<PaymentView, Failure>> {
  const { tenant_id } = scope
  const { standing } = view
  const posting = present(postingOf(scope, [refundHold(tenant_id, view, refund)]), 'what is set aside')
  const times = {
    at: refund.created_at,
    lease_until: plusMs(core.world.now(), OPERATION_LEASE_MS),
    world: core.world,
  }
  try {
    await core.db.withTenant(tenant_id, (tx) =>
      beginRefund(tx, tenant_id, times, {
        refund,
        version: standing.version,
        posting,
        request_id: scope.request_id,
      }),
    )
  } catch (error) {
    if (codeOf(error) === 'FL201') return paymentErrors.fail('payment_changed')
    // A frozen or closed account pays nothing.
    if (codeOf(error) === 'FL202')
      return paymentErrors.fail('merchant_not_active', {
        detail: 'The merchant’s ledger account is frozen or closed, so nothing can be paid from it.',
      })
    throw error
  }
  const after = {
    ...standing,
    version: standing.version + 1,
    refunding: standing.refunding + refund.amount,
  }
  return ok({ ...view, standing: after })
}

async function send(core: Core, scope: OpenScope, view: PaymentView, refund: Refund): Promise<Refund> {
  const { order, attempt } = view
  const first = attempt as AttemptView
  const news = await core.rails.call(scope, refund.account, null, {
    operation: 'refund',
    reference: order.reference ?? order.id,
    operation_reference: refund.operation.slice(4),
    amount: money(BigInt(refund.amount), order.currency),
    at: scope.world.now(),
    acquirer_reference: first.acquirer_reference ?? '',
    original_reference: first.id.slice(4),
  })
  return hearRefund(core, scope, refund.operation, news, 'answer')
}

/** How often news is judged anew because its payment changed meanwhile. */
const TRIES_MAX = 10

/** Writes down what was learned of a refund (T2); whatever else happens to the payment meanwhile is taken along. */
async function hearRefund(
  core: Core,
  scope: OpenScope,
  operation: string,
  news: News,
  via: OutcomeVia,
): Promise<Refund> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const heard = await hearRefundOnce(core, scope, operation, { news, via, message_id: null })
    if (heard !== 'stale') return heard
  }
  throw new Error(`the payment of the refund by ${operation} changes all the time`)
}

type Heard = { readonly news: News; readonly via: OutcomeVia; readonly message_id: string | null }

/** `stale`: the payment or the refund has changed meanwhile, and nothing was written. */
export async function hearRefundOnce(
  core: Core,
  scope: OpenScope,
  operation: string,
  heard: Heard,
): Promise<Refund | 'stale'> {
  const { tenant_id, world } = scope
  const read = () => core.db.withTenant(tenant_id, (tx) => findRefundBy(tx, tenant_id, operation))
  const named = present(await read(), 'the refund of an operation')
  const view = await core.readView(scope, named.payment)
  // Read after the payment, so that a refund that is newer than it shows by the payment's version.
  const refund = (await read()) ?? named
  const { message_id } = heard
  const isRepeat =
    message_id !== null &&
    (await core.db.withTenant(tenant_id, (tx) => isKnownMessage(tx, tenant_id, refund.operation, message_id)))
  if (isRepeat) return refund
  const news = believed(refund, heard.news)
  const at = world.now()
  const lesson = learnRefund(tenant_id, view, refund, news, at)
  const body = bodyAround(renderRefund(lesson.refund), scope.request_id)
  const isTold = lesson.step !== null || (heard.via === 'answer' && lesson.isApplied)
  const answer = await core.finishing.submit(tenant_id, {
    payment: refund.payment,
    version: view.standing.version,
    step: null,
    after: lesson.after,
    learned: {
      ...noted(operation, newUuid(core.world), news, heard.via, lesson.isApplied),
      amount: refund.amount,
      decline_code: lesson.step === null || news.kind === 'declined' ? null : lesson.refund.failure,
      message_id: heard.message_id,
    },
    posting: postingOf(scope, lesson.transfers),
    told: isTold
      ? { id: newUuid(core.world), type: refundFact[lesson.refund.state], body, object: refund.id }
      : null,
    ...(lesson.step === null
      ? {}
      : { refund: { id: refund.id, version: refund.version, step: lesson.step } }),
    jobs: inquiryOf(scope, refund, news),
    at,
  })
  return answer === 'done' ? lesson.refund : 'stale'
}

/** What is said of another amount, currency or operation is not believed; the outcome is then asked for. */
function believed({ amount, currency, operation }: Refund, news: News): News {
  if (news.kind !== 'approved') return news
  const { echo } = news
  const isOther =
    (echo.operation_reference !== null && echo.operation_reference !== operation.slice(4)) ||
    (echo.amount !== null && (echo.amount.currency !== currency || echo.amount.minor !== BigInt(amount)))
  return isOther ? { kind: 'unknown', why: 'the answer is not believed: it is about something else' } : news
}

const postingOf = (scope: OpenScope, transfers: readonly TransferOrder[]): PostCommand | null =>
  transfers.length === 0
    ? null
    : {
        transfers,
        request_id: scope.request_id,
        actor: scope.actor,
        ip: scope.ip ?? null,
        at: scope.world.now(),
      }

const refundFact = {
  pending: 'payments.refund_pending',
  succeeded: 'payments.refund_succeeded',
  failed: 'payments.refund_failed',
} as const

function inquiryOf(scope: OpenScope, refund: Refund, { kind }: News) {
  if ((kind !== 'pending' && kind !== 'unknown') || refund.state !== 'pending') return []
  const run_at = nextInquiry(kind, 0, scope.world.now())
  const operation = refund.operation
  return run_at === null
    ? []
    : [
        {
          id: newId('job', scope.world),
          kind: INQUIRY_JOB,
          unique_key: operation,
          run_at,
          body: { operation },
        },
      ]
}

/** Asks the acquirer what became of a refund that is pending. */
export async function inquireRefund(core: Core, scope: OpenScope, refund: Refund): Promise<Refund> {
  if (refund.state !== 'pending') return refund
  const view = await core.readView(scope, refund.payment)
  const news = await core.rails.call(scope, refund.account, null, {
    operation: 'inquire',
    about: 'refund',
    reference: view.order.reference ?? view.order.id,
    operation_reference: refund.operation.slice(4),
    acquirer_reference: refund.acquirer_reference,
    amount: money(BigInt(refund.amount), refund.currency),
    at: scope.world.now(),
  })
  const isYoung = scope.world.now() - refund.created_at < NOT_FOUND_BELIEVED_MS * 1_000
  const isOpen =
    ['pending', 'unknown', 'not_sent'].includes(news.kind) || (news.kind === 'not_found' && isYoung)
  if (!isOpen) return hearRefund(core, scope, refund.operation, news, 'inquiry')
  await noteOpen(core, scope, refund.operation, news)
  return refund
}
