/** When a network begins to watch a merchant. Ratios in hundredths of a per cent. */
export type Programme = {
  readonly programme: 'visa_vamp' | 'mastercard_ecm' | 'mastercard_hecm'
  readonly scheme: 'visa' | 'mastercard'
  /** The month whose sales are counted: Mastercard takes the one before. */
  readonly sales_of: 'same_month' | 'month_before'
  /** Fraud reports count besides disputes; we know of those that became disputes. */
  readonly counts_fraud_twice: boolean
  readonly count_min: number
  readonly ratio_bps_min: number
  readonly effective_from: string
  readonly effective_until: string | null
  readonly source: string
  readonly review_by: string
}

const vamp = {
  programme: 'visa_vamp',
  scheme: 'visa',
  sales_of: 'same_month',
  counts_fraud_twice: true,
  count_min: 1_501,
  source: 'support.checkout.com on VAMP (payment-codes.md 5.5): merchants outside MENA',
  review_by: '2027-04-30',
} as const
const ecm = {
  scheme: 'mastercard',
  sales_of: 'month_before',
  counts_fraud_twice: false,
  effective_from: '2024-01-01',
  effective_until: null,
  source: 'Mastercard Excessive Chargeback Merchant, after paymentsandrisk (payment-codes.md 5.5)',
  review_by: '2027-04-30',
} as const

export const programmes: readonly Programme[] = [
  { ...vamp, ratio_bps_min: 220, effective_from: '2025-06-01', effective_until: '2026-04-01' },
  { ...vamp, ratio_bps_min: 150, effective_from: '2026-04-01', effective_until: null },
  { ...ecm, programme: 'mastercard_ecm', count_min: 100, ratio_bps_min: 150 },
  { ...ecm, programme: 'mastercard_hecm', count_min: 300, ratio_bps_min: 300 },
]
