import { errors } from '../../kernel/result.ts'

export const reconciliationErrors = errors({
  settlement_not_found: { status: 404, retry: 'never', text: 'No settlement has this id.' },
  bank_statement_not_found: { status: 404, retry: 'never', text: 'No bank statement has this id.' },
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
  write_off_refused: {
    status: 422,
    retry: 'new_key',
    text: 'The ledger refuses the account that the break should be written off to; `detail` says why.',
  },
})

export const errorRows = (...codes: readonly (keyof typeof reconciliationErrors.table)[]) =>
  Object.fromEntries(codes.map((code) => [code, reconciliationErrors.table[code]]))
