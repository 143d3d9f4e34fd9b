import { errors, type Failure } from '../../kernel/result.ts'

/** What an Idempotency-Key can be refused for, on every route that takes one. */
export const idempotencyErrors = errors({
  idempotency_key_required: {
    status: 400,
    retry: 'never',
    text: 'This route moves money: send an `Idempotency-Key`, new for each thing you want done.',
  },
  idempotency_key_invalid: {
    status: 400,
    retry: 'never',
    text: 'An `Idempotency-Key` is one header of 1 to 255 printable ASCII characters.',
  },
  idempotency_mismatch: {
    status: 422,
    retry: 'new_key',
    text: 'This key was used before with another request; `errors` names what differs.',
  },
  idempotency_in_progress: {
    status: 409,
    retry: 'same_key',
    text: 'A request with this key is still running; repeat it after `Retry-After`.',
  },
})

/**
 * Whether a refusal is the key's answer for ever. Not what passes by itself (`same_key` says: repeat it as it
 * is), not who may ask, and never a fault of our own.
 */
export const isKept = ({ status, retry }: Failure): boolean =>
  status < 500 && status !== 401 && status !== 403 && retry !== 'same_key'
