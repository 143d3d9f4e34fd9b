import { assert } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import { createLease } from '../jobs/lease.ts'
import { LEASE_MS } from '../jobs/limits.ts'
import { type AmqpLink, createAmqpLink } from './amqp_link.ts'
import { createBrokerFeed } from './broker_feed.ts'
import { createConsumer } from './consumer.ts'
import type { BusEvent, Consume, EventBus } from './event.ts'
import { cutRuns, encodeRun } from './fact_run.ts'
import { createFeedLoop, type FeedLoop } from './feed_loop.ts'
import { BUS_POLL_MS, BUS_SWEEP_MS } from './limits.ts'

export type EventBusOptions = {
  db: Database
  world: World
  observe?: (event: BusEvent) => void
  poll_ms?: number
  sweep_ms?: number
  lease_ms?: number
  /** With it, relays publish every feed to RabbitMQ and consumers are told from there. */
  amqp?: {
    /** `amqp://` or `amqps://`, credentials included. */
    url: string
    /** Before the names of exchange and queues, so that installations can share a broker. */
    prefix?: string
    /** Into how many ranges of tenants the relays' work is cut; each range has one relay at a time. */
    ranges?: number
    /** False: this process consumes, and leaves the publishing to others. */
    relays?: boolean
  }
}

/** The relays' place in each feed is kept under this name. */
export const RELAY = 'relay'
export const BROKER_PREFIX = 'florin'

type Parts = Required<
  Pick<EventBusOptions, 'db' | 'world' | 'observe' | 'poll_ms' | 'sweep_ms' | 'lease_ms'>
> & {
  readonly link: AmqpLink | undefined
  readonly prefix: string
}

/**
 * Brings every fact of every tenant to every consumer at least once, in the order of the tenant's feed. The outbox
 * is the truth; a broker only carries. Messages that double are dropped, gaps are read from the outbox, and while
 * the broker is away consumers read from there altogether. Each consumer runs in one process at a time.
 */
export function createEventBus(options: EventBusOptions): EventBus {
  const { db, world, observe = () => undefined } = options
  const prefix = options.amqp?.prefix ?? BROKER_PREFIX
  const link =
    options.amqp && createAmqpLink({ world, observe, url: options.amqp.url, exchange: `${prefix}.facts` })
  const parts: Parts = {
    db,
    world,
    observe,
    link,
    prefix,
    poll_ms: options.poll_ms ?? BUS_POLL_MS,
    sweep_ms: options.sweep_ms ?? BUS_SWEEP_MS,
    lease_ms: options.lease_ms ?? LEASE_MS,
  }
  const relays =
    link === undefined || options.amqp?.relays === false
      ? []
      : relayLoops(parts, link, options.amqp?.ranges ?? 1)
  const loops = new Map<string, FeedLoop>()
  let isStarted = false
  return {
    subscribe(consumer, filter, consume) {
      assert(!loops.has(consumer) && consumer !== RELAY, `${consumer} subscribes once`)
      const loop = consumerLoop(parts, consumer, new Set(filter.types), consume)
      loops.set(consumer, loop)
      if (isStarted) loop.start()
    },
    start() {
      isStarted = true
      link?.start()
      for (const loop of [...relays, ...loops.values()]) loop.start()
    },
    wake(tenant_id) {
      // With a broker at hand the news goes through the relay: the consumer may well live in another process.
      const told = link?.isOpen() === true && relays.length > 0 ? relays : [...loops.values()]
      for (const loop of told) loop.wake(tenant_id)
    },
    async runOnce() {
      let total = 0
      for (const loop of [...relays, ...loops.values()]) total += await loop.runOnce()
      return total
    },
    async close() {
      await Promise.all([...relays, ...loops.values()].map((loop) => loop.stop()))
      await link?.close()
    },
  }
}

function consumerLoop(parts: Parts, name: string, types: ReadonlySet<string>, consume: Consume): FeedLoop {
  const { db, world, observe, link, lease_ms } = parts
  const lease = createLease({ db, world, name: `consumer:${name}`, lease_ms })
  const range = { of: 1, rest: 0 }
  const wants = (type: string): boolean => types.has(type)
  const consumer = createConsumer({ db, world, name, lease, range, wants, consume, isolates: true, observe })
  const feed = link && createBrokerFeed({ link, prefix: parts.prefix, consumer, observe })
  const loop = createFeedLoop({
    world,
    lease,
    consumer,
    observe,
    look_ms: () => (link?.isOpen() === true ? parts.sweep_ms : parts.poll_ms),
    isAble: () => true,
    held: async (isHeld) => feed?.follow(isHeld),
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
function relayLoops(parts: Parts, link: AmqpLink, ranges: number): FeedLoop[] {
  const { db, world, observe, lease_ms } = parts
  return Array.from({ length: ranges }, (_, rest) => {
    const range = { of: ranges, rest }
    const lease = createLease({ db, world, name: `${RELAY}:${rest}/${ranges}`, lease_ms })
    const consume: Consume = async (facts, { tenant_id }) => {
      const runs = cutRuns(tenant_id, facts)
      await Promise.all(
        runs.map((run) => link.publish(encodeRun(run), `${tenant_id}:${run.facts[0]?.seq ?? 0n}`)),
      )
    }
    const consumer = createConsumer({
      db,
      world,
      name: RELAY,
      lease,
      range,
      wants: () => true,
      consume,
      isolates: false,
      observe,
    })
    const loop = createFeedLoop({
      world,
      lease,
      consumer,
      observe,
      look_ms: () => parts.poll_ms,
      isAble: () => link.isOpen(),
    })
    return {
      ...loop,
      wake(tenant_id) {
        if (tenant_id % BigInt(ranges) === BigInt(rest)) loop.wake(tenant_id)
      },
    }
  })
}
