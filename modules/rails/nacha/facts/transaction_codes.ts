import type { Provenance } from '../../cards/dated.ts'

export type AchDirection = 'credit' | 'debit'
/** Of the receiver at the RDFI. `accounting`: an ACH operator's advice about its own books, no money of a receiver. */
export type AchAccountType = 'checking' | 'savings' | 'general_ledger' | 'loan' | 'accounting'
/** `live` moves money; `prenote` asks whether the details are right; `zero_dollar` carries remittance only. */
export type AchPurpose = 'live' | 'prenote' | 'zero_dollar' | 'return' | 'reversal'
export type TransactionCode = {
  readonly code: string
  readonly account_type: AchAccountType
  readonly direction: AchDirection
  readonly purpose: AchPurpose
}

export const transactionCodeFacts: Provenance = {
  source:
    'Nacha Operating Rules, appendix 3, transaction codes; ADV codes from the layout of automated accounting advices',
  effective_from: '2010-01-01',
  review_by: '2027-12-31',
}

type Row = readonly [
  account_type: AchAccountType,
  direction: AchDirection,
  codes: string,
  purpose: AchPurpose,
]
/** A code of purpose `return` is used by returns and by notifications of change. */
const rows: readonly Row[] = [
  ['checking', 'credit', '21', 'return'],
  ['checking', 'credit', '22', 'live'],
  ['checking', 'credit', '23', 'prenote'],
  ['checking', 'credit', '24', 'zero_dollar'],
  ['checking', 'debit', '26', 'return'],
  ['checking', 'debit', '27', 'live'],
  ['checking', 'debit', '28', 'prenote'],
  ['checking', 'debit', '29', 'zero_dollar'],
  ['savings', 'credit', '31', 'return'],
  ['savings', 'credit', '32', 'live'],
  ['savings', 'credit', '33', 'prenote'],
  ['savings', 'credit', '34', 'zero_dollar'],
  ['savings', 'debit', '36', 'return'],
  ['savings', 'debit', '37', 'live'],
  ['savings', 'debit', '38', 'prenote'],
  ['savings', 'debit', '39', 'zero_dollar'],
  ['general_ledger', 'credit', '41', 'return'],
  ['general_ledger', 'credit', '42', 'live'],
  ['general_ledger', 'credit', '43', 'prenote'],
  ['general_ledger', 'credit', '44', 'zero_dollar'],
  ['general_ledger', 'debit', '46', 'return'],
  ['general_ledger', 'debit', '47', 'live'],
  ['general_ledger', 'debit', '48', 'prenote'],
  ['general_ledger', 'debit', '49', 'zero_dollar'],
  ['loan', 'credit', '51', 'return'],
  ['loan', 'credit', '52', 'live'],
  ['loan', 'credit', '53', 'prenote'],
  ['loan', 'credit', '54', 'zero_dollar'],
  ['loan', 'debit', '55', 'reversal'],
  ['loan', 'debit', '56', 'return'],
  ['accounting', 'credit', '81 83 85 87', 'live'],
  ['accounting', 'debit', '82 84 86 88', 'live'],
]

export const transactionCodes: ReadonlyMap<string, TransactionCode> = new Map(
  rows.flatMap(([account_type, direction, codes, purpose]) =>
    codes.split(' ').map((code) => [code, { code, account_type, direction, purpose }] as const),
  ),
)

/** The code for an entry that somebody wants to send; undefined for a pair that does not exist, such as a loan's prenote debit. */
export const transactionCodeFor = (
  account_type: AchAccountType,
  direction: AchDirection,
  purpose: AchPurpose = 'live',
): string | undefined =>
  rows.find((row) => row[0] === account_type && row[1] === direction && row[3] === purpose)?.[2].slice(0, 2)
