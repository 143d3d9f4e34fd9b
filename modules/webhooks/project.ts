import { newUuid, uuidOf } from '../../kernel/id.ts'
import { parseInstant, type World } from '../../kernel/world.ts'
import type { Consume, EventBus } from '../../platform/bus/event.ts'
import type { Database } from '../../platform/db/database.ts'
import { bodyOf, type FeedFact } from '../../platform/outbox/fact.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type Catalogue, tell } from './catalogue.ts'
import type { Endpoint } from './endpoint.ts'
import { wants } from './filters.ts'
import { ENDPOINTS_PER_TENANT_MAX } from './limits.ts'
import { listEndpoints } from './store_endpoints.ts'
import { advanceDeliveries, type EventColumns, type FanOut, projectEvents } from './store_events.ts'

export type ProjectDeps = {
  readonly db: Database
  /** The wall's world: deliveries go by it. */
  readonly world: World
  readonly catalogue: Catalogue
  readonly api_version: string
  /** Told after the commit: how many events there are, and deliveries of them. */
  readonly projected: (tenant_id: TenantId, events: number, deliveries: number) => void
}

/** The one fact that is heard and not told: a sandbox's clock was moved. */
const CLOCK_MOVED = 'auth.clock_moved'

/**
 * Brings public facts to callers, exactly once: events, deliveries and the place in the feed are one transaction. A tenant's
 * facts come in order and by one process at a time, so its events have the order of the feed and numbers without gaps.
 */
export function followFacts(bus: Pick<EventBus, 'subscribe'>, deps: ProjectDeps): void {
  const consume: Consume = async (facts, { tenant_id, settle }) => {
    const columns = eventsOf(facts, deps.catalogue)
    const deliveries = await deps.db.withTenant(tenant_id, async (tx) => {
      const count = columns.seqs.length
      const endpoints =
        count === 0
          ? []
          : await listEndpoints(tx, tenant_id, { after: undefined, limit: ENDPOINTS_PER_TENANT_MAX })
      const at = { now: deps.world.now(), api_version: deps.api_version }
      const fan_out = fanOut(columns, endpoints, deps.world)
      const told = count === 0 ? 0 : await projectEvents(tx, tenant_id, at, columns, fan_out)
      const moved_ms = movedBy(facts)
      if (moved_ms > 0) await advanceDeliveries(tx, tenant_id, moved_ms)
      await settle(tx)
      return told
    })
    deps.projected(tenant_id, columns.seqs.length, deliveries)
  }
  const types = [...new Set([...deps.catalogue.keys(), CLOCK_MOVED])]
  bus.subscribe('webhooks', { types }, consume)
}

function eventsOf(facts: readonly FeedFact[], catalogue: Catalogue): EventColumns {
  const told = facts.flatMap((fact) => {
    const type = catalogue.get(fact.type)
    return type === undefined ? [] : [{ fact, type, ...tell(fact, type) }]
  })
  return {
    seqs: told.map(({ fact }) => fact.seq),
    ids: told.map(({ fact }) => fact.id),
    types: told.map(({ type }) => type.type),
    // A fact about nothing in particular is its own object.
    objects: told.map(({ fact }) => fact.object_id ?? fact.id),
    created_ats: told.map(({ fact }) => fact.at),
    correlations: told.map(({ correlation_id }) => correlation_id),
    told: told.map(({ text }) => text),
  }
}

/** Who is to be told of what. Ids are drawn here, later events' after earlier ones', so that rows lie in order. */
function fanOut(
  { seqs, types, objects }: EventColumns,
  endpoints: readonly Endpoint[],
  world: World,
): FanOut {
  const pairs = types.flatMap((type, index) =>
    endpoints
      .filter(({ filters }) => wants(filters, type))
      .map(({ id }) => ({ id: newUuid(world), endpoint: uuidOf(id), index })),
  )
  return {
    ids: pairs.map(({ id }) => id),
    endpoints: pairs.map(({ endpoint }) => endpoint),
    seqs: pairs.map(({ index }) => seqs[index] as bigint),
    objects: pairs.map(({ index }) => objects[index] as string),
  }
}

/** How far the tenant's clock was moved ahead by these facts, in milliseconds. */
function movedBy(facts: readonly FeedFact[]): number {
  const moves = facts.filter(({ type }) => type === CLOCK_MOVED).map((fact) => bodyOf(fact))
  return moves.reduce((sum, { from, to }) => {
    const [was = 0, is = 0] = [parseInstant(from as string), parseInstant(to as string)]
    return sum + Math.max(0, (is - was) / 1_000)
  }, 0)
}
