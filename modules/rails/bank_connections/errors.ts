import { errors } from '../../../kernel/result.ts'

export const bankConnectionErrors = errors({
  bank_connection_not_found: { status: 404, retry: 'never', text: 'No bank connection has this id.' },
  bank_connection_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'The connection cannot work as it is described; `errors` lists every field and why.',
  },
  bank_connection_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a connection that was created with other content; `param` names the first difference.',
  },
  bank_connection_limit_reached: {
    status: 409,
    retry: 'never',
    text: 'The tenant has as many bank connections as it may have.',
  },
  bank_connection_state: {
    status: 409,
    retry: 'never',
    text: 'The bank connection is disabled: nothing new goes over it.',
  },
})
