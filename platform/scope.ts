import type { Instant, World } from '../kernel/world.ts'
import type { Db } from './db/database.ts'

declare const brand: unique symbol
/** The unit of isolation, of balance and of sharding: a live workspace or a sandbox of an organization. */
export type TenantId = bigint & { readonly [brand]: 'TenantId' }

/** Who asks, how that was proven, and for whom. Ids only: this goes into the audit trail. */
export type Actor = {
  readonly type: 'api_key' | 'member' | 'system'
  readonly id: string
  readonly authenticated_by: 'secret_key' | 'restricted_key' | 'publishable_key' | 'session' | 'internal'
  readonly on_behalf_of: string | null
}

/** The session that a browser's request came with. */
export type SessionOf = {
  /** Null on routes that nobody is known on yet: then it may be anybody's, and good or not. */
  readonly id: string | null
  /** The tenant that the request named, by its public id; null when it named none. */
  readonly tenant: string | null
  /** SHA-256 of the cookie's value, in base64url. */
  readonly token_hash: string
}

/** What every call carries. First argument of every public function. */
export type Scope = {
  readonly tenant_id: TenantId
  readonly actor: Actor
  readonly deadline_at: Instant
  readonly request_id: string
  /** The peer's address, for the audit trail; absent in the system's own work. */
  readonly ip?: string
  /** Of a request that a member made from a browser. */
  readonly session?: SessionOf
  /** The tenant's world: in a sandbox `now()` is the sandbox's own clock. */
  readonly world: World
  /** The transaction this call joins. */
  readonly db: Db
}

/** Scope of a call that opens its own transactions, or shares a round trip with others through a batcher. */
export type OpenScope = Omit<Scope, 'db'>
