import type { CardScheme } from '../../card_connector.ts'
import { dated } from '../dated.ts'

export type EciMeaning = 'authenticated' | 'attempted' | 'not_authenticated' | 'exempted' | 'recurring'
export type EciCodes = Readonly<Record<string, EciMeaning>>

const two: EciCodes = { '05': 'authenticated', '06': 'attempted', '07': 'not_authenticated' }
const mastercard: EciCodes = {
  '02': 'authenticated',
  '01': 'attempted',
  '00': 'not_authenticated',
  '06': 'exempted',
  '07': 'recurring',
}

export const eciCodes = dated<Readonly<Record<CardScheme, EciCodes>>>([
  {
    source: 'EMV 3-D Secure electronic commerce indicators by scheme (general knowledge: confirm)',
    effective_from: '2021-01-01',
    review_by: '2027-12-31',
    value: {
      visa: two,
      mastercard,
      maestro: mastercard,
      amex: two,
      discover: two,
      diners: two,
      jcb: two,
      unionpay: two,
    },
  },
])

export type ScaLimits = {
  /** Below this, in the smallest unit, an exemption for low value can be asked for. */
  readonly low_value_below: Readonly<Record<string, bigint>>
  /** Above this since the last authentication, or after so many payments in a row, the issuer asks for one. */
  readonly cumulative_max: Readonly<Record<string, bigint>>
  readonly consecutive_max: number
  /** Up to an amount, when the fraud rate (millionths, of acquirer or issuer) is not above. */
  readonly risk_bands: readonly {
    readonly up_to: Readonly<Record<string, bigint>>
    readonly fraud_ppm_max: number
  }[]
  /** An authentication older than this is refused by acquirers. */
  readonly proof_age_ms_max: number
  /** A cardholder who has not answered a challenge by then is not waited for. */
  readonly challenge_ms_max: number
}

export const scaLimits = dated<ScaLimits>([
  {
    source:
      'Delegated Regulation (EU) 2018/389, articles 16 and 18 and annex; pound amounts as Stripe and Adyen publish them',
    effective_from: '2021-01-01',
    review_by: '2027-12-31',
    value: {
      low_value_below: { EUR: 3_000n, GBP: 2_500n },
      cumulative_max: { EUR: 10_000n, GBP: 8_500n },
      consecutive_max: 5,
      risk_bands: [
        { up_to: { EUR: 10_000n, GBP: 8_500n }, fraud_ppm_max: 1_300 },
        { up_to: { EUR: 25_000n, GBP: 22_000n }, fraud_ppm_max: 600 },
        { up_to: { EUR: 50_000n, GBP: 44_000n }, fraud_ppm_max: 100 },
      ],
      proof_age_ms_max: 12 * 3_600_000,
      // Florin: longer than the ten minutes that EMV 3-D Secure lets an issuer's server wait for the cardholder.
      challenge_ms_max: 15 * 60_000,
    },
  },
])
