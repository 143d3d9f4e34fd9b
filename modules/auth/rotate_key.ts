import { present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { instantText, plusMs } from '../../kernel/world.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import { auditedKey, covers, isActive } from './api_key.ts'
import { actorRights, type KeyDeps, type KeyWithSecret } from './create_key.ts'
import { credentialHash, credentialHint, newCredential } from './credential.ts'
import { type AuthFailure, authErrors } from './errors.ts'
import { authFacts } from './facts.ts'
import { findKey, lockKey, replaceSecret } from './store.ts'

/**
 * Gives a key a new secret, good at once. The secret before it stays good for `overlap_ms`; one from an
 * earlier rotation ends now, so that no more than two are ever good. A repeat rotates again.
 *
 * Whoever rotates gets to see the new secret, so the key may not hold more than they do: otherwise a key that
 * may write keys could take over a secret key. Errors: `key_not_found`, `key_not_active`, `scopes_exceed_own`.
 */
export async function rotateKey(
  deps: KeyDeps,
  scope: Scope,
  id: Id<'key'>,
  overlap_ms: number,
): Promise<Result<KeyWithSecret, AuthFailure>> {
  const { db, tenant_id } = scope
  const now = deps.world.now()
  const before = await lockKey(db, tenant_id, id)
  if (before === undefined) return authErrors.fail('key_not_found')
  if (!isActive(before, now)) return authErrors.fail('key_not_active')
  if (!covers(await actorRights(deps, scope, now), before)) return authErrors.fail('scopes_exceed_own')
  const secret = newCredential(before.kind, before.mode, deps.world)
  const previous_valid_until = plusMs(now, overlap_ms)
  await replaceSecret(
    db,
    {
      id,
      tenant_id,
      created_at: now,
      secret_hash: credentialHash(secret.reveal()),
      hint: credentialHint(secret.reveal()),
    },
    previous_valid_until,
  )
  const key = present(await findKey(db, tenant_id, id), 'the rotated key')
  await deps.audit.append(scope, [
    {
      action: 'api_keys.rotate',
      resource_type: 'api_key',
      resource_id: id,
      before: auditedKey(before),
      after: auditedKey(key),
    },
  ])
  const { kind, name } = key
  await appendFacts(db, scope, [
    authFacts.fact('auth.key_rotated', id, {
      id,
      kind,
      name,
      previous_valid_until: instantText(previous_valid_until),
    }),
  ])
  deps.onChange(scope)
  return ok({ key, secret })
}
