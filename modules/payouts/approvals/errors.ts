import { errors } from '../../../kernel/result.ts'

export const approvalErrors = errors({
  approval_not_found: { status: 404, retry: 'never', text: 'No approval has this id.' },
  approval_state: {
    status: 409,
    retry: 'never',
    text: 'The approval is over; `detail` says what came of it.',
  },
  approval_own: {
    status: 403,
    retry: 'never',
    text: 'Whoever asked for it cannot approve it: another key has to.',
  },
  approval_twice: { status: 409, retry: 'never', text: 'This key has decided about it already.' },
  approval_key_too_new: {
    status: 403,
    retry: 'never',
    text: 'The key was made after the approval was asked for: a key that was there before has to decide.',
  },
  approval_outdated: {
    status: 409,
    retry: 'never',
    text: 'What would be done is not what was asked about any more, or not what you looked at.',
  },
  approval_policy_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'The policy makes no sense; `errors` lists every field and why.',
  },
  approval_not_needed: {
    status: 409,
    retry: 'never',
    text: 'Nothing waits for these details of the bank account.',
  },
})
