import type { Provenance } from '../../cards/dated.ts'
import type { AchDirection } from './transaction_codes.ts'
import type { SecCode } from './sec_codes.ts'

export type DescriptionPurpose =
  | 'reversal'
  | 'retry'
  | 'return_fee'
  | 'account_verification'
  | 'payroll'
  | 'purchase'
  | 'check_representment'
  | 'enrolment'
  | 'destroyed_check'
  | 'reclamation'
  | 'not_settled'
  | 'health_care_claim'
/** A company entry description that the rules give a meaning to. */
export type DescriptionRule = Provenance & {
  readonly text: string
  readonly purpose: DescriptionPurpose
  /** The side it is for; undefined for both. */
  readonly direction: AchDirection | undefined
  /** The only classes it is for; empty for any. */
  readonly sec_codes: readonly SecCode[]
}

const review_by = '2027-12-31'
const row = (
  text: string,
  purpose: DescriptionPurpose,
  effective_from: string,
  source: string,
  only: { readonly direction?: AchDirection; readonly sec_codes?: readonly SecCode[] } = {},
): DescriptionRule => ({
  text,
  purpose,
  direction: only.direction,
  sec_codes: only.sec_codes ?? [],
  source,
  effective_from,
  review_by,
})

const rows: readonly DescriptionRule[] = [
  row('REVERSAL', 'reversal', '2021-06-30', 'Nacha, reversals rule'),
  row('RETRY PYMT', 'retry', '2015-09-18', 'Nacha, reinitiation rule', { direction: 'debit' }),
  row('RETURN FEE', 'return_fee', '2015-09-18', 'Nacha, return fee entries', { direction: 'debit' }),
  row('ACCTVERIFY', 'account_verification', '2022-09-16', 'Nacha, micro-entries rule, phase 1'),
  row('PAYROLL', 'payroll', '2026-03-20', 'Nacha, company entry descriptions', {
    direction: 'credit',
    sec_codes: ['PPD'],
  }),
  row('PURCHASE', 'purchase', '2026-03-20', 'Nacha, company entry descriptions', { direction: 'debit' }),
  row('REDEPCHECK', 'check_representment', '2010-01-01', 'Nacha, RCK entries', { sec_codes: ['RCK'] }),
  row('AUTOENROLL', 'enrolment', '2010-01-01', 'Nacha, ENR entries', { sec_codes: ['ENR'] }),
  row('NO CHECK', 'destroyed_check', '2010-01-01', 'Nacha, XCK entries', { sec_codes: ['XCK'] }),
  row('RECLAIM', 'reclamation', '2010-01-01', 'Nacha, reclamation entries', { direction: 'debit' }),
  row('NONSETTLED', 'not_settled', '2010-01-01', 'Nacha, complete transactions not settled'),
  row('HCCLAIMPMT', 'health_care_claim', '2013-09-20', 'Nacha, health care EFT transactions', {
    direction: 'credit',
    sec_codes: ['CCD'],
  }),
]

export const descriptionRules: ReadonlyMap<string, DescriptionRule> = new Map(
  rows.map((rule) => [rule.text, rule]),
)
