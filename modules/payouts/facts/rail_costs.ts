import type { Dated } from './dated.ts'

/** What a bank takes for one payment, in minor units. */
export type RailCost = {
  readonly rail: string
  readonly currency: string
  /** The same day costs more where it is another service. */
  readonly fixed: number
  readonly same_day_fixed?: number
}

/** What payments cost where a policy does not say what your own bank takes. Oldest first. */
export const railCosts: readonly Dated<readonly RailCost[]>[] = [
  {
    source:
      '[K] usual prices of US banks for ACH, RTP and FedNow origination: replace them by those of your contract. An instant euro transfer may not cost more than a plain one since 2025-01-09 (Regulation (EU) 2024/886, article 5b of the SEPA regulation)',
    effective_from: '2025-01-09',
    review_by: '2027-11-30',
    value: [
      { rail: 'ach', currency: 'USD', fixed: 20, same_day_fixed: 75 },
      { rail: 'rtp', currency: 'USD', fixed: 100 },
      { rail: 'fednow', currency: 'USD', fixed: 100 },
      { rail: 'sepa', currency: 'EUR', fixed: 20 },
      { rail: 'sepa_instant', currency: 'EUR', fixed: 20 },
    ],
  },
]
