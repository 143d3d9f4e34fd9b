/**
 * What can come of a transfer, in order of precedence: when several hold, the first is the answer.
 * The numbers are stored for ever and seeded into `ledger.result_code`; new codes take free numbers.
 * Source of the order: TigerBeetle's published result codes, extended (ledger.md A1).
 */
export const results = {
  posted: { number: 0, param: null, text: 'The transfer was recorded.' },
  exists: {
    number: 1,
    param: null,
    text: 'This id was recorded before with the same content; nothing moved again.',
  },
  id_reused: { number: 2, param: 'id', text: 'This id was used before with other content; use a new id.' },
  chain_failed: {
    number: 10,
    param: null,
    text: 'Another transfer of the same chain was refused, so this one was too.',
  },
  chain_open: {
    number: 11,
    param: 'linked',
    text: 'The last transfer of a call cannot be linked to a next one.',
  },
  debit_account_not_found: { number: 20, param: 'debit_account', text: 'No such account to debit.' },
  credit_account_not_found: { number: 21, param: 'credit_account', text: 'No such account to credit.' },
  pending_not_found: { number: 22, param: 'pending_id', text: 'No pending transfer has this id.' },
  pending_already_posted: {
    number: 23,
    param: 'pending_id',
    text: 'The pending transfer was posted in full.',
  },
  pending_already_voided: { number: 24, param: 'pending_id', text: 'The pending transfer was voided.' },
  pending_expired: { number: 25, param: 'pending_id', text: 'The pending transfer expired.' },
  pending_not_due: { number: 26, param: 'pending_id', text: 'The pending transfer does not expire yet.' },
  same_account: { number: 29, param: 'credit_account', text: 'Debit and credit account are the same.' },
  debit_currency_mismatch: {
    number: 30,
    param: 'amount.currency',
    text: 'The account to debit holds another currency.',
  },
  credit_currency_mismatch: {
    number: 31,
    param: 'amount.currency',
    text: 'The account to credit holds another currency.',
  },
  debit_account_closed: { number: 32, param: 'debit_account', text: 'The account to debit is closed.' },
  credit_account_closed: { number: 33, param: 'credit_account', text: 'The account to credit is closed.' },
  debit_account_frozen: { number: 34, param: 'debit_account', text: 'The account to debit is frozen.' },
  credit_account_frozen: { number: 35, param: 'credit_account', text: 'The account to credit is frozen.' },
  period_closed: { number: 40, param: 'effective_on', text: 'The period of this effective date is closed.' },
  already_expired: { number: 41, param: 'expires_at', text: 'The hold would expire before it begins.' },
  reversed_not_found: {
    number: 42,
    param: 'reversal_of',
    text: '`reversal_of` names nothing that this transfer can move back: only a posted transfer (`single` or `post`) between the same two accounts, the other way round.',
  },
  reversal_exceeds: {
    number: 43,
    param: 'amount.value',
    text: 'More would be reversed than the transfer moved.',
  },
  exceeds_pending: {
    number: 44,
    param: 'amount.value',
    text: 'More than what remains of the pending transfer.',
  },
  max_unbounded: {
    number: 45,
    param: 'amount.value',
    text: 'Neither account has a limit that says how much max is.',
  },
  nothing_to_move: {
    number: 46,
    param: 'amount.value',
    text: 'The limits of the accounts leave nothing to move.',
  },
  overflow: {
    number: 50,
    param: 'amount.value',
    text: 'A counter of an account would exceed what it can hold.',
  },
  debit_insufficient_funds: {
    number: 60,
    param: 'debit_account',
    text: 'The debit would take the account below its floor.',
  },
  debit_exceeds_ceiling: {
    number: 61,
    param: 'debit_account',
    text: 'The debit would take the account above its ceiling.',
  },
  credit_insufficient_funds: {
    number: 62,
    param: 'credit_account',
    text: 'The credit would take the account below its floor.',
  },
  credit_exceeds_ceiling: {
    number: 63,
    param: 'credit_account',
    text: 'The credit would take the account above its ceiling.',
  },
  precondition_failed: {
    number: 70,
    param: 'preconditions',
    text: 'A precondition of the transfer does not hold.',
  },
} as const

export type ResultCode = keyof typeof results

const byNumber = new Map(
  Object.entries(results).map(([code, row]) => [row.number as number, code as ResultCode]),
)
export const resultOf = (number: number): ResultCode => byNumber.get(number) ?? 'posted'

/** The fields a repeated id is compared by, in order: the first that differs is named. */
export const comparedFields = [
  'kind',
  'debit_account',
  'credit_account',
  'amount.value',
  'amount.currency',
  'code',
  'pending_id',
  'effective_on',
  'expires_at',
  'reversal_of',
  'at_most',
  'final',
  'preconditions',
  'description',
  'metadata',
] as const
