import type { Failure } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Actor, SessionOf, TenantId } from '../scope.ts'

/** Who a credential proved to be. Made by the auth module, kept per key, never from the request's body. */
export type Principal = {
  readonly credential_id: string
  readonly tenant_id: TenantId
  readonly tenant_public_id: string
  readonly mode: 'live' | 'sandbox'
  readonly kind: 'secret' | 'publishable' | 'restricted' | 'member' | 'anyone'
  /** Scopes granted; a secret key holds every scope. */
  readonly allows: (scope: string) => boolean
  /** What a route that is not allowed answers, where that is more than a scope that is missing. */
  readonly refusal?: Failure
  /** Of a member: the session that the request came with. */
  readonly session?: SessionOf
  readonly actor: Actor
  /** The API version pinned to the key, used when the request names none. */
  readonly version: string
  /** The tenant's world: virtual in a sandbox. */
  readonly world: World
}

/**
 * Proves a bearer credential. Synchronous when the key is cached, so the hot path makes no promise.
 * `ip` is the peer's address, for allow lists. Failures: unauthenticated, key_revoked, key_expired, ip_not_allowed.
 */
export type Authenticate = (credential: string, ip: string) => AuthOutcome | Promise<AuthOutcome>
export type AuthOutcome = { ok: true; value: Principal } | { ok: false; error: Failure }

/** Proves a member by the session their browser keeps. */
export type Sessions = {
  authenticate(token: string, ask: SessionAsk): Promise<AuthOutcome>
}
export type SessionAsk = {
  /** What `Florin-Tenant` says: the public id of a tenant. */
  readonly tenant: string | undefined
  /** False for routes about the organization: they work without a tenant, and always on the same one. */
  readonly needs_tenant: boolean
}
