import { dated } from '../dated.ts'
import type { DisputeNetwork } from './dispute_reasons.ts'

/** What has to happen next in a dispute, and within how many calendar days. */
export type DisputeStage = 'filing' | 'response' | 'pre_arbitration' | 'arbitration'
/** Null: it varies, and the acquirer says. */
type Days = Readonly<Record<DisputeStage, number | null>>
export type DisputeRules = {
  readonly days: Readonly<Record<DisputeNetwork, Days>>
  /** Acquirers cut earlier than the networks: be done so many days before. */
  readonly margin_days: number
}

export const disputeRules = dated<DisputeRules>([
  {
    source: 'Chargeflow network timelines; Adyen and Marqeta on dispute stages; the margin is ours',
    effective_from: '2024-04-13',
    review_by: '2027-04-30',
    value: {
      days: {
        visa: { filing: 120, response: 30, pre_arbitration: 30, arbitration: 10 },
        mastercard: { filing: 120, response: 45, pre_arbitration: 45, arbitration: 45 },
        amex: { filing: 120, response: 20, pre_arbitration: 20, arbitration: null },
        discover: { filing: 120, response: 30, pre_arbitration: 30, arbitration: null },
      },
      margin_days: 3,
    },
  },
])

/** What Visa takes as proof that a "fraud" payment (10.4) was made by the cardholder, as with earlier ones. */
export type CompellingEvidence = {
  readonly reason_code: string
  readonly earlier_payments_min: number
  readonly age_days_min: number
  readonly age_days_max: number
  readonly matches_min: number
  readonly elements: readonly ('purchase_ip' | 'device' | 'account_id' | 'shipping_address')[]
  /** One of the matches must be one of these. */
  readonly one_of: readonly ('purchase_ip' | 'device')[]
  readonly device_id_chars_min: number
  readonly device_fingerprint_chars_min: number
}

export const compellingEvidence = dated<CompellingEvidence>([
  {
    source: 'Visa Compelling Evidence 3.0; days as Visa and Stripe publish them, counted from the dispute',
    effective_from: '2023-04-15',
    review_by: '2027-04-30',
    value: {
      reason_code: '10.4',
      earlier_payments_min: 2,
      age_days_min: 120,
      age_days_max: 364, // some pages say 365; the narrower one is always taken
      matches_min: 2,
      elements: ['purchase_ip', 'device', 'account_id', 'shipping_address'],
      one_of: ['purchase_ip', 'device'],
      device_id_chars_min: 15,
      device_fingerprint_chars_min: 20,
    },
  },
])
