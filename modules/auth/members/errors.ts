import { type CodeOf, errors, type Failure } from '../../../kernel/result.ts'

export const memberErrors = errors({
  sign_in_refused: {
    status: 401,
    retry: 'new_key',
    text: 'Email, password or code is not right, or the member cannot sign in. An email that is in several organizations needs `organization` beside it.',
  },
  code_required: {
    status: 401,
    retry: 'new_key',
    text: 'A second factor is asked for: repeat with `code`, the six digits your app shows now, or with one `recovery_code`; or sign in with a passkey.',
  },
  too_many_attempts: {
    status: 429,
    retry: 'same_key',
    text: 'Too many attempts to sign in failed; wait as long as `Retry-After` says.',
  },
  sign_in_busy: {
    status: 503,
    retry: 'same_key',
    text: 'Too many passwords are being checked just now; repeat after `Retry-After`.',
  },
  setup_link_invalid: {
    status: 410,
    retry: 'never',
    text: 'The link is not known, was used or has expired. Ask an owner for another, or make one on the server with `florin members link`.',
  },
  password_refused: { status: 422, retry: 'new_key', text: 'The password cannot be taken; choose another.' },
  email_invalid: { status: 422, retry: 'new_key', text: 'The email cannot be an address.' },
  proof_too_old: {
    status: 403,
    retry: 'never',
    text: 'This changes who can come in, and the last sign-in is more than ten minutes ago: sign in again, then repeat.',
  },
  session_not_found: {
    status: 404,
    retry: 'never',
    text: 'You have no session with this id; it may have ended.',
  },
  totp_not_begun: {
    status: 409,
    retry: 'never',
    text: 'No secret waits for its first code: begin with `POST /v1/session/totp`.',
  },
  totp_code_wrong: {
    status: 422,
    retry: 'new_key',
    text: 'The code is not the one of now. Look at the clock of the device, and send the code that is shown.',
  },
  passkey_refused: {
    status: 422,
    retry: 'new_key',
    text: 'The passkey’s answer cannot be taken: ask for new options and try again.',
  },
  passkey_not_found: { status: 404, retry: 'never', text: 'You have no passkey with this id.' },
  passkey_limit_reached: { status: 409, retry: 'never', text: 'You have as many passkeys as you may have.' },
  last_second_factor: {
    status: 409,
    retry: 'never',
    text: 'This is your only second factor: add another one first.',
  },
  member_not_found: { status: 404, retry: 'never', text: 'The organization has no member with this id.' },
  member_exists: { status: 409, retry: 'never', text: 'The organization has a member with this email.' },
  member_limit_reached: {
    status: 409,
    retry: 'never',
    text: 'The organization has as many members as it may have.',
  },
  member_state_wrong: {
    status: 409,
    retry: 'never',
    text: 'The member’s state does not allow this; `detail` says which it is.',
  },
  last_owner: {
    status: 409,
    retry: 'never',
    text: 'This is the only active owner: make somebody else an owner first.',
  },
})
export type MemberFailure = Failure<CodeOf<typeof memberErrors> | 'session_ended'>
