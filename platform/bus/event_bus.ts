import { assert } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import { LEASE_MS } from '../jobs/limits.ts'
import { createAmqpLink } from './amqp_link.ts'
import { exchangeName } from './broker_feed.ts'
import type { BusEvent, EventBus } from './event.ts'
import { createFeedPages } from './feed_pages.ts'
import { createFeedLook } from './feed_look.ts'
import type { FeedLoop } from './feed_loop.ts'
import { createIdleMoves } from './idle_moves.ts'
import { BUS_POLL_MS, BUS_SWEEP_MS } from './limits.ts'
import { consumerLoop, type LoopParts, RELAY, relayLoops } from './loops.ts'

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

const BROKER_PREFIX = 'florin'

/**
 * Brings every fact of every tenant to every consumer at least once, in the order of the tenant's feed. The outbox
 * is the truth; a broker only carries. Messages that double are dropped, gaps are read from the outbox, and while
 * the broker is away consumers read from there altogether. Each consumer runs in one process at a time.
 */
export function createEventBus(options: EventBusOptions): EventBus {
  const loops = new Map<string, FeedLoop>()
  const all = (): FeedLoop[] => [...relays, ...loops.values()]
  const parts = assemble(options, () => {
    for (const loop of all()) loop.wake()
  })
  const { link } = parts
  const { relays: isRelay = true, ranges = 1 } = options.amqp ?? {}
  const relays = link !== undefined && isRelay ? relayLoops(parts, link, ranges) : []
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
      for (const loop of all()) loop.start()
    },
    wake(tenant_id) {
      parts.pages.note()
      // With a broker at hand the news goes through the relay: the consumer may well live in another process.
      const told = link?.isOpen() === true && relays.length > 0 ? relays : [...loops.values()]
      for (const loop of told) loop.wake(tenant_id)
    },
    async hear(tenant_id, consumers) {
      parts.pages.note()
      const named = consumers.flatMap((name) => loops.get(name) ?? [])
      await Promise.all(named.map(({ consumer }) => consumer.hear(tenant_id)))
    },
    async runOnce() {
      let total = 0
      for (const loop of all()) total += await loop.runOnce()
      return total
    },
    async close() {
      await Promise.all(all().map((loop) => loop.stop()))
      await link?.close()
    },
  }
}

function assemble(options: EventBusOptions, opened: () => void): LoopParts {
  const { db, world, amqp, observe = () => undefined } = options
  const prefix = amqp?.prefix ?? BROKER_PREFIX
  const exchange = exchangeName(prefix)
  const pages = createFeedPages(db)
  return {
    db,
    pages,
    idle: createIdleMoves(db),
    look: createFeedLook({ db, pages, world, observe, range: { of: 1, rest: 0 } }),
    world,
    observe,
    prefix,
    link: amqp && createAmqpLink({ world, observe, url: amqp.url, exchange, opened }),
    poll_ms: options.poll_ms ?? BUS_POLL_MS,
    sweep_ms: options.sweep_ms ?? BUS_SWEEP_MS,
    lease_ms: options.lease_ms ?? LEASE_MS,
  }
}
