import { type CodeOf, type ErrorRow, errors } from '../../kernel/result.ts'
import { type ResultCode, results } from './results.ts'

/** What a transfer can be refused for. A failed id stays failed, so what would help goes under a new one. */
export type RefusalCode = Exclude<ResultCode, 'posted' | 'exists'>
const refusals = Object.fromEntries(
  Object.entries(results)
    .filter(([code]) => code !== 'posted' && code !== 'exists')
    .map(([code, { text }]) => [code, { status: 422, retry: 'new_key', text } satisfies ErrorRow]),
) as Record<RefusalCode, ErrorRow>

/** Everything the ledger refuses, from the outcome of one transfer to a period that is closed already. */
export const ledgerErrors = errors({
  ...refusals,
  none_posted: {
    status: 422,
    retry: 'new_key',
    text: 'None of the transfers was posted; `errors` says why, in the order of the request.',
  },
  transfer_not_found: { status: 404, retry: 'never', text: 'No transfer was recorded under this id.' },
  account_not_found: { status: 404, retry: 'never', text: 'No ledger account has this id.' },
  version_not_reached: {
    status: 404,
    retry: 'same_key',
    text: 'The account has not come to this version yet.',
  },
  account_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to an account that was opened with other content.',
  },
  account_closed: { status: 409, retry: 'never', text: 'The account is closed, and stays so.' },
  account_not_empty: {
    status: 409,
    retry: 'new_key',
    text: 'Only an account without balance and without open holds can be closed.',
  },
  limit_currency_mismatch: {
    status: 422,
    retry: 'new_key',
    text: 'The account holds another currency than these limits.',
  },
  overdraft_without_floor: {
    status: 422,
    retry: 'new_key',
    text: 'An overdraft lies below a floor; the account has none.',
  },
  floor_above_ceiling: { status: 422, retry: 'new_key', text: 'The floor lies above the ceiling.' },
  balance_below_floor: {
    status: 422,
    retry: 'new_key',
    text: 'The balance, less what is held, is below this floor and overdraft already.',
  },
  balance_above_ceiling: {
    status: 422,
    retry: 'new_key',
    text: 'The balance, with what is pending, is above this ceiling already.',
  },
  metadata_too_large: {
    status: 422,
    retry: 'new_key',
    text: 'With these keys the metadata would have more than 50.',
  },
  monitor_not_found: { status: 404, retry: 'never', text: 'No balance monitor has this id.' },
  monitor_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a balance monitor with other content, or to one that was deleted.',
  },
  monitor_currency_mismatch: {
    status: 422,
    retry: 'new_key',
    text: 'The account holds another currency than the threshold.',
  },
  too_many_monitors: { status: 422, retry: 'new_key', text: 'The account has 20 monitors already.' },
  period_already_closed: {
    status: 409,
    retry: 'never',
    text: 'The books are closed through this day, or a later one, already.',
  },
  period_not_over: {
    status: 422,
    retry: 'new_key',
    text: 'A day can be closed once it is over by the tenant’s clock (UTC).',
  },
  period_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to another closing of the books.',
  },
})

export type LedgerCode = CodeOf<typeof ledgerErrors>

/** The rows of some codes, for the routes that can answer with them. */
export const errorRows = (...codes: readonly LedgerCode[]): Record<string, ErrorRow> =>
  Object.fromEntries(codes.map((code) => [code, ledgerErrors.table[code]]))
/** Every refusal of a transfer. */
export const refusalRows: Readonly<Record<string, ErrorRow>> = refusals
