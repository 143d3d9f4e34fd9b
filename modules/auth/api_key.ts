import type { Id } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Json } from '../../platform/outbox/fact.ts'
import type { TenantId } from '../../platform/scope.ts'

export type KeyKind = 'secret' | 'publishable' | 'restricted'
export type Mode = 'live' | 'sandbox'

/** An API key without its secret. Times are the wall clock's: a sandbox's clock must not lock its owner out. */
export type ApiKey = {
  readonly id: Id<'key'>
  readonly tenant_id: TenantId
  readonly mode: Mode
  readonly kind: KeyKind
  readonly name: string
  /** Of a restricted key. A secret key holds every scope, a publishable one `PUBLISHABLE_SCOPES`. */
  readonly scopes: readonly string[]
  /** CIDR ranges it may be used from; none: from anywhere. */
  readonly ip_allow: readonly string[]
  /** API version when a request names none. */
  readonly version: string
  readonly created_by: string
  readonly created_at: Instant
  readonly expires_at: Instant | null
  readonly revoked_at: Instant | null
  /** First and last characters of the current secret. */
  readonly hint: string
  /** While a rotation overlaps: until when the secret before the current one is good. */
  readonly previous_valid_until: Instant | null
  /** To the minute, and up to some seconds behind. */
  readonly last_used_at: Instant | null
}

/** All that a publishable key may do: it is meant to be seen by everybody. */
export const PUBLISHABLE_SCOPES: readonly string[] = ['tokens:write']

/** What a key may do, and until when. `is_all` is a secret key's right to everything, also to what comes later. */
export type Rights = {
  readonly is_all: boolean
  readonly has: (scope: string) => boolean
  readonly expires_at: Instant | null
}
type Holder = Pick<ApiKey, 'kind' | 'scopes' | 'expires_at'>

export function rightsOf({ kind, scopes, expires_at }: Holder): Rights {
  if (kind === 'secret') return { is_all: true, has: () => true, expires_at }
  const granted = new Set(kind === 'publishable' ? PUBLISHABLE_SCOPES : scopes)
  return { is_all: false, has: (scope) => granted.has(scope), expires_at }
}

/**
 * True when `rights` reach at least as far as the key, and last as long: nobody gives out more than they hold.
 * Addresses are not compared: a key that is good in the office only may make one for a server elsewhere.
 */
export function covers(rights: Rights, key: Holder): boolean {
  const ends = rights.expires_at
  if (ends !== null && (key.expires_at === null || key.expires_at > ends)) return false
  if (rights.is_all) return true
  if (key.kind === 'secret') return false
  return (key.kind === 'publishable' ? PUBLISHABLE_SCOPES : key.scopes).every(rights.has)
}

export const isActive = ({ revoked_at, expires_at }: ApiKey, at: Instant): boolean =>
  revoked_at === null && (expires_at === null || expires_at > at)

const text = (at: Instant | null): string | null => (at === null ? null : instantText(at))

function statusOf(key: ApiKey, at: Instant): 'revoked' | 'active' | 'expired' {
  if (key.revoked_at !== null) return 'revoked'
  return isActive(key, at) ? 'active' : 'expired'
}

/** The key as the API shows it, and as the audit trail hashes it. */
export const keyJson = (key: ApiKey, at: Instant) => ({
  id: key.id,
  kind: key.kind,
  mode: key.mode,
  name: key.name,
  status: statusOf(key, at),
  hint: key.hint,
  scopes: [...key.scopes],
  ip_allow: [...key.ip_allow],
  version: key.version,
  created_by: key.created_by,
  created_at: instantText(key.created_at),
  expires_at: text(key.expires_at),
  revoked_at: text(key.revoked_at),
  previous_valid_until:
    key.previous_valid_until !== null && key.previous_valid_until > at
      ? instantText(key.previous_valid_until)
      : null,
  last_used_at: text(key.last_used_at),
})

/** What of a key the audit trail vouches for: all but what changes by itself. */
export function auditedKey(key: ApiKey): Json {
  const { id, kind, name, hint, scopes, ip_allow, version, expires_at, revoked_at, previous_valid_until } =
    key
  return {
    id,
    kind,
    name,
    hint,
    scopes,
    ip_allow,
    version,
    expires_at: text(expires_at),
    revoked_at: text(revoked_at),
    previous_valid_until: text(previous_valid_until),
  }
}
