import { hash } from 'node:crypto'
import { canonicalJson } from '../../kernel/canonical_json.ts'
import type { Id } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Json } from '../../platform/outbox/fact.ts'
import type { Actor, TenantId } from '../../platform/scope.ts'

/** One thing done, as a caller reports it. `before` and `after` are JSON; only their hashes are kept. */
export type AuditEntry = {
  /** Plural noun and verb: `api_keys.create`. */
  readonly action: string
  readonly resource_type: string
  readonly resource_id: string
  readonly before?: Json
  readonly after?: Json
}

/** One line of the trail. Hashes are SHA-256 in hex; `seq` counts from 1 without gaps per tenant. */
export type AuditEvent = {
  readonly id: Id<'aud'>
  readonly seq: number
  readonly at: Instant
  readonly actor_type: Actor['type']
  readonly actor_id: string
  readonly authenticated_by: Actor['authenticated_by']
  readonly on_behalf_of: string | null
  readonly ip: string | null
  readonly action: string
  readonly resource_type: string
  readonly resource_id: string
  readonly before_hash: string | null
  readonly after_hash: string | null
  readonly request_id: string
  readonly leaf_hash: string
}
export type Unnumbered = Omit<AuditEvent, 'seq' | 'leaf_hash'>

/** SHA-256 of the canonical JSON (RFC 8785) in hex; null for an object that was not there. */
export const contentHash = (value: Json | undefined): string | null =>
  value === undefined ? null : hash('sha256', canonicalJson(value), 'hex')

/**
 * What an event's leaf stands for. Every name sorts before `seq` and `tenant_id`, so that SQL can add these
 * two last when it gives out the number (`sql/functions/append.sql`).
 */
const members = (event: Unnumbered) => ({
  action: event.action,
  actor_id: event.actor_id,
  actor_type: event.actor_type,
  after_hash: event.after_hash,
  at: instantText(event.at),
  authenticated_by: event.authenticated_by,
  before_hash: event.before_hash,
  id: event.id,
  ip: event.ip,
  on_behalf_of: event.on_behalf_of,
  request_id: event.request_id,
  resource_id: event.resource_id,
  resource_type: event.resource_type,
})

export const canonicalUnnumbered = (event: Unnumbered): string => canonicalJson(members(event))

/** The leaf of RFC 6962 §2.1: SHA-256(0x00 ‖ canonical event), in hex. */
export const leafHash = (tenant_id: TenantId, event: AuditEvent, seq: number = event.seq): string =>
  hash('sha256', `\0${canonicalJson({ ...members(event), seq, tenant_id: String(tenant_id) })}`, 'hex')
