import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import { money, moneyText } from '../../kernel/money.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { plusMs } from '../../kernel/world.ts'
import type { Stage } from '../../platform/http/route.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { CardCapabilities, CardOutcome, CardRequest } from '../rails/index.ts'
import { conclude } from './attempts.ts'
import type { Core } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { inquire } from './inquire.ts'
import { OPERATION_LEASE_MS } from './limits.ts'
import type { AttemptView, Operation, PaymentView, Standing } from './payment.ts'
import { operationId } from './operation_id.ts'
import { renderPayment } from './render_payment.ts'
import { beginOperation, countCaptures, findOperation } from './store_operations.ts'
import { wrongState } from './wrong_state.ts'

/** What can be done with a payment that was authorised. Minor units; an amount that is absent means all that is left. */
export type Command =
  | { readonly kind: 'capture'; readonly amount?: number; readonly is_final: boolean }
  | { readonly kind: 'void'; readonly amount?: number }
  /** The new total. */
  | { readonly kind: 'increment'; readonly amount: number }

/** The picture of the payment after it; `is_open` while nobody knows what came of it. */
export type Operated = { readonly text: string; readonly is_open: boolean }

/**
 * Captures, gives back or raises what a payment holds: T1, the acquirer, T2. The operation's id follows from the key, so
 * a run that died is taken up where it ended: nothing is sent again before the acquirer was asked.
 * Errors: payment_not_found, wrong_state, operation_open, amount_too_large, too_many_captures, not_supported,
 * payment_changed; acquirer_rejected, acquirer_unavailable, card_declined when nothing came of it.
 */
export async function operate(
  core: Core,
  scope: OpenScope,
  id: Id<'pay'>,
  command: Command,
  stage: Stage,
): Promise<Result<Operated, Failure>> {
  const operation_id = operationId(stage)
  if (stage.is_resumed) {
    const known = await core.db.withTenant(scope.tenant_id, (tx) =>
      findOperation(tx, scope.tenant_id, operation_id),
    )
    if (known !== undefined && known.kind !== 'refund')
      return resume(core, scope, { ...known, kind: known.kind })
  }
  const found = await core.find(scope, id)
  if (!found.ok) return found
  const view = found.value
  const capabilities =
    view.attempt === null ? undefined : await core.rails.capabilities(scope, view.attempt.account)
  const captures =
    command.kind === 'capture'
      ? await core.db.withTenant(scope.tenant_id, (tx) => countCaptures(tx, scope.tenant_id, id))
      : 0
  const planned = plan({ ...capabilities, captures }, view, command, operation_id)
  if (!planned.ok) return planned
  const operation = planned.value
  const isBegun = await core.db.withTenant(scope.tenant_id, (tx) =>
    beginOperation(
      tx,
      scope.tenant_id,
      { at: scope.world.now(), lease_until: plusMs(core.world.now(), OPERATION_LEASE_MS) },
      {
        payment: id,
        version: view.standing.version,
        step: null,
        operation,
        decision: null,
        request_id: scope.request_id,
        token: null,
      },
    ),
  )
  if (!isBegun) return paymentErrors.fail('payment_changed')
  const begun = { ...view.standing, version: view.standing.version + 1, open_operation: operation.id }
  return send(core, scope, { ...view, standing: begun }, operation)
}

/** What the acquirer offers, and how often it has captured already. */
type Offer = Partial<CardCapabilities> & { readonly captures: number }

/** Something of it may still be captured or given back. */
export const isHeld = ({ state }: Standing): boolean =>
  state === 'authorized' || state === 'partially_captured'

function plan(
  offer: Offer,
  { order, standing, attempt }: PaymentView,
  command: Command,
  id: Id<'opn'>,
): Result<Operation, Failure> {
  if (!isHeld(standing) || attempt === null) return wrongState(standing.state, command.kind)
  if (standing.open_operation !== null) return paymentErrors.fail('operation_open', { retry_after_ms: 1_000 })
  const left = standing.authorized - standing.captured
  const base = { id, account: attempt.account, is_final: true }
  switch (command.kind) {
    case 'capture': {
      const amount = command.amount ?? left
      if (amount > left) return tooLarge(left, order.currency)
      const captures_left = (offer.captures_max ?? 1) - offer.captures
      if (captures_left < 1) return paymentErrors.fail('too_many_captures')
      // What the last one leaves could never be captured.
      const is_final = command.is_final || amount === left || captures_left === 1
      return ok({ ...base, kind: 'capture', amount, is_final })
    }
    case 'void': {
      const amount = command.amount ?? left
      if (amount > left) return tooLarge(left, order.currency)
      if (amount < left && offer.partial_void !== true) return paymentErrors.fail('not_supported')
      return ok({ ...base, kind: 'void', amount })
    }
    case 'increment': {
      if (standing.state !== 'authorized') return wrongState(standing.state, 'increment')
      if (offer.increments !== true) return paymentErrors.fail('not_supported')
      if (command.amount <= standing.authorized)
        return paymentErrors.fail('amount_too_large', {
          param: 'amount.value',
          detail: `The new total must be more than the ${moneyText(BigInt(standing.authorized), order.currency)} that are held.`,
        })
      return ok({ ...base, kind: 'increment', amount: command.amount })
    }
    default:
      return command satisfies never
  }
}

const tooLarge = (left: number, currency: Currency) =>
  paymentErrors.fail('amount_too_large', {
    param: 'amount.value',
    detail: `${moneyText(BigInt(left), currency)} are left.`,
  })

async function send(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  operation: Operation,
): Promise<Result<Operated, Failure>> {
  const began_ms = core.world.elapsed_ms()
  const outcome = await core.rails.call(scope, operation.account, null, requestOf(scope, view, operation))
  core.routing.observe(
    scope.tenant_id,
    operation.account,
    operation.kind,
    outcome,
    core.world.elapsed_ms() - began_ms,
  )
  return settle(core, scope, view, operation, outcome)
}

async function settle(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  operation: Operation,
  outcome: CardOutcome,
): Promise<Result<Operated, Failure>> {
  const done = await conclude(core, scope, { view, operation, news: outcome, via: 'answer' })
  if (done === 'stale') {
    const now = await core.readView(scope, view.order.id)
    return ok({ text: renderPayment(now), is_open: now.standing.open_operation === operation.id })
  }
  const is_open = outcome.kind === 'pending' || outcome.kind === 'unknown'
  if (outcome.kind === 'approved' || is_open) return ok({ text: renderPayment(done.view), is_open })
  return refused(view.order.id, outcome)
}

function refused(payment: Id<'pay'>, outcome: CardOutcome) {
  const members = { payment }
  if (outcome.kind === 'rejected')
    return paymentErrors.fail('acquirer_rejected', { members, detail: `${outcome.code}: ${outcome.text}` })
  if (outcome.kind === 'declined')
    return paymentErrors.fail('card_declined', {
      members: { ...members, network_code: outcome.network_code },
    })
  return paymentErrors.fail('acquirer_unavailable', { members })
}

function requestOf(scope: OpenScope, { order, attempt }: PaymentView, operation: Operation): CardRequest {
  const first = attempt as AttemptView
  return {
    operation: operation.kind as 'capture',
    reference: order.reference ?? order.id,
    operation_reference: operation.id.slice(4),
    amount: money(BigInt(operation.amount), order.currency),
    at: scope.world.now(),
    acquirer_reference: first.acquirer_reference ?? '',
    original_reference: first.id.slice(4),
    is_final: operation.is_final,
  }
}

/** An earlier run began the operation and died: what it knows is answered, and the rest is found out by asking. */
async function resume(
  core: Core,
  scope: OpenScope,
  known: Operation & { payment: Id<'pay'> },
): Promise<Result<Operated, Failure>> {
  await inquire(core, scope, known.payment, known)
  const view = await core.readView(scope, known.payment)
  const is_open = view.standing.open_operation === known.id
  const now = await core.db.withTenant(scope.tenant_id, (tx) => findOperation(tx, scope.tenant_id, known.id))
  if (is_open || now?.known === 'approved') return ok({ text: renderPayment(view), is_open })
  const members = { payment: known.payment }
  const { last = null } = now ?? {}
  if (now?.known === 'declined')
    return paymentErrors.fail('card_declined', { members: { ...members, network_code: last ?? '' } })
  return now?.known === 'rejected'
    ? paymentErrors.fail('acquirer_rejected', { members, ...(last === null ? {} : { detail: last }) })
    : paymentErrors.fail('acquirer_unavailable', { members })
}
