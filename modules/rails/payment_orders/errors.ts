import { errors } from '../../../kernel/result.ts'

export const paymentOrderErrors = errors({
  payment_order_not_found: { status: 404, retry: 'never', text: 'No payment order has this id.' },
  payment_order_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'Nothing was ordered: `errors` lists every field that cannot be, and why.',
  },
  payment_order_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a payment order that was made with other content; `param` names the first difference.',
  },
  payment_order_state: {
    status: 409,
    retry: 'never',
    text: 'The state of the payment order does not allow this; `detail` says which state it is in.',
  },
  payment_needs_approval: {
    status: 403,
    retry: 'never',
    text: 'Others have to agree to what leaves the accounts of this tenant: make a payout (`POST /v1/payouts`). Collections can be ordered here.',
  },
  payment_order_not_covered: {
    status: 422,
    retry: 'new_key',
    text: 'The ledger refused to set the money aside, so nothing was ordered; `errors` says which and why.',
  },
  end_to_end_id_taken: {
    status: 409,
    retry: 'new_key',
    text: 'Another payment order of this bank connection has the end_to_end_id; `param` says which.',
  },
})
