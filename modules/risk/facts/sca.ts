/**
 * When European law asks that the cardholder is authenticated, and when not (strong customer authentication). Amounts
 * are minor units of the regime's currency. Rates are millionths of the value of all payments.
 */
export const scaFacts = {
  source:
    'EEA: Commission Delegated Regulation (EU) 2018/389, Art. 16, 18 and annex. UK: FCA technical standards on strong customer authentication (UK-RTS), same articles. As in reference/payment-codes.md 4.6 and trust.md E1.',
  effective_from: '2021-03-16',
  review_by: '2027-03-31',
} as const

export type ScaBand = { readonly amount_max: number; readonly fraud_rate_ppm_max: number }
export type ScaLaw = {
  readonly currency: 'EUR' | 'GBP'
  /** Art. 16: up to this amount, while what the card did since its last authentication stays within both bounds. */
  readonly low_value: {
    readonly amount_max: number
    readonly sum_max: number
    readonly count_max: number
  }
  /** Art. 18 and annex: up to this amount while the acquirer's fraud rate is at most so high; smallest first. */
  readonly bands: readonly ScaBand[]
}

export const scaLaws: Readonly<Record<'eea' | 'uk', ScaLaw>> = {
  eea: {
    currency: 'EUR',
    low_value: { amount_max: 3_000, sum_max: 10_000, count_max: 5 },
    bands: [
      { amount_max: 10_000, fraud_rate_ppm_max: 1_300 },
      { amount_max: 25_000, fraud_rate_ppm_max: 600 },
      { amount_max: 50_000, fraud_rate_ppm_max: 100 },
    ],
  },
  uk: {
    currency: 'GBP',
    low_value: { amount_max: 2_500, sum_max: 8_500, count_max: 5 },
    bands: [
      { amount_max: 8_500, fraud_rate_ppm_max: 1_300 },
      { amount_max: 22_000, fraud_rate_ppm_max: 600 },
      { amount_max: 44_000, fraud_rate_ppm_max: 100 },
    ],
  },
}

export const eeaFacts = {
  source:
    'Agreement on the European Economic Area with its enlargements: the 27 members of the EU, IS, LI, NO',
  effective_from: '2021-01-01',
  review_by: '2027-12-31',
} as const
export const eeaCountries: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
)
