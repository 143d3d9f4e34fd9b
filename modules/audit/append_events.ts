import { assert } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import { sayLast } from '../../platform/db/last_words.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { type AuditEntry, contentHash, type Unnumbered } from './event.ts'
import { APPEND_EVENTS_MAX } from './limits.ts'
import * as store from './store.ts'

/**
 * Writes entries into the tenant's trail in the caller's transaction, one round trip for all of them. They are there
 * when the caller's change is there, and only then.
 *
 * Call it after every other write of the transaction and just before the facts: it locks the trail's head
 * until the commit. Of a request under a key they are among the transaction's last words, in the statement before the
 * commit. A repeat writes again; the caller's idempotency guards the whole.
 */
export async function appendEvents(scope: Scope, entries: readonly AuditEntry[]): Promise<void> {
  assert(entries.length > 0, 'there is something to write down')
  assert(entries.length <= APPEND_EVENTS_MAX, 'not more entries than one call takes')
  const events = entries.map((entry) => eventOf(scope, entry))
  await sayLast(scope.db, store.appendCall(scope.tenant_id, events), 'trail')
}

/** An entry as the event it becomes, in the name of who does it. */
export const eventOf = (scope: OpenScope, entry: AuditEntry): Unnumbered => ({
  id: newId('aud', scope.world),
  at: scope.world.now(),
  actor_type: scope.actor.type,
  actor_id: scope.actor.id,
  authenticated_by: scope.actor.authenticated_by,
  on_behalf_of: scope.actor.on_behalf_of,
  ip: scope.ip ?? null,
  action: entry.action,
  resource_type: entry.resource_type,
  resource_id: entry.resource_id,
  before_hash: contentHash(entry.before),
  after_hash: contentHash(entry.after),
  request_id: scope.request_id,
})
