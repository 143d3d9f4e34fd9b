import type { CardScheme } from '../../card_connector.ts'
import { dated } from '../dated.ts'

/** Days and hours that an authorisation can be captured in. `practice` is what acquirers and PSPs allow: the safer one. */
export type Validity = {
  readonly scheme_rule_ms: number
  readonly practice_ms: number
  readonly text: string
}
export type ValidityKind = 'customer' | 'merchant' | 'present' | 'estimate'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const days = (scheme: number, practice: number, text: string): Validity => ({
  scheme_rule_ms: scheme * DAY_MS,
  practice_ms: practice * DAY_MS,
  text,
})
const seven = (name: string): Readonly<Record<ValidityKind, Validity>> => ({
  customer: days(7, 7, `${name}: 7 days`),
  merchant: days(7, 7, `${name}: 7 days`),
  present: days(7, 7, `${name}: 7 days`),
  estimate: days(7, 7, `${name}: 7 days, nothing longer is published`),
})
const mastercard = {
  ...seven('Mastercard final or undefined authorisation'),
  estimate: days(30, 30, 'Mastercard pre-authorisation: 30 days, again with each increment'),
}

export const authorizationValidity = dated<
  Readonly<Record<CardScheme, Readonly<Record<ValidityKind, Validity>>>>
>([
  {
    source:
      'scheme rules of 2025-12 and 2026-04 beside the published practice of Stripe, Braintree, Adyen, Checkout and Revolut',
    effective_from: '2026-04-18',
    review_by: '2027-04-30',
    value: {
      visa: {
        customer: days(10, 7, 'Visa, cardholder-initiated and not present: 10 days; practice 7'),
        merchant: {
          scheme_rule_ms: 5 * DAY_MS,
          practice_ms: 4 * DAY_MS + 18 * HOUR_MS,
          text: 'Visa, merchant-initiated: 5 days; practice 4 days 18 hours',
        },
        present: days(5, 5, 'Visa, card present: 5 days'),
        estimate: days(30, 30, 'Visa, estimated or extended: 30 days'),
      },
      mastercard,
      maestro: seven('Maestro'),
      amex: seven('American Express'),
      discover: seven('Discover'),
      diners: seven('Diners Club'),
      jcb: seven('JCB'),
      unionpay: seven('UnionPay'),
    },
  },
])
