import { errors } from '../../../kernel/result.ts'

export const mandateErrors = errors({
  mandate_not_found: { status: 404, retry: 'never', text: 'No mandate has this id.' },
  mandate_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a mandate that was created with other content; `param` names the first difference.',
  },
  mandate_reference_taken: {
    status: 409,
    retry: 'new_key',
    text: 'Another mandate of this creditor has the reference; `detail` names it.',
  },
  mandate_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'The mandate breaks a rule of its scheme; `errors` lists every field and why.',
  },
  mandate_state: {
    status: 409,
    retry: 'never',
    text: 'The state of the mandate does not allow this; `detail` says which state it is in.',
  },
  mandate_new_debtor: {
    status: 409,
    retry: 'never',
    text: 'Another debtor has to sign a mandate of their own: this one cannot be moved to another holder’s account.',
  },
})
