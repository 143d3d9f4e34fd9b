import type { Provenance } from '../../cards/dated.ts'
import type { SecCode } from './sec_codes.ts'

/** In cents. `is_below`: the amount must be under it, not at it. */
export type AmountLimit = { readonly cents: bigint; readonly is_below: boolean }

export const amountLimitFacts: Provenance = {
  source: 'Nacha Operating Rules, eligibility of ARC, BOC, POP ($25,000), RCK and XCK (under $2,500)',
  effective_from: '2007-03-16',
  review_by: '2027-12-31',
}
export const amountLimits: ReadonlyMap<SecCode, AmountLimit> = new Map<SecCode, AmountLimit>([
  ['ARC', { cents: 2_500_000n, is_below: false }],
  ['BOC', { cents: 2_500_000n, is_below: false }],
  ['POP', { cents: 2_500_000n, is_below: false }],
  ['RCK', { cents: 250_000n, is_below: true }],
  ['XCK', { cents: 250_000n, is_below: true }],
])

/** An entry for the same day. A proposal of 2025 to raise it to $10,000,000 was not found adopted. */
export const sameDayLimit: Provenance & { readonly cents: bigint } = {
  source: 'Nacha, Same Day ACH dollar limit increase; frbservices.org FedACH same day',
  effective_from: '2022-03-18',
  review_by: '2027-01-31',
  cents: 100_000_000n,
}
/** A micro-entry is worth less than this. */
export const microEntryLimit: Provenance & { readonly cents: bigint } = {
  source: 'Nacha, micro-entries rule, phase 1',
  effective_from: '2022-09-16',
  review_by: '2027-12-31',
  cents: 100n,
}
