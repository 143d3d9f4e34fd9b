import type { Id } from '../../kernel/id.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import { type ApiKey, auditedKey } from './api_key.ts'
import type { KeyDeps } from './create_key.ts'
import { type AuthFailure, authErrors } from './errors.ts'
import { authFacts } from './facts.ts'
import * as store from './store.ts'

/**
 * Ends a key and all its secrets for ever: on this node with the commit, on others within KEY_CACHED_MS_MAX.
 * A repeat answers the same and writes nothing. Errors: `key_not_found`.
 */
export async function revokeKey(
  deps: KeyDeps,
  scope: Scope,
  id: Id<'key'>,
): Promise<Result<ApiKey, AuthFailure>> {
  const { db, tenant_id } = scope
  const before = await store.lockKey(db, tenant_id, id)
  if (before === undefined) return authErrors.fail('key_not_found')
  if (before.revoked_at !== null) return ok(before)
  const key = { ...before, revoked_at: deps.world.now() }
  await store.revokeKey(db, tenant_id, id, key.revoked_at)
  await deps.audit.append(scope, [
    {
      action: 'api_keys.revoke',
      resource_type: 'api_key',
      resource_id: id,
      before: auditedKey(before),
      after: auditedKey(key),
    },
  ])
  const { kind, name } = key
  await appendFacts(db, scope, [authFacts.fact('auth.key_revoked', id, { id, kind, name })])
  deps.onChange(scope)
  return ok(key)
}
