import { present } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import type { Database, Db } from '../db/database.ts'
import type { Lease } from '../jobs/lease.ts'
import type { FeedFact } from '../outbox/fact.ts'
import { mayGoOn, moveCursor, readCursor, StaleCursor } from '../outbox/outbox.ts'
import type { TenantId } from '../scope.ts'
import type { BusEvent, Consume } from './event.ts'
import type { FactRun } from './fact_run.ts'
import type { FeedPages } from './feed_pages.ts'
import type { IdleMoves } from './idle_moves.ts'
import { CONSUMER_TENANTS_AT_ONCE, DELIVERY_FACTS_MAX } from './limits.ts'
import { createPool } from './pool.ts'
import { createTenantLanes, type TenantLane } from './tenant_lane.ts'

export type ConsumerOptions = {
  readonly db: Database
  readonly pages: FeedPages
  readonly idle: IdleMoves
  readonly world: World
  /** Under this name the place in each feed is kept. */
  readonly name: string
  /** Whoever holds it deals with the facts; everybody else stands by. */
  readonly lease: Lease
  readonly wants: (type: string) => boolean
  readonly consume: Consume
  /** False where facts fail for a reason they share, such as a broker that is away. */
  readonly isolates: boolean
  readonly observe: (event: BusEvent) => void
}

export type Consumer = {
  readonly name: string
  /** Begins to deal with everything the outbox holds for these tenants; does not wait for it. */
  catchUp(tenants: readonly TenantId[]): void
  /** Deals with what a tenant's feed holds now, when this process is the one that does; resolves then. */
  hear(tenant_id: TenantId): Promise<void>
  /** The same for the tenants whose wait after a failure is over. */
  retryDue(): void
  /** Deals with facts that were brought. What was seen is dropped; what is missing before them is read first. */
  offer(run: FactRun): Promise<void>
  /** Resolves when nothing more is going on or asked for. */
  rest(): Promise<void>
}

/** One consumer's way through the feeds: in order per tenant, nothing skipped, and nothing dealt with twice knowingly. */
export function createConsumer(options: ConsumerOptions): Consumer {
  const { name, lease, observe } = options
  const lanes = createTenantLanes(options.world)
  const pool = createPool(CONSUMER_TENANTS_AT_ONCE, (tenant_id: TenantId) =>
    inOrder(tenant_id, (lane) => readOn(options, lane)),
  )

  /** Runs `step` in the tenant's order, unless the tenant is stuck or the lease is gone. */
  const inOrder = (tenant_id: TenantId, step: (lane: TenantLane) => Promise<void>): Promise<void> =>
    lanes.run(tenant_id, async (lane) => {
      const fence = lease.fence()
      if (fence === undefined || lanes.isStuck(lane)) return
      if (lane.fence !== fence) lane.cursor = undefined
      lane.fence = fence
      try {
        await step(lane)
        lane.failures = 0
      } catch (error) {
        const seq = (lane.cursor ?? 0n) + 1n
        lane.cursor = undefined
        // Another process was faster: nothing is wrong, only our picture is old.
        if (error instanceof StaleCursor) return pool.add([tenant_id])
        lanes.stick(lane)
        observe({ event: 'stuck', consumer: name, tenant_id, seq, error })
      }
    })
  return {
    name,
    catchUp: (tenants) => pool.add(tenants),
    hear: (tenant_id) => inOrder(tenant_id, (lane) => readOn(options, lane)),
    retryDue: () => pool.add(lanes.takeDue()),
    offer: (run) => inOrder(run.tenant_id, (lane) => takeRun(options, lane, run)),
    async rest() {
      await pool.rest()
      await lanes.rest()
    },
  }
}

/** From the outbox, until its end. */
async function readOn(options: ConsumerOptions, lane: TenantLane): Promise<void> {
  const { db, pages, name, lease } = options
  const { tenant_id } = lane
  const since = pages.moment()
  for (let isMore = true; isMore && lease.fence() === lane.fence; ) {
    lane.cursor ??= await db.withTenant(tenant_id, (tx) => readCursor(tx, tenant_id, name))
    const { facts, is_current } = await pages.read(tenant_id, lane.cursor, since)
    await deal(options, lane, facts)
    isMore = !is_current || mayGoOn(facts, DELIVERY_FACTS_MAX)
  }
}

async function takeRun(options: ConsumerOptions, lane: TenantLane, run: FactRun): Promise<void> {
  const { db, name, observe } = options
  const { tenant_id } = lane
  lane.cursor ??= await db.withTenant(tenant_id, (tx) => readCursor(tx, tenant_id, name))
  const seen = lane.cursor
  const fresh = run.facts.filter((fact) => fact.seq > seen)
  if (fresh.length < run.facts.length)
    observe({ event: 'seen_before', consumer: name, tenant_id, count: run.facts.length - fresh.length })
  const [first] = fresh
  if (first === undefined) return
  if (first.seq === seen + 1n) return deal(options, lane, fresh)
  observe({ event: 'gap', consumer: name, tenant_id, seq: seen + 1n })
  options.pages.note()
  await readOn(options, lane)
}

/** `facts` follow the lane's cursor without a gap. */
async function deal(options: ConsumerOptions, lane: TenantLane, facts: readonly FeedFact[]): Promise<void> {
  if (facts.length === 0) return
  const wanted = facts.filter((fact) => options.wants(fact.type))
  try {
    await deliver(options, lane, wanted, facts)
  } catch (error) {
    if (wanted.length <= 1 || !options.isolates || error instanceof StaleCursor) throw error
    // Up to the fact that fails, everything is dealt with; then this tenant's feed waits there.
    for (const fact of facts)
      await deliver(
        options,
        lane,
        [fact].filter((one) => options.wants(one.type)),
        [fact],
      )
  }
}

/** Brings `wanted` to the consumer and its place to the end of `all`. */
async function deliver(
  options: ConsumerOptions,
  lane: TenantLane,
  wanted: readonly FeedFact[],
  all: readonly FeedFact[],
): Promise<void> {
  const { name, observe } = options
  const { tenant_id } = lane
  const from_seq = present(lane.cursor, 'the cursor')
  const to_seq = present(all.at(-1), 'a fact').seq
  let isSettled = false
  const move = { consumer: name, from_seq, to_seq }
  const settle = async (tx: Db): Promise<void> => {
    await moveCursor(tx, tenant_id, move)
    isSettled = true
  }
  if (wanted.length > 0) await options.consume(wanted, { tenant_id, settle })
  if (!isSettled) await options.idle.move(tenant_id, move)
  lane.cursor = to_seq
  observe({ event: 'delivered', consumer: name, count: wanted.length })
}
