import { errors } from '../../../kernel/result.ts'

export const achErrors = errors({
  bank_notice_not_found: { status: 404, retry: 'never', text: 'No bank notice has this id.' },
  order_not_reversible: {
    status: 409,
    retry: 'never',
    text: 'The payment order cannot be reversed; `detail` says which rule is in the way.',
  },
  order_not_retriable: {
    status: 409,
    retry: 'never',
    text: 'The payment order cannot be tried again; `detail` says which rule is in the way.',
  },
  return_fee_not_allowed: {
    status: 409,
    retry: 'never',
    text: 'No fee may be taken for this return; `detail` says which rule is in the way.',
  },
  verification_not_found: {
    status: 404,
    retry: 'never',
    text: 'No verification of this bank account waits for its amounts.',
  },
  verification_wrong_amounts: {
    status: 422,
    retry: 'new_key',
    text: 'These are not the amounts that were sent; `detail` says how many tries are left.',
  },
})
