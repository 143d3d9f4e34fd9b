import { idOf } from '../../kernel/id.ts'
import { ownOf } from '../../kernel/own.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Consume, EventBus } from '../../platform/bus/event.ts'
import { sayLast } from '../../platform/db/last_words.ts'
import { bodyOf, type FeedFact } from '../../platform/outbox/fact.ts'
import type { Actor, OpenScope } from '../../platform/scope.ts'
import { eventOf } from './append_events.ts'
import type { AuditEntry, Unnumbered } from './event.ts'
import { APPEND_EVENTS_MAX } from './limits.ts'
import { appendCall } from './store.ts'

/** Facts about single objects that the ledger tells with `by`. */
const ACTIONS: Readonly<Record<string, Pick<AuditEntry, 'action' | 'resource_type'>>> = {
  'ledger.account_created': { action: 'ledger_accounts.create', resource_type: 'ledger account' },
  'ledger.account_changed': { action: 'ledger_accounts.change', resource_type: 'ledger account' },
  'ledger.period_closed': { action: 'ledger_periods.close', resource_type: 'ledger period' },
  'ledger.monitor_created': { action: 'ledger_monitors.create', resource_type: 'balance monitor' },
  'ledger.monitor_deleted': { action: 'ledger_monitors.delete', resource_type: 'balance monitor' },
}
const BATCH = 'ledger.transfers_recorded'
const POST = 'ledger_transfers.post'

/** Members of the ledger's facts; its catalogue (`modules/ledger/facts.ts`) has their meaning. */
type Teller = Actor & { readonly ip: string | null }
type BatchBy = {
  readonly actors: readonly Teller[]
  readonly requests: readonly string[]
  readonly actor_of: readonly number[]
  readonly counts: readonly number[]
}
type Deps = { readonly db: Database; readonly world: World }

/**
 * Writes what the ledger tells into the trail of its tenant, exactly once: the entries and the place in the feed
 * are one transaction. The ledger is on the audit's own floor, so it is heard and never called.
 *
 * Transfers leave one event for each caller of a batch, because one for each request would cost as much as posting. Its
 * `after` are the caller's requests and the uuids of their transfers, as the fact lists them. The event is about the
 * transfer when there is only one, else about the batch, and names the first of the requests.
 */
export function followLedger(bus: Pick<EventBus, 'subscribe'>, deps: Deps): void {
  const consume: Consume = (facts, delivery) =>
    deps.db.withTenant(delivery.tenant_id, async (tx) => {
      const events = facts.flatMap((fact) => eventsOf(fact, deps.world))
      for (let from = 0; from < events.length; from += APPEND_EVENTS_MAX)
        await sayLast(
          tx,
          appendCall(delivery.tenant_id, events.slice(from, from + APPEND_EVENTS_MAX)),
          'trail',
        )
      await delivery.settle(tx)
    })
  bus.subscribe('audit', { types: [...Object.keys(ACTIONS), BATCH] }, consume)
}

function eventsOf(fact: FeedFact, world: World): Unnumbered[] {
  const { by, before, ...after } = bodyOf(fact)
  if (by === undefined) return []
  if (fact.type === BATCH) return batchEvents(fact, by as unknown as BatchBy, world)
  const known = ownOf(ACTIONS, fact.type)
  if (known === undefined) return []
  const { request_id, ...teller } = by as unknown as Teller & { readonly request_id: string }
  const entry = { ...known, resource_id: fact.object_id ?? fact.id, after }
  return [
    eventOf(scopeOf(fact, teller, request_id, world), before === undefined ? entry : { ...entry, before }),
  ]
}

function batchEvents(fact: FeedFact, by: BatchBy, world: World): Unnumbered[] {
  const shares = by.actors.map(() => ({ requests: [] as string[], transfers: [] as string[] }))
  let from = 0
  for (const [index, request] of by.requests.entries()) {
    const until = from + (by.counts[index] ?? 0)
    const share = shares[by.actor_of[index] ?? -1]
    share?.requests.push(request)
    for (; from < until; from++) share?.transfers.push(fact.refs[from] as string)
  }
  return shares.flatMap(({ requests, transfers }, index) => {
    const [request_id] = requests
    if (request_id === undefined) return []
    const [only] = transfers
    const subject =
      transfers.length === 1 && only !== undefined
        ? { resource_type: 'ledger transfer', resource_id: idOf('trf', only) }
        : { resource_type: 'ledger batch', resource_id: fact.id }
    const entry: AuditEntry = { action: POST, ...subject, after: { requests, transfers } }
    return [eventOf(scopeOf(fact, by.actors[index] as Teller, request_id, world), entry)]
  })
}

/** It happened when the fact says, by the tenant's clock; not when it was heard. */
const scopeOf = (fact: FeedFact, { ip, ...actor }: Teller, request_id: string, world: World): OpenScope => ({
  tenant_id: fact.tenant_id,
  actor,
  request_id,
  deadline_at: fact.at,
  world: { ...world, now: () => fact.at },
  ...(ip === null ? {} : { ip }),
})
