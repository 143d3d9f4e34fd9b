import { type RuleBook, type RuleRow, type RuleUnit, ruleBook } from '../../rule_book.ts'

export type SepaRule =
  | 'sct_execution'
  | 'sct_return'
  | 'sdd_notice'
  | 'sdd_latest_presentation'
  | 'sdd_earliest_presentation'
  | 'sdd_core_return'
  | 'sdd_b2b_return'
  | 'sdd_reversal'
  | 'sdd_refund'
  | 'sdd_refund_unauthorized'
  | 'mandate_dormancy'
  | 'umr_length_max'
  | 'rcur_as_first'
  | 'recall'
  | 'recall_fraud'
  | 'recall_answer'

type Row = readonly [name: SepaRule, value: number, unit: RuleUnit, source: string, effective_from?: string]
const sdd = 'abnamro.nl SDD timelines; paymentbrief R-transaction reference'
const recall = 'paymentbrief R-transaction reference'

const rows: readonly Row[] = [
  ['sct_execution', 1, 'banking_days', '[K] EPC SCT rulebook and PSD2 article 83: D+1'],
  ['sct_return', 3, 'banking_days', '[K] EPC SCT rulebook: after settlement'],
  ['sdd_notice', 14, 'calendar_days', sdd],
  ['sdd_latest_presentation', 1, 'banking_days', sdd],
  ['sdd_earliest_presentation', 14, 'calendar_days', '[K] EPC SDD rulebooks: D-14 calendar days'],
  ['sdd_core_return', 5, 'banking_days', sdd],
  ['sdd_b2b_return', 3, 'banking_days', sdd],
  ['sdd_reversal', 5, 'banking_days', sdd],
  // Eight weeks.
  ['sdd_refund', 56, 'calendar_days', sdd],
  ['sdd_refund_unauthorized', 13, 'months', sdd],
  ['mandate_dormancy', 36, 'months', sdd],
  ['umr_length_max', 35, 'characters', sdd],
  ['rcur_as_first', 1, 'times', '[K] EPC SDD rulebooks of 2016: FRST is optional', '2016-11-20'],
  ['recall', 10, 'banking_days', recall],
  ['recall_fraud', 13, 'months', recall],
  ['recall_answer', 15, 'banking_days', '[K] EPC rulebooks: 15 banking days'],
]
const toRow = ([name, value, unit, source, effective_from = '2014-02-01']: Row): RuleRow<SepaRule> => ({
  name,
  value,
  unit,
  source,
  effective_from,
  review_by: '2027-11-30',
})

/** The numbers of the SEPA schemes. Banking days are those of TARGET. Give a function an `amended` book to use others. */
export const sepaRules: RuleBook<SepaRule> = ruleBook(rows.map(toRow))
