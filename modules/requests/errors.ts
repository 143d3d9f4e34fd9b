import { errors } from '../../kernel/result.ts'

export const requestErrors = errors({
  request_log_not_found: {
    status: 404,
    retry: 'never',
    text: 'No request with this id is in the log: it was too long ago, beyond what is kept, or never made.',
  },
})
