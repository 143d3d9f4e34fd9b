import type { Provenance } from '../dated.ts'

/** Names that developers know from other platforms. */
export type DisputeCategory =
  | 'fraudulent'
  | 'general'
  | 'duplicate'
  | 'product_not_received'
  | 'product_unacceptable'
  | 'subscription_canceled'
  | 'credit_not_processed'
  | 'unrecognized'
  | 'noncompliant'
export type DisputeNetwork = 'visa' | 'mastercard' | 'amex' | 'discover'
export type DisputeReason = {
  readonly code: string
  readonly name: string
  readonly category: DisputeCategory
  /** How long the cardholder's bank has, in days from the payment or the expected delivery; null: not published. */
  readonly filing_days: number | null
  /** Still understood, no longer given out. */
  readonly is_legacy: boolean
}

export const disputeReasonFacts: Readonly<Record<DisputeNetwork, Provenance>> = {
  visa: {
    source: 'Visa dispute conditions 10.1 to 13.9; windows are general knowledge',
    effective_from: '2024-04-13',
    review_by: '2027-04-30',
  },
  mastercard: {
    source: 'Mastercard Chargeback Guide reason codes; windows are general knowledge',
    effective_from: '2024-04-13',
    review_by: '2027-04-30',
  },
  amex: {
    source: 'American Express dispute codes (general knowledge)',
    effective_from: '2024-04-13',
    review_by: '2027-04-30',
  },
  discover: {
    source: 'Discover dispute codes: letters are general knowledge, 45xx to 80xx published by TabaPay',
    effective_from: '2024-04-13',
    review_by: '2027-04-30',
  },
}

type Row = readonly [
  code: string,
  name: string,
  category: DisputeCategory,
  filing_days: number | null,
  is_legacy?: true,
]

const visa: readonly Row[] = [
  ['10.1', 'EMV liability shift, counterfeit', 'fraudulent', 120],
  ['10.2', 'EMV liability shift, not counterfeit', 'fraudulent', 120],
  ['10.3', 'Other fraud, card present', 'fraudulent', 120],
  ['10.4', 'Other fraud, card absent', 'fraudulent', 120],
  ['10.5', 'Visa fraud monitoring programme', 'fraudulent', 120],
  ['11.1', 'Card recovery bulletin', 'general', 75],
  ['11.2', 'Declined authorisation', 'general', 75],
  ['11.3', 'No authorisation or late presentment', 'general', 75],
  ['12.1', 'Late presentment', 'general', 75, true],
  ['12.2', 'Incorrect transaction code', 'general', 120],
  ['12.3', 'Incorrect currency', 'general', 120],
  ['12.4', 'Incorrect account number', 'general', 120],
  ['12.5', 'Incorrect amount', 'general', 120],
  ['12.6.1', 'Paid twice', 'duplicate', 120],
  ['12.6.2', 'Paid by other means', 'duplicate', 120],
  ['12.7', 'Invalid details', 'general', 75],
  ['13.1', 'Goods or services not received', 'product_not_received', 120],
  ['13.2', 'Cancelled recurring payment', 'subscription_canceled', 120],
  ['13.3', 'Not as described, or defective', 'product_unacceptable', 120],
  ['13.4', 'Counterfeit goods', 'product_unacceptable', 120],
  ['13.5', 'Misrepresentation', 'product_unacceptable', 120],
  ['13.6', 'Credit not given', 'credit_not_processed', 120],
  ['13.7', 'Cancelled goods or services', 'credit_not_processed', 120],
  ['13.8', 'Original credit not accepted', 'credit_not_processed', 120],
  ['13.9', 'Cash not received', 'product_not_received', 120],
]
const mastercard: readonly Row[] = [
  ['4807', 'Warning bulletin', 'general', 90, true],
  ['4808', 'Authorisation', 'general', 90],
  ['4812', 'Account number not on file', 'general', 90, true],
  ['4831', 'Amount differs', 'general', 90, true],
  ['4834', 'Point of interaction error', 'duplicate', 90],
  ['4837', 'No cardholder authorisation', 'fraudulent', 120],
  ['4840', 'Fraudulent use by the merchant', 'fraudulent', 120],
  ['4842', 'Late presentment', 'general', 90, true],
  ['4846', 'Currency', 'general', 90, true],
  ['4849', 'Questionable merchant activity', 'fraudulent', 120],
  ['4850', 'Instalment billing', 'general', 90],
  ['4853', 'Cardholder dispute', 'product_unacceptable', 120],
  ['4854', 'Cardholder dispute, not elsewhere classified (US)', 'product_unacceptable', 60],
  ['4859', 'Addendum, no-show or cash machine', 'general', 120],
  ['4863', 'Not recognised', 'unrecognized', 120, true],
  ['4870', 'Chip liability shift', 'fraudulent', 120],
  ['4871', 'Chip and PIN liability shift', 'fraudulent', 120],
  ['4999', 'Domestic chargeback (Europe)', 'general', null],
]
const amex: readonly Row[] = [
  ['A01', 'Amount above authorisation', 'general', 120],
  ['A02', 'No valid authorisation', 'general', 120],
  ['A08', 'Authorisation expired', 'general', 120],
  ['C02', 'Credit not given', 'credit_not_processed', 120],
  ['C04', 'Goods returned or refused', 'credit_not_processed', 120],
  ['C05', 'Goods or services cancelled', 'credit_not_processed', 120],
  ['C08', 'Not received', 'product_not_received', 120],
  ['C14', 'Paid by other means', 'duplicate', 120],
  ['C18', 'No-show or card deposit cancelled', 'credit_not_processed', 120],
  ['C28', 'Cancelled recurring payment', 'subscription_canceled', 120],
  ['C31', 'Not as described', 'product_unacceptable', 120],
  ['C32', 'Damaged or defective', 'product_unacceptable', 120],
  ['F10', 'Missing imprint', 'fraudulent', 120],
  ['F14', 'Missing signature', 'fraudulent', 120],
  ['F24', 'No cardmember authorisation', 'fraudulent', 120],
  ['F29', 'Card not present', 'fraudulent', 120],
  ['F30', 'EMV counterfeit', 'fraudulent', 120],
  ['F31', 'EMV lost, stolen or not received', 'fraudulent', 120],
  ['FR2', 'Fraud full recourse', 'fraudulent', 120],
  ['FR4', 'Immediate chargeback', 'fraudulent', 120],
  ['FR6', 'Partial immediate chargeback', 'fraudulent', 120],
  ['M01', 'Chargeback authorised by the merchant', 'general', 120],
  ['M10', 'Vehicle rental, capital damages', 'general', 120],
  ['M49', 'Vehicle rental, theft or loss of use', 'general', 120],
  ['P01', 'Unassigned card number', 'general', 120],
  ['P03', 'Credit presented as a charge', 'credit_not_processed', 120],
  ['P04', 'Charge presented as a credit', 'general', 120],
  ['P05', 'Incorrect amount', 'general', 120],
  ['P07', 'Late submission', 'general', 120],
  ['P08', 'Charged twice', 'duplicate', 120],
  ['P22', 'Card number does not match', 'general', 120],
  ['P23', 'Currency differs', 'general', 120],
  ['R03', 'Insufficient reply', 'noncompliant', 120],
  ['R13', 'No reply', 'noncompliant', 120],
]
const discover: readonly Row[] = [
  ['AA', 'Not recognised', 'unrecognized', 120],
  ['AP', 'Recurring payment cancelled', 'subscription_canceled', 120],
  ['AT', 'Authorisation missing', 'noncompliant', 120],
  ['AW', 'Altered amount', 'general', 120],
  ['CD', 'Credit and debit exchanged', 'general', 120],
  ['DP', 'Charged twice', 'duplicate', 120],
  ['IN', 'Invalid card number', 'general', 120],
  ['LP', 'Late presentment', 'general', 120],
  ['NF', 'Cash not received', 'product_not_received', 120],
  ['PM', 'Paid by other means', 'duplicate', 120],
  ['RG', 'Goods or services not received', 'product_not_received', 120],
  ['RM', 'Quality of goods or services', 'product_unacceptable', 120],
  ['RN2', 'Credit not given', 'credit_not_processed', 120],
  ['UA01', 'Fraud, card present', 'fraudulent', 120],
  ['UA02', 'Fraud, card not present', 'fraudulent', 120],
  ['UA05', 'Fraud, counterfeit chip', 'fraudulent', 120],
  ['UA06', 'Fraud, chip and PIN', 'fraudulent', 120],
  ['4534', 'Charged twice', 'duplicate', 120],
  ['4541', 'Recurring payment', 'subscription_canceled', 120],
  ['4542', 'Late presentment', 'general', 120],
  ['4550', 'Credit or debit posted wrongly', 'general', 120],
  ['4553', 'Quality', 'product_unacceptable', 120],
  ['4586', 'Altered amount', 'general', 120],
  ['4752', 'Not recognised', 'unrecognized', 120],
  ['4753', 'Invalid card number', 'general', 120],
  ['4755', 'Not received', 'product_not_received', 120],
  ['4762', 'Good faith', 'general', 120],
  ['4863', 'Authorisation', 'noncompliant', 120],
  ['4864', 'Cash machine', 'product_not_received', 120],
  ['4865', 'Paid by other means', 'duplicate', 120],
  ['4866', 'Chip', 'fraudulent', 120],
  ['4867', 'Chip and PIN', 'fraudulent', 120],
  ['7010', 'Fraud, card present', 'fraudulent', 120],
  ['7030', 'Fraud, card not present', 'fraudulent', 120],
  ['8002', 'Credit not given', 'credit_not_processed', 120],
]

const tableOf = (rows: readonly Row[]): ReadonlyMap<string, DisputeReason> =>
  new Map(
    rows.map(([code, name, category, filing_days, is_legacy = false]) => [
      code,
      { code, name, category, filing_days, is_legacy },
    ]),
  )

export const disputeReasons: Readonly<Record<DisputeNetwork, ReadonlyMap<string, DisputeReason>>> = {
  visa: tableOf(visa),
  mastercard: tableOf(mastercard),
  amex: tableOf(amex),
  discover: tableOf(discover),
}
