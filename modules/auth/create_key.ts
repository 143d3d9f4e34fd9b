import { assert } from '../../kernel/assert.ts'
import { newId, parseId } from '../../kernel/id.ts'
import { type Fault, ok, type Result } from '../../kernel/result.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Instant, World } from '../../kernel/world.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import {
  type ApiKey,
  auditedKey,
  covers,
  isActive,
  type KeyKind,
  type Mode,
  type Rights,
  rightsOf,
} from './api_key.ts'
import { credentialHash, credentialHint, newCredential } from './credential.ts'
import { type AuthFailure, authErrors } from './errors.ts'
import { authFacts } from './facts.ts'
import { parseIpRange } from './ip_range.ts'
import { KEYS_PER_TENANT_MAX } from './limits.ts'
import { roleAllows } from './members/role_scopes.ts'
import { findMember } from './members/store.ts'
import { countKeys, findKey, insertKey, type NewKey } from './store.ts'
import { findTenant } from './store_directory.ts'

export type CreateKey = {
  readonly kind: KeyKind
  readonly name: string
  /** Of a restricted key; the other kinds take none. */
  readonly scopes?: readonly string[]
  readonly ip_allow?: readonly string[]
  readonly expires_at?: Instant | null
}
/** `secret` is the only copy of the plaintext there will ever be. */
export type KeyWithSecret = { readonly key: ApiKey; readonly secret: Secret }

export type KeyDeps = {
  /** The wall's world: keys live by real time. */
  readonly world: World
  readonly audit: Audit
  /** Every scope there is. */
  readonly scopes: () => readonly string[]
  /** API version that new keys are pinned to. */
  readonly version: string
  /** Called when the tenant's keys change, so that this node reads them again. */
  readonly onChange: (scope: Pick<Scope, 'tenant_id'>) => void
}

/**
 * Makes a key of the tenant, in the caller's transaction. The answer holds the secret, once: it is stored as
 * a hash. A repeat makes another key.
 *
 * Errors: `key_invalid` with every fault (unknown scope, bad range, expiry in the past), `scopes_exceed_own`,
 * `key_limit_reached`.
 */
export async function createKey(
  deps: KeyDeps,
  scope: Scope,
  mode: Mode,
  command: CreateKey,
): Promise<Result<KeyWithSecret, AuthFailure>> {
  const now = deps.world.now()
  const faults = faultsOf(deps, command, now)
  const [first] = faults
  if (first !== undefined)
    return authErrors.fail('key_invalid', {
      param: first.param,
      detail: `${first.param}: ${first.detail}`,
      errors: faults,
    })
  const { kind, scopes = [], expires_at = null } = command
  if (!covers(await actorRights(deps, scope, now), { kind, scopes, expires_at }))
    return authErrors.fail('scopes_exceed_own')
  if ((await countKeys(scope.db, scope.tenant_id)) >= KEYS_PER_TENANT_MAX)
    return authErrors.fail('key_limit_reached')
  const made = makeKey(deps, { tenant_id: scope.tenant_id, mode, created_by: scope.actor.id, now }, command)
  await insertKey(scope.db, made.row)
  await deps.audit.append(scope, [
    {
      action: 'api_keys.create',
      resource_type: 'api_key',
      resource_id: made.key.id,
      after: auditedKey(made.key),
    },
  ])
  const { id, name } = made.key
  await appendFacts(scope.db, scope, [authFacts.fact('auth.key_created', id, { id, kind, name })])
  return ok({ key: made.key, secret: made.secret })
}

type Owner = { tenant_id: ApiKey['tenant_id']; mode: Mode; created_by: string; now: Instant }

/** A key with a fresh secret and the row to store; nothing is written. */
export function makeKey(
  deps: Pick<KeyDeps, 'world' | 'version'>,
  { tenant_id, mode, created_by, now }: Owner,
  command: CreateKey,
): KeyWithSecret & { readonly row: NewKey } {
  const secret = newCredential(command.kind, mode, deps.world)
  const key: ApiKey = {
    id: newId('key', deps.world),
    tenant_id,
    mode,
    kind: command.kind,
    name: command.name,
    scopes: command.scopes ?? [],
    ip_allow: command.ip_allow ?? [],
    version: deps.version,
    created_by,
    created_at: now,
    expires_at: command.expires_at ?? null,
    revoked_at: null,
    hint: credentialHint(secret.reveal()),
    previous_valid_until: null,
    last_used_at: null,
  }
  return { key, secret, row: { ...key, secret_hash: credentialHash(secret.reveal()) } }
}

/** What the actor may give out, read in this transaction: a cached right may be two seconds old. */
export async function actorRights(
  deps: Pick<KeyDeps, 'scopes'>,
  scope: Scope,
  now: Instant,
): Promise<Rights> {
  const { actor, db, tenant_id } = scope
  if (actor.type === 'system') return rightsOf({ kind: 'secret', scopes: [], expires_at: null })
  if (actor.type === 'member') return memberRights(deps, scope)
  const none = rightsOf({ kind: 'restricted', scopes: [], expires_at: null })
  const id = actor.type === 'api_key' ? parseId('key', actor.id) : undefined
  const own = id === undefined ? undefined : await findKey(db, tenant_id, id)
  return own !== undefined && isActive(own, now) ? rightsOf(own) : none
}

/** A role’s rights in this tenant. Whoever may do all that keys may, may make a key that may do all. */
async function memberRights({ scopes }: Pick<KeyDeps, 'scopes'>, scope: Scope): Promise<Rights> {
  const id = parseId('mem', scope.actor.id)
  const member = id === undefined ? undefined : await findMember(scope.db, id)
  const tenant = await findTenant(scope.db, scope.tenant_id)
  const has = (name: string): boolean =>
    member?.state === 'active' && tenant !== undefined && roleAllows(member.role, tenant.mode, name)
  return { is_all: scopes().every(has), has, expires_at: null }
}

function faultsOf(deps: KeyDeps, command: CreateKey, now: Instant): Fault[] {
  const { kind, scopes = [], ip_allow = [], expires_at = null } = command
  assert(command.name.length > 0, 'a key has a name')
  const known = new Set(deps.scopes())
  const faults: Fault[] = scopes.flatMap((scope, index) =>
    known.has(scope)
      ? []
      : [{ code: 'unknown_scope', param: `scopes.${index}`, detail: `no route asks for ${scope}` }],
  )
  if ((kind === 'restricted') !== scopes.length > 0)
    faults.push({
      code: 'scopes_by_kind',
      param: 'scopes',
      detail:
        kind === 'restricted' ? 'a restricted key needs scopes' : `a ${kind} key has its scopes by its kind`,
    })
  for (const [index, range] of ip_allow.entries())
    if (parseIpRange(range) === undefined)
      faults.push({
        code: 'invalid_ip_range',
        param: `ip_allow.${index}`,
        detail: 'an address or a CIDR range',
      })
  if (expires_at !== null && expires_at <= now)
    faults.push({ code: 'expires_in_past', param: 'expires_at', detail: 'a key expires in the future' })
  return faults
}
