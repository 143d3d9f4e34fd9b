import { type RuleBook, type RuleRow, type RuleUnit, ruleBook } from '../../rule_book.ts'

export type AchRule =
  | 'return_window'
  | 'unauthorized_window'
  | 'opening_of_business'
  | 'dishonor_window'
  | 'contest_window'
  | 'reinitiations'
  | 'reinitiation_window'
  | 'corrected_entry_window'
  | 'return_fee_window'
  | 'reversal_window'
  | 'reversal_notice'
  | 'prenote_wait'
  | 'micro_entry_below'
  | 'noc_by_rdfi'
  | 'noc_by_odfi'
  | 'noc_by_originator'
  | 'noc_refusal_window'
  | 'web_validation'
  | 'payroll_description'
  | 'purchase_description'
  | 'fraud_monitoring_large'
  | 'fraud_monitoring_all'
  | 'funds_availability'

type Row = readonly [name: AchRule, value: number, unit: RuleUnit, source: string, effective_from?: string]

const nacha = 'Nacha return windows: PayNearMe, Galileo, Grailpay'
const dates = 'Nacha rules of 2026: payfilepro.com, ucbi.com, Convera'
const rows: readonly Row[] = [
  ['return_window', 2, 'banking_days', nacha],
  ['unauthorized_window', 60, 'calendar_days', nacha],
  // A return settles with the first settlement of the day.
  ['opening_of_business', 510, 'minute_of_day', '[K] 08:30 ET, the first settlement of a banking day'],
  ['dishonor_window', 5, 'banking_days', '[K] Nacha, of the settlement of the return'],
  ['contest_window', 2, 'banking_days', '[K] Nacha, of the settlement of the dishonour'],
  ['reinitiations', 2, 'times', 'BankFiveNine, Stockman, PNC on reinitiation'],
  ['reinitiation_window', 180, 'calendar_days', 'BankFiveNine, Stockman, PNC on reinitiation'],
  ['corrected_entry_window', 60, 'calendar_days', 'Nacha R11: of the settlement of the return'],
  ['return_fee_window', 45, 'calendar_days', '[K] Nacha: of the settlement of the return'],
  ['reversal_window', 5, 'banking_days', 'Increase on ACH reversals; moov reversals.md'],
  ['reversal_notice', 24, 'hours', 'Increase on ACH reversals; moov reversals.md'],
  ['prenote_wait', 3, 'banking_days', '[K] Nacha: live from the 3rd banking day after the prenote'],
  ['micro_entry_below', 100, 'minor_units', '[K] Nacha: less than 1 USD', '2022-09-16'],
  ['noc_by_rdfi', 2, 'banking_days', 'moov changes.md'],
  ['noc_by_odfi', 2, 'banking_days', 'moov changes.md'],
  ['noc_by_originator', 6, 'banking_days', 'moov changes.md'],
  ['noc_refusal_window', 15, 'calendar_days', 'moov changes.md'],
  ['web_validation', 1, 'times', '[K] Nacha: account validation for WEB debits', '2021-03-19'],
  ['payroll_description', 1, 'times', dates, '2026-03-20'],
  ['purchase_description', 1, 'times', dates, '2026-03-20'],
  ['fraud_monitoring_large', 6_000_000, 'entries_a_year', `${dates}; entries of 2023`, '2026-03-20'],
  ['fraud_monitoring_all', 0, 'entries_a_year', `${dates}; some pages say 22 June`, '2026-06-19'],
  ['funds_availability', 1, 'times', 'payfilepro.com: credits that are not same-day', '2026-09-18'],
]

const toRow = ([name, value, unit, source, effective_from = '2015-09-18']: Row): RuleRow<AchRule> => ({
  name,
  value,
  unit,
  source,
  effective_from,
  review_by: '2027-03-31',
})

/** Nacha’s numbers. Give a function an `amended` book to use others. */
export const achRules: RuleBook<AchRule> = ruleBook(rows.map(toRow))
