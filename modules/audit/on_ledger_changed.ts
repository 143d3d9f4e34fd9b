import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Consume, EventBus } from '../../platform/bus/event.ts'
import { bodyOf, type FeedFact, type Json } from '../../platform/outbox/fact.ts'
import type { Actor, Scope } from '../../platform/scope.ts'
import { appendEvents } from './append_events.ts'
import type { AuditEntry } from './event.ts'

/**
 * Facts about single objects that the ledger tells with `by`. Transfers are not among them: their rows are
 * immutable, in the feed and in the proof, so the trail would only repeat them.
 */
const ACTIONS: Readonly<Record<string, { action: string; resource_type: string }>> = {
  'ledger.account_created': { action: 'ledger_accounts.create', resource_type: 'ledger account' },
  'ledger.account_changed': { action: 'ledger_accounts.change', resource_type: 'ledger account' },
  'ledger.period_closed': { action: 'ledger_periods.close', resource_type: 'ledger period' },
  'ledger.monitor_created': { action: 'ledger_monitors.create', resource_type: 'balance monitor' },
  'ledger.monitor_deleted': { action: 'ledger_monitors.delete', resource_type: 'balance monitor' },
}

type Teller = Actor & { readonly ip: string | null; readonly request_id: string }

/**
 * Writes what the ledger tells into the trail of its tenant, exactly once: the entries and the place in the feed
 * are one transaction. The ledger is on the audit's own floor, so it is heard and never called.
 */
export function followLedger(bus: Pick<EventBus, 'subscribe'>, deps: { db: Database; world: World }): void {
  const consume: Consume = (facts, delivery) =>
    deps.db.withTenant(delivery.tenant_id, async (db) => {
      for (const fact of facts) await record(fact, { ...deps, db })
      await delivery.settle(db)
    })
  bus.subscribe('audit', { types: Object.keys(ACTIONS) }, consume)
}

async function record(fact: FeedFact, { db, world }: { db: Scope['db']; world: World }): Promise<void> {
  const { by, before, ...after } = bodyOf(fact)
  const known = ACTIONS[fact.type]
  if (known === undefined || by === undefined) return
  const { ip, request_id, ...actor } = by as unknown as Teller
  const scope: Scope = {
    tenant_id: fact.tenant_id,
    actor,
    request_id,
    deadline_at: fact.at,
    // It happened when the fact says, by the tenant's clock; not when it was heard.
    world: { ...world, now: () => fact.at },
    db,
    ...(ip === null ? {} : { ip }),
  }
  await appendEvents(scope, [entryOf(known, fact, before, after)])
}

const entryOf = (
  known: Pick<AuditEntry, 'action' | 'resource_type'>,
  fact: FeedFact,
  before: Json | undefined,
  after: Json,
): AuditEntry => ({
  ...known,
  resource_id: fact.object_id ?? fact.id,
  after,
  ...(before === undefined ? {} : { before }),
})
