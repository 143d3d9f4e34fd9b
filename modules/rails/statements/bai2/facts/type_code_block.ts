/**
 * Type codes of one kind, one a line: the code, its level, its name. `item`, `reversal` and `return` are details with a
 * role: an item repeats money of another detail of the same statement, the other two take back an earlier one.
 */
export type TypeCodeBlock = {
  readonly kind: TypeCodeKind
  readonly direction: 'credit' | 'debit' | 'none'
  readonly codes: string
}
export type TypeCodeKind =
  | 'all'
  | 'balance'
  | 'lockbox'
  | 'concentration'
  | 'ach'
  | 'deposit'
  | 'payable_through_draft'
  | 'check'
  | 'money_transfer'
  | 'security'
  | 'returned'
  | 'zero_balance'
  | 'other'
  | 'correspondent'
  | 'miscellaneous'
  | 'loan'
  | 'text'
  | 'custom'
