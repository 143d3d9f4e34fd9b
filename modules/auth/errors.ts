import { type CodeOf, errors, type Failure } from '../../kernel/result.ts'
import { edgeErrors } from '../../platform/http/errors.ts'

/** What a credential can be refused with. `unauthenticated` says the same of a key that never was and of a typo. */
export const credentialErrors = errors({
  unauthenticated: edgeErrors.table.unauthenticated,
  key_revoked: { status: 401, retry: 'never', text: 'The API key was revoked.' },
  key_expired: { status: 401, retry: 'never', text: 'The API key, or this secret of it, has expired.' },
  ip_not_allowed: { status: 403, retry: 'never', text: 'The API key may not be used from this address.' },
  auth_unavailable: {
    status: 503,
    retry: 'same_key',
    text: 'The API key or the session could not be checked just now.',
  },
  session_ended: { status: 401, retry: 'never', text: 'The session has ended: sign in again.' },
  second_factor_required: {
    status: 403,
    retry: 'never',
    text: 'A password alone is not enough: set up a second factor first, with `POST /v1/session/totp` or a passkey.',
  },
  tenant_required: {
    status: 400,
    retry: 'never',
    text: 'A member says which tenant is meant: send the header `Florin-Tenant` with one of those that `GET /v1/session` lists.',
  },
  tenant_not_yours: {
    status: 403,
    retry: 'never',
    text: '`Florin-Tenant` names no tenant of your organization; `GET /v1/session` lists those there are.',
  },
})

export const authErrors = errors({
  key_invalid: { status: 422, retry: 'new_key', text: 'The key cannot be made as asked.' },
  scopes_exceed_own: {
    status: 403,
    retry: 'never',
    text: 'A key cannot give out more than it holds itself: no other scopes, and for no longer.',
  },
  key_not_found: { status: 404, retry: 'never', text: 'No API key has this id.' },
  key_not_active: { status: 409, retry: 'never', text: 'The API key was revoked or has expired.' },
  key_limit_reached: { status: 409, retry: 'never', text: 'The tenant has as many API keys as it may have.' },
  organization_not_found: { status: 404, retry: 'never', text: 'No organization has this id.' },
  sandbox_limit_reached: {
    status: 409,
    retry: 'never',
    text: 'The organization has as many sandboxes as it may have.',
  },
  sandbox_only: {
    status: 409,
    retry: 'never',
    text: 'Only a sandbox can do this: nothing is simulated in a live tenant, and it has no clock of its own.',
  },
  clock_backwards: { status: 422, retry: 'new_key', text: 'A sandbox’s clock never goes backwards.' },
  clock_too_far: {
    status: 422,
    retry: 'new_key',
    text: 'A sandbox’s clock may be at most twenty years ahead.',
  },
})
export type AuthFailure = Failure<CodeOf<typeof authErrors>>
