import type { Provenance } from '../dated.ts'

export const taxonomyFacts: Provenance = {
  source: 'Florin’s union of the decline codes that Stripe, Hyperswitch and the card schemes publish',
  effective_from: '2026-11-21',
  review_by: '2027-11-30',
}

/** What may be done about a decline, coarsest first. */
export type DeclineClass =
  | 'never'
  | 'later'
  | 'fix_data'
  | 'customer_action'
  | 'technical'
  | 'config'
  | 'compliance'
export type DeclineAdvice =
  | 'do_not_try_again'
  | 'try_again_later'
  | 'try_again'
  | 'confirm_card_data'
  | 'authenticate'
  | 'use_other_card'
  | 'contact_issuer'
  | 'none'

type Row = {
  readonly class: DeclineClass
  readonly advice: DeclineAdvice
  /** For the person who pays. Never tells that a card is reported lost or stolen, or that fraud is suspected. */
  readonly payer_message: string
  readonly merchant_message: string
  readonly retry_after_ms: number | null
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DECLINED = 'Your card was declined. Please use another card or ask your bank.'
const LATER = 'The payment could not be completed. Please try again later.'

const row = (
  kind: DeclineClass,
  advice: DeclineAdvice,
  payer_message: string,
  merchant_message: string,
  retry_after_ms: number | null = null,
): Row => ({ class: kind, advice, payer_message, merchant_message, retry_after_ms })

const silent = (text: string): Row =>
  row(
    'never',
    'do_not_try_again',
    DECLINED,
    `${text} Do not tell the payer why, and do not try this card again.`,
  )

export const declineRows = {
  insufficient_funds: row(
    'later',
    'try_again_later',
    'Your account has not enough money for this payment.',
    'Not enough funds. Try again in one to three days, best after a payday.',
    DAY_MS,
  ),
  do_not_honor: row(
    'later',
    'none',
    DECLINED,
    'The issuer gave no reason. Another route or authentication may help, once.',
  ),
  issuer_unavailable: row(
    'technical',
    'try_again',
    LATER,
    'The issuer could not be reached. Try again soon.',
  ),
  processing_error: row('technical', 'try_again', LATER, 'Something failed on the way. Try again once.'),
  limit_exceeded: row(
    'later',
    'try_again_later',
    'A limit of your card was reached. Try again tomorrow or use another card.',
    'A limit on amount or number of payments was reached. Try again the next day.',
    DAY_MS,
  ),
  credit_limit_exceeded: row(
    'later',
    'try_again_later',
    'The credit limit of your card was reached.',
    'The credit limit was reached. Try again later.',
    DAY_MS,
  ),
  authentication_required: row(
    'customer_action',
    'authenticate',
    'Your bank asks you to confirm this payment.',
    'The issuer wants strong customer authentication. Try again with 3-D Secure.',
  ),
  pin_required: row(
    'customer_action',
    'authenticate',
    'Your bank asks for your PIN.',
    'The issuer wants the PIN.',
  ),
  incorrect_pin: row(
    'fix_data',
    'confirm_card_data',
    'The PIN is not right.',
    'The PIN was wrong or not verified.',
  ),
  pin_try_exceeded: row(
    'later',
    'use_other_card',
    'The PIN was entered wrongly too often. Please use another card.',
    'Too many wrong PINs.',
  ),
  invalid_cvc: row(
    'fix_data',
    'confirm_card_data',
    'The security code is not right. Please check it.',
    'The CVC does not match.',
  ),
  expired_card: row(
    'fix_data',
    'confirm_card_data',
    'The card has expired. Please use another card.',
    'The card has expired. An account updater may know the new one.',
  ),
  invalid_expiry: row(
    'fix_data',
    'confirm_card_data',
    'The expiry date is not right.',
    'The expiry date is wrong.',
  ),
  invalid_number: row(
    'never',
    'use_other_card',
    'The card number is not right. Please check it.',
    'No card has this number. Ask for the card again.',
  ),
  invalid_account: row(
    'never',
    'use_other_card',
    'This card cannot be used. Please use another card.',
    'The account is closed or does not exist. Ask for another card.',
  ),
  new_account_details: row(
    'fix_data',
    'confirm_card_data',
    'Your card’s details have changed. Please enter them again.',
    'The issuer has new details for this card. Ask an account updater, or the payer.',
  ),
  address_mismatch: row(
    'fix_data',
    'confirm_card_data',
    'The address is not right.',
    'The address does not match.',
  ),
  identity_mismatch: row(
    'fix_data',
    'confirm_card_data',
    'Your details do not match those of the card.',
    'The cardholder’s identification does not match.',
  ),
  lost_card: silent('The card is reported lost.'),
  stolen_card: silent('The card is reported stolen.'),
  pickup_card: silent('The issuer wants the card back.'),
  fraudulent: silent('The issuer takes the payment for fraud.'),
  suspected_fraud: row(
    'later',
    'authenticate',
    DECLINED,
    'The issuer suspects fraud. Authenticate the payer, never repeat blindly; do not tell the payer why.',
  ),
  revoked_single: row(
    'never',
    'do_not_try_again',
    'You have stopped this payment with your bank.',
    'The cardholder revoked this authorisation. Cancel the mandate.',
  ),
  revoked_all: row(
    'never',
    'do_not_try_again',
    'You have stopped payments to this merchant with your bank.',
    'The cardholder revoked all authorisations. Cancel every mandate of this card.',
  ),
  stop_payment: row(
    'never',
    'do_not_try_again',
    'You have stopped this payment with your bank.',
    'The cardholder ordered this payment to be stopped.',
  ),
  not_permitted: row(
    'later',
    'use_other_card',
    'This card cannot be used for this payment. Please use another card.',
    'The card does not allow this kind of payment.',
  ),
  currency_not_supported: row(
    'config',
    'none',
    'This card cannot pay in this currency.',
    'The currency is not supported on this route.',
  ),
  invalid_amount: row('fix_data', 'none', LATER, 'The amount is not allowed.'),
  duplicate: row('fix_data', 'none', LATER, 'A payment like this was made a moment ago.'),
  call_issuer: row(
    'customer_action',
    'contact_issuer',
    'Please ask your bank about this payment.',
    'The issuer wants to speak to the cardholder.',
  ),
  token_invalid: row(
    'technical',
    'try_again',
    LATER,
    'The network token was refused. Send the number instead.',
  ),
  network_not_supported: row('technical', 'try_again', LATER, 'The network does not take this payment.'),
  psp_config: row(
    'config',
    'none',
    LATER,
    'The acquirer does not know this merchant, or does not allow this.',
  ),
  integration_error: row(
    'config',
    'none',
    LATER,
    'The message was refused for its format. This is for engineers.',
  ),
  compliance_blocked: row(
    'compliance',
    'do_not_try_again',
    DECLINED,
    'Blocked for legal reasons. Hold, and ask compliance.',
  ),
  do_not_try_again: row('never', 'do_not_try_again', DECLINED, 'The issuer asks not to be asked again.'),
  unknown: row('later', 'none', DECLINED, 'The reason is not in our tables yet; it was noted for review.'),
} as const satisfies Readonly<Record<string, Row>>

export type DeclineCode = keyof typeof declineRows
