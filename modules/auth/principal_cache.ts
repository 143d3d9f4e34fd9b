import { present } from '../../kernel/assert.ts'
import { type Instant, type VirtualClock, virtualWorld, type World } from '../../kernel/world.ts'
import type { AuthOutcome, Principal } from '../../platform/http/principal.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Actor, TenantId } from '../../platform/scope.ts'
import { type KeyKind, rightsOf } from './api_key.ts'
import { ipFilter } from './ip_range.ts'
import {
  KEYS_CACHED_MAX,
  TENANTS_CACHED_MAX,
  REFUSED_KEY_CACHED_MS,
  REFUSED_KEYS_CACHED_MAX,
} from './limits.ts'
import type { Loaded } from './load_credentials.ts'
import type { CredentialRow } from './store_directory.ts'

/** What is remembered of a tenant: shared by its keys, so that its world has one clock. */
export type HeldTenant = {
  clock: VirtualClock | null
  /** What was read before this (stopwatch) is not good any more. */
  trusted_from_ms: number
  readonly world: World
}
/** A credential that is good, as far as was known at `read_ms`. */
export type Held = {
  readonly read_ms: number
  readonly principal: Principal
  /** The answer to give, made once: nothing is allocated per request. */
  readonly outcome: AuthOutcome
  /** The earlier of the key's expiry and the end of a rotated secret, wall clock; null: neither. */
  readonly ends_at: Instant | null
  readonly isAllowedFrom: ((ip: string) => boolean) | undefined
  readonly tenant: HeldTenant
  isRefreshing: boolean
  noted_ms: number
}
/** Both are for ever, so remembering them briefly cannot keep a good key out. */
export type Verdict = 'unknown' | 'revoked'
export type Cache = {
  get(hash: string): Held | undefined
  /** What the database said against the credential a moment ago; undefined when it has to be asked. */
  verdict(hash: string, now_ms: number): Verdict | undefined
  /** Remembers what was loaded; undefined when that was not a good credential. */
  keep(hash: string, loaded: Loaded): Held | undefined
  /** From now until `until_ms` every key of the tenant is read again at each use. */
  distrust(tenant_id: TenantId, until_ms: number): void
}

const authenticatedBy: Readonly<Record<KeyKind, Actor['authenticated_by']>> = {
  secret: 'secret_key',
  publishable: 'publishable_key',
  restricted: 'restricted_key',
}

/** Remembers credentials by their hash; the plaintext is nowhere. All maps are bounded; what was not used for longest
 * goes first. */
export function createCache(world: World): Cache {
  const keys = boundedCache<string, Held>(KEYS_CACHED_MAX)
  const refused = boundedCache<string, { until_ms: number; verdict: Verdict }>(REFUSED_KEYS_CACHED_MAX)
  const tenants = boundedCache<TenantId, HeldTenant>(TENANTS_CACHED_MAX)

  const tenantOf = (tenant_id: TenantId): HeldTenant => {
    const known = tenants.get(tenant_id)
    if (known !== undefined) return known
    const added = newTenant(world)
    tenants.set(tenant_id, added)
    return added
  }
  return {
    get: (hash) => keys.get(hash),
    verdict(hash, now_ms) {
      const found = refused.get(hash)
      return found !== undefined && found.until_ms > now_ms ? found.verdict : undefined
    },
    keep(hash, { row, clock, read_ms }) {
      const old = keys.get(hash)
      keys.delete(hash)
      if (row === undefined || row.revoked_at !== null) {
        const verdict = row === undefined ? 'unknown' : 'revoked'
        refused.set(hash, { until_ms: read_ms + REFUSED_KEY_CACHED_MS, verdict })
        return undefined
      }
      const tenant = tenantOf(row.tenant.tenant_id)
      // Live or sandbox is for ever, so a tenant's world is of one kind from its first use.
      tenant.clock = clock
      const held = hold(row, tenant, read_ms, world)
      held.noted_ms = old?.noted_ms ?? held.noted_ms
      keys.set(hash, held)
      return held
    },
    distrust(tenant_id, until_ms) {
      tenantOf(tenant_id).trusted_from_ms = until_ms
    },
  }
}

function newTenant(world: World): HeldTenant {
  const held: HeldTenant = {
    clock: null,
    trusted_from_ms: 0,
    world: virtualWorld(world, () => present(held.clock, 'a sandbox’s clock')),
  }
  return held
}

function hold(row: CredentialRow, tenant: HeldTenant, read_ms: number, world: World): Held {
  const { key_id, kind, ip_allow, expires_at, valid_until } = row
  const actor: Actor = {
    type: 'api_key',
    id: key_id,
    authenticated_by: authenticatedBy[kind],
    on_behalf_of: null,
  }
  const principal: Principal = Object.freeze({
    credential_id: key_id,
    tenant_id: row.tenant.tenant_id,
    tenant_public_id: row.tenant.id,
    mode: row.tenant.mode,
    kind,
    allows: rightsOf(row).has,
    actor,
    version: row.version,
    world: tenant.clock === null ? world : tenant.world,
  })
  return {
    read_ms,
    principal,
    outcome: { ok: true, value: principal },
    ends_at: earlier(expires_at, valid_until),
    isAllowedFrom: ip_allow.length === 0 ? undefined : ipFilter(ip_allow),
    tenant,
    isRefreshing: false,
    noted_ms: Number.NEGATIVE_INFINITY,
  }
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null || a < b ? a : b
