import { errors } from '../../../kernel/result.ts'

export const instantErrors = errors({
  payment_request_not_found: { status: 404, retry: 'never', text: 'No request for payment has this id.' },
  payment_request_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'Nobody was asked: `errors` lists every field that cannot be, and why.',
  },
  payment_request_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id or end_to_end_id belongs to a request for payment with other content.',
  },
  payment_request_state: {
    status: 409,
    retry: 'never',
    text: 'The state of the request for payment does not allow this; `detail` says which state it is in.',
  },
  receiving_account_not_found: { status: 404, retry: 'never', text: 'No receiving account has this id.' },
  receiving_account_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'The receiving account cannot be; `errors` says why.',
  },
  instant_receipt_not_found: { status: 404, retry: 'never', text: 'No payment that came in has this id.' },
  instant_gateway_not_found: {
    status: 404,
    retry: 'never',
    text: 'The bank connection does not exist, or has no instant rail.',
  },
  payment_order_not_open: {
    status: 409,
    retry: 'never',
    text: 'The payment order does not wait for a person to say what became of it; `detail` says what it is.',
  },
})
