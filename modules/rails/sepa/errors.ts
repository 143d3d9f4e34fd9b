import { errors } from '../../../kernel/result.ts'

export const sepaErrors = errors({
  recall_not_found: { status: 404, retry: 'never', text: 'No recall has this id.' },
  recall_not_allowed: {
    status: 409,
    retry: 'never',
    text: 'The payment cannot be asked back; `detail` says which rule is in the way.',
  },
  iso_message_not_found: { status: 404, retry: 'never', text: 'No message has this id.' },
  iso_message_not_read: {
    status: 409,
    retry: 'same_key',
    text: 'The message is still being read: there is nothing to report yet.',
  },
  iso_message_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'The message cannot be taken: `errors` says which field is wrong.',
  },
})
