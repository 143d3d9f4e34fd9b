import { dated } from '../../cards/dated.ts'
import { type RuleBook, ruleBook } from '../../rules/rule_book.ts'

export type PayeeRuleName = 'good_for' | 'answer_within'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** The numbers of verifications of payees. */
export const payeeRules: RuleBook<PayeeRuleName> = ruleBook([
  {
    name: 'good_for',
    value: 14,
    unit: 'calendar_days',
    source:
      'Florin: while the details stay the same. A payment service provider in the EU verifies before each order that a payer authorises ([K] Regulation (EU) 2024/886, article 5c of the SEPA regulation): it asks anew each time, or brings a row of its own',
    effective_from: '2025-10-09',
    review_by: '2027-10-31',
  },
  {
    name: 'answer_within',
    value: 5 * SECOND_MS,
    unit: 'ms',
    source: '[K] EPC Verification of Payee scheme rulebook: an answer within 5 seconds, wanted within 1',
    effective_from: '2025-10-09',
    review_by: '2027-10-31',
  },
])

/** Waits before a question that had no answer is asked again, from the time before. After the last: not possible. */
export const askingWaits = dated<readonly number[]>([
  {
    source: 'Florin: a payer waits for it, and nothing moves by asking',
    effective_from: '2025-10-09',
    review_by: '2027-10-31',
    value: [10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS],
  },
])
