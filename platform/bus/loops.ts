import type { World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import { createLease } from '../jobs/lease.ts'
import type { AmqpLink } from './amqp_link.ts'
import { createBrokerFeed } from './broker_feed.ts'
import { createConsumer } from './consumer.ts'
import type { BusEvent, Consume } from './event.ts'
import { cutRuns, encodeRun } from './fact_run.ts'
import type { FeedPages } from './feed_pages.ts'
import { createFeedLook, type FeedLook } from './feed_look.ts'
import { createFeedLoop, type FeedLoop } from './feed_loop.ts'
import type { IdleMoves } from './idle_moves.ts'

/** The relays' place in each feed is kept under this name. */
export const RELAY = 'relay'

export type LoopParts = {
  readonly db: Database
  readonly pages: FeedPages
  readonly idle: IdleMoves
  /** Of the subscribers: all of them deal with every tenant. */
  readonly look: FeedLook
  readonly world: World
  readonly observe: (event: BusEvent) => void
  readonly poll_ms: number
  readonly sweep_ms: number
  readonly lease_ms: number
  readonly link: AmqpLink | undefined
  readonly prefix: string
}

/** A subscriber: told by the broker where there is one, from the outbox otherwise. */
export function consumerLoop(
  parts: LoopParts,
  name: string,
  types: ReadonlySet<string>,
  consume: Consume,
): FeedLoop {
  const { db, pages, idle, look, world, observe, link, lease_ms } = parts
  const lease = createLease({ db, world, name: `consumer:${name}`, lease_ms })
  const wants = (type: string): boolean => types.has(type)
  const consumer = createConsumer({
    db,
    pages,
    idle,
    world,
    name,
    lease,
    wants,
    consume,
    isolates: true,
    observe,
  })
  const feed = link && createBrokerFeed({ link, prefix: parts.prefix, consumer, observe })
  const loop = createFeedLoop({
    world,
    lease,
    consumer,
    look,
    observe,
    look_ms: () => (link?.isOpen() === true ? parts.sweep_ms : parts.poll_ms),
    isAble: () => true,
    ...(feed && { held: (isHeld: boolean) => feed.follow(isHeld) }),
  })
  return {
    ...loop,
    async stop() {
      await feed?.stop()
      await loop.stop()
    },
  }
}

/** A relay is a consumer of everything, and what it does with facts is publish them. */
export function relayLoops(parts: LoopParts, link: AmqpLink, ranges: number): FeedLoop[] {
  const { db, pages, idle, world, observe, lease_ms } = parts
  return Array.from({ length: ranges }, (_, rest) => {
    const look = createFeedLook({ db, pages, world, observe, range: { of: ranges, rest } })
    const lease = createLease({ db, world, name: `${RELAY}:${rest}/${ranges}`, lease_ms })
    const consume: Consume = async (facts, { tenant_id }) => {
      const runs = cutRuns(tenant_id, facts)
      await Promise.all(
        runs.map((run) => link.publish(encodeRun(run), `${tenant_id}:${run.facts[0]?.seq ?? 0n}`)),
      )
      observe({ event: 'published', count: facts.length })
    }
    const consumer = createConsumer({
      db,
      pages,
      idle,
      world,
      name: RELAY,
      lease,
      wants: () => true,
      consume,
      isolates: false,
      observe,
    })
    const loop = createFeedLoop({
      world,
      lease,
      consumer,
      look,
      observe,
      look_ms: () => parts.poll_ms,
      isAble: () => link.isOpen(),
    })
    return {
      ...loop,
      wake(tenant_id) {
        if (tenant_id === undefined || tenant_id % BigInt(ranges) === BigInt(rest)) loop.wake(tenant_id)
      },
    }
  })
}
