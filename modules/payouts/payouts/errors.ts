import { errors } from '../../../kernel/result.ts'

export const payoutErrors = errors({
  payout_not_found: { status: 404, retry: 'never', text: 'No payout has this id.' },
  payout_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'The payout cannot be made; `errors` lists every field and why.',
  },
  payout_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a payout that was made with other content; `param` names the first difference.',
  },
  payout_no_rail: {
    status: 422,
    retry: 'new_key',
    text: 'No rail can carry the payout as it is asked for; `errors` lists each and why.',
  },
  payout_not_covered: {
    status: 422,
    retry: 'new_key',
    text: 'The ledger refused to set the money aside, so nothing was made; `detail` says why.',
  },
  payout_payee_stopped: {
    status: 422,
    retry: 'new_key',
    text: 'The payer was warned that the account may belong to somebody else, and stopped.',
  },
  payout_state: {
    status: 409,
    retry: 'never',
    text: 'The state of the payout does not allow this; `detail` says which state it is in.',
  },
})
