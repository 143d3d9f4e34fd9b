import { type Instant, instantText, plusMs, startOfDay } from '../../kernel/world.ts'
import { readDecline } from '../rails/index.ts'
import { DAY_MS, DISPUTE_DAYS, SETTLEMENT_DAYS } from './limits.ts'
import type { AttemptView, PaymentView, Standing } from './payment.ts'

const textOrNull = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/**
 * The public picture of a payment, as JSON text: the reply, the fact and the webhook say the same bytes. A read gives its
 * own time, by which a window may have closed meanwhile.
 */
export function renderPayment(view: PaymentView, at: Instant = view.standing.updated_at): string {
  const { order, standing, card, attempt } = view
  const { asked, currency } = order
  const amount = (minor: number) => ({ value: String(minor), currency })
  return JSON.stringify({
    id: order.id,
    status: standing.state,
    amount: amount(order.amount),
    amount_authorized: amount(standing.authorized),
    amount_captured: amount(standing.captured),
    amount_refunded: amount(standing.refunded),
    amount_disputed: amount(standing.disputed),
    capture_method: order.is_manual ? 'manual' : 'automatic',
    capture_before: textOrNull(standing.capture_before),
    merchant: order.merchant,
    customer: order.customer,
    payment_method: order.payment_method ?? order.token,
    card,
    reference: order.reference,
    description: asked.description ?? null,
    statement_descriptor: asked.statement_descriptor ?? null,
    metadata: asked.metadata ?? {},
    initiated_by: asked.initiated_by,
    mit_reason: asked.mit?.reason ?? null,
    attempts: standing.attempts,
    attempt: attempt === null ? null : attemptJson(attempt),
    decline: declineJson(view),
    risk: view.risk,
    review: reviewJson(view),
    three_ds: threeDsJson(view),
    next_action: nextActionJson(view),
    has_open_operation: standing.open_operation !== null,
    finality: finalityOf(view, at),
    version: standing.version,
    created_at: instantText(order.created_at),
    updated_at: instantText(standing.updated_at),
  })
}

const attemptJson = ({ id, number, account, acquirer_reference, result, ...more }: AttemptView) => ({
  id,
  number,
  acquirer_account: account,
  acquirer_reference,
  result,
  auth_code: more.auth_code,
  network_transaction_id: more.network_transaction_id,
  transaction_link_id: more.transaction_link_id,
  cvc_check: more.cvc_check,
  address_check: more.address_check,
})

/** Of a card that the vault has forgotten: the scheme with the strictest windows. */
export const UNKNOWN_SCHEME = 'visa'

const threeDsJson = ({ authentication }: PaymentView) =>
  authentication === null
    ? null
    : {
        status: authentication.state,
        version: authentication.proof?.version ?? null,
        eci: authentication.proof?.eci ?? null,
        liability_shift: authentication.proof?.has_liability_shift ?? false,
      }

function reviewJson({ standing, review }: PaymentView) {
  if (standing.state === 'in_review')
    return { status: 'open', reason: null, decided_by: null, decided_at: null }
  if (review === null) return null
  const { verdict: status, reason, decided_by, decided_at } = review
  return { status, reason, decided_by, decided_at: instantText(decided_at) }
}

/** Of a payment that a person rejected. */
const rejectionJson = {
  decline_code: 'rejected_in_review',
  network_code: null,
  advice_code: null,
  advice: 'none',
  payer_message: 'The payment was not accepted.',
  merchant_message:
    'A person looked at the payment and rejected it; `review` says who and why. Nothing was sent.',
}

const nextActionJson = ({ standing, authentication }: PaymentView) =>
  standing.state === 'requires_action' && typeof authentication?.url === 'string'
    ? { type: 'redirect', url: authentication.url }
    : null

/** Why the cardholder's authentication ended the payment; an issuer who asked for it in vain has said why itself. */
function authenticationDecline({ authentication }: PaymentView) {
  const isOver = authentication?.state === 'failed' || authentication?.state === 'expired'
  const isMissed =
    authentication?.state === 'unavailable' &&
    (authentication.cause === 'merchant' || authentication.cause === 'risk_required')
  if (!isOver && !isMissed) return null
  return {
    decline_code: isOver ? 'authentication_failed' : 'authentication_unavailable',
    network_code: null,
    advice_code: null,
    advice: isOver ? 'authenticate' : 'try_again_later',
    payer_message: isOver
      ? 'Your bank could not confirm that it is you.'
      : 'Your bank cannot confirm payments at the moment.',
    merchant_message: isOver
      ? 'The cardholder did not pass 3-D Secure. Try again, or with another card.'
      : '3-D Secure was required and could not be had. Try again later.',
  }
}

/** Why the latest attempt was declined, or a person rejected it; null unless the payment stands so. */
function declineJson(view: PaymentView) {
  const { standing, card, attempt } = view
  if (standing.state === 'blocked') return view.review?.verdict === 'rejected' ? rejectionJson : null
  if (standing.state !== 'declined') return null
  const authentication = authenticationDecline(view)
  if (authentication !== null || attempt === null) return authentication
  const { network_code, advice_code } = attempt
  const decline = readDecline({
    scheme: card?.scheme ?? UNKNOWN_SCHEME,
    network_code: network_code ?? '',
    advice_code,
    at: standing.updated_at,
  })
  return {
    decline_code: attempt.decline_code ?? decline.code,
    network_code,
    advice_code,
    advice: decline.advice,
    payer_message: decline.payer_message,
    merchant_message: decline.merchant_message,
  }
}

/**
 * Whether it can still turn out otherwise. A card payment stays open to disputes for months after it was settled, so a
 * captured one is final only after that, and never before it was settled. Source: payment-codes.md 5.1.
 */
function finalityOf({ standing }: PaymentView, at: Instant) {
  const row = (
    state: 'provisional' | 'final',
    because: string,
    expected: Instant | null = null,
    until: Instant | null = null,
  ) => ({
    state,
    expected_final_at: textOrNull(expected),
    reversible_until: textOrNull(until),
    because,
    settled_on: standing.settled_on,
  })
  switch (standing.state) {
    case 'created':
    case 'requires_action':
    case 'in_review':
      return row('provisional', standing.state)
    case 'processing':
      return row('provisional', 'outcome_unknown')
    case 'authorized':
    case 'partially_captured':
      return row('provisional', 'authorization_open', standing.capture_before)
    case 'succeeded': {
      const until = disputableUntil(standing)
      if (!isSettled(standing)) return row('provisional', 'settlement_due', until, until)
      return at < until
        ? row('provisional', 'dispute_window_open', until, until)
        : row('final', 'dispute_window_closed')
    }
    case 'declined':
    case 'canceled':
    case 'expired':
    case 'blocked':
    case 'reversed':
      return row('final', standing.state === 'declined' ? 'declined_by_issuer' : standing.state)
    default:
      return standing.state satisfies never
  }
}

const isSettled = ({ settled, settled_on, captured, refunded }: Standing): boolean =>
  settled_on !== null && settled >= captured - refunded

/** From the day it was settled, which counts in full; until it is, from the latest day on which it can be. */
const disputableUntil = ({ settled_on, updated_at }: Standing): Instant =>
  settled_on === null
    ? plusMs(updated_at, (DISPUTE_DAYS + SETTLEMENT_DAYS) * DAY_MS)
    : plusMs(startOfDay(settled_on), (DISPUTE_DAYS + 1) * DAY_MS)
