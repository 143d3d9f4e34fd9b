import { assert } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import type { Scope } from '../../platform/scope.ts'
import { type AuditEntry, contentHash, type Unnumbered } from './event.ts'
import { APPEND_EVENTS_MAX } from './limits.ts'
import * as store from './store.ts'

/**
 * Writes entries into the tenant's trail in the caller's transaction, one round trip for all of them, and
 * answers the first number. They are there when the caller's change is there, and only then.
 *
 * Call it after every other write of the transaction and just before the facts: it locks the trail's head
 * until the commit. A repeat writes again; the caller's idempotency guards the whole.
 */
export async function appendEvents(scope: Scope, entries: readonly AuditEntry[]): Promise<number> {
  assert(entries.length > 0, 'there is something to write down')
  assert(entries.length <= APPEND_EVENTS_MAX, 'not more entries than one call takes')
  const at = scope.world.now()
  const { tenant_id, actor, request_id } = scope
  const ip = scope.ip ?? null
  const events = entries.map(
    (entry): Unnumbered => ({
      id: newId('aud', scope.world),
      at,
      actor_type: actor.type,
      actor_id: actor.id,
      authenticated_by: actor.authenticated_by,
      on_behalf_of: actor.on_behalf_of,
      ip,
      action: entry.action,
      resource_type: entry.resource_type,
      resource_id: entry.resource_id,
      before_hash: contentHash(entry.before),
      after_hash: contentHash(entry.after),
      request_id,
    }),
  )
  return store.appendEvents(scope.db, { tenant_id, at, actor, ip, request_id, events })
}
