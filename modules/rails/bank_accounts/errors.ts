import { errors } from '../../../kernel/result.ts'

export const bankAccountErrors = errors({
  bank_account_not_found: { status: 404, retry: 'never', text: 'No bank account has this id.' },
  bank_account_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a bank account that was created with other content; `param` names the first difference.',
  },
  bank_account_reference_taken: {
    status: 409,
    retry: 'new_key',
    text: 'Another bank account has the reference; `detail` names it.',
  },
  bank_account_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'The bank account cannot be one: `errors` lists every field and why. Nothing was looked up at the bank.',
  },
  bank_account_state: {
    status: 409,
    retry: 'never',
    text: 'The state of the bank account does not allow this; `detail` says which state it is in.',
  },
})
