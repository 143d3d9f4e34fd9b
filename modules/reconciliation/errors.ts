import { errors } from '../../kernel/result.ts'

export const reconciliationErrors = errors({
  settlement_not_found: { status: 404, retry: 'never', text: 'No settlement has this id.' },
  bank_statement_not_found: { status: 404, retry: 'never', text: 'No bank statement has this id.' },
  bank_statement_not_releasable: {
    status: 409,
    retry: 'never',
    text: 'The statement does not add up by itself, or came before; only one that is out of its place can be released. `faults` of the statement say why it is kept out.',
  },
  break_not_found: { status: 404, retry: 'never', text: 'No reconciliation break has this id.' },
  break_closed: { status: 409, retry: 'never', text: 'The break was resolved or written off before.' },
  break_holds_money: {
    status: 409,
    retry: 'never',
    text: 'Money of this break lies in the suspense account: write it off to the account that it belongs to.',
  },
  nothing_to_write_off: {
    status: 409,
    retry: 'never',
    text: 'The break holds no money and claims none: resolve it with a note.',
  },
  reconciliation_account_not_found: {
    status: 404,
    retry: 'never',
    text: 'No reconciliation account has this id.',
  },
  reconciliation_account_closed: {
    status: 409,
    retry: 'never',
    text: 'The reconciliation account is closed.',
  },
  reconciliation_account_taken: {
    status: 409,
    retry: 'never',
    text: 'The bank account, or the ledger account, is reconciled already.',
  },
  reconciliation_account_unusable: {
    status: 422,
    retry: 'new_key',
    text: 'What is named does not fit this bank account; `detail` says why.',
  },
  match_not_found: { status: 404, retry: 'never', text: 'No match has this id.' },
  match_not_proposed: {
    status: 409,
    retry: 'never',
    text: 'There is no proposal any more that could be confirmed.',
  },
  match_superseded: {
    status: 409,
    retry: 'never',
    text: 'The match does not hold any more, or only puts money aside: match its line, or write off its break.',
  },
  match_does_not_balance: {
    status: 422,
    retry: 'new_key',
    text: 'Lines and transfers do not come to the same: name the account that bears the difference.',
  },
  match_posting_refused: {
    status: 422,
    retry: 'new_key',
    text: 'The ledger refuses to post the difference; `detail` says why.',
  },
  reconciliation_item_not_found: {
    status: 422,
    retry: 'new_key',
    text: 'This account has no such line or transfer, or it was not read yet.',
  },
  reconciliation_item_matched: {
    status: 409,
    retry: 'never',
    text: 'A line or transfer is matched already; undo that match first.',
  },
  matching_rules_changed: {
    status: 409,
    retry: 'new_key',
    text: 'Somebody made another version of the rules meanwhile.',
  },
  write_off_refused: {
    status: 422,
    retry: 'new_key',
    text: 'The ledger refuses the account that the break should be written off to; `detail` says why.',
  },
})

export const errorRows = (...codes: readonly (keyof typeof reconciliationErrors.table)[]) =>
  Object.fromEntries(codes.map((code) => [code, reconciliationErrors.table[code]]))
