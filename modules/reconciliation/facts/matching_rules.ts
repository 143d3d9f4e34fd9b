import type { RuleSet } from '../matching/rules.ts'

/** Facts and customs of the outside world, each with its source, since when it holds, and when somebody must look again. */
type Dated<T> = {
  readonly source: string
  readonly effective_from: string
  readonly review_by: string
  readonly value: T
}

/** What holds for whoever has not made rules of their own. Oldest first. */
export const defaultRules: readonly Dated<RuleSet>[] = [
  {
    source:
      'order of the passes: what reconciliation desks do, the surest first; waits and tolerances [K]: confirm with your own bank',
    effective_from: '2026-01-01',
    review_by: '2027-11-30',
    value: {
      exact_key: { action: 'auto' },
      key_tolerance: { action: 'auto', tolerance_minor: 100, tolerance_bps: 10 },
      amount_date: { action: 'auto', window_days: 2 },
      group: { action: 'auto' },
      subset: { action: 'propose', window_days: 2 },
      score: { action: 'propose', window_days: 10, score_min: 60 },
      bank_fees: { action: 'auto' },
      waits: { timing_days: 1, bank_days: 2, ledger_days: 5 },
    },
  },
]

/**
 * Codes by which banks name what they take for their services, by the form of the statement's code: of ISO 20022 the last
 * part (sub-family), of BAI2 the type code, of Swift the three letters behind the first, of OFX the whole.
 */
export const bankFeeCodes: readonly Dated<readonly string[]>[] = [
  {
    source:
      'BAI2 type codes (BAI, Cash Management Balance Reporting Specifications v2); ISO 20022 external bank transaction codes; SWIFT MT940 field 61 subfield 6; OFX 2.2 §11.4.4.3. Code lists [K]: confirm with your bank',
    effective_from: '2020-01-01',
    review_by: '2027-11-30',
    value: [
      // BAI2, ISO 20022, Swift, OFX
      '564',
      '567',
      '661',
      '698',
      'CHRG',
      'FEES',
      'COMM',
      'COME',
      'COMI',
      'COMT',
      'NCHG',
      'FCHG',
      'NCOM',
      'FCOM',
      'FEE',
      'SRVCHG',
    ],
  },
]

/** BAI2 type codes of lines that stand for what a bank settled together, even if it was one payment. */
export const bankBatchCodes: readonly Dated<readonly string[]>[] = [
  {
    source:
      'BAI2 type codes (BAI, Cash Management Balance Reporting Specifications v2): ACH settlement, ACH return item or adjustment settlement. Code list [K]: confirm with your bank',
    effective_from: '2020-01-01',
    review_by: '2027-11-30',
    value: ['166', '168', '466', '468'],
  },
]

/** What banks and programs write where a reference should stand. */
export const emptyReferences: readonly Dated<readonly string[]>[] = [
  {
    source: 'NOTPROVIDED: EPC AT-41 rules; NONREF: SWIFT MT940 field 61; the others are seen in files [K]',
    effective_from: '2014-01-01',
    review_by: '2027-11-30',
    value: ['NOTPROVIDED', 'NOTPROVIDE', 'NOTAVAILABLE', 'NONREF', 'NOREF', 'NONE', 'UNKNOWN', 'NULL'],
  },
]
