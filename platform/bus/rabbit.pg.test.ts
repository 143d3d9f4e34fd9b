import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Channel, ChannelModel } from 'amqplib'
import { newUuid } from '../../kernel/id.ts'
import { realWorld } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { addTenant, scopeOf } from '../jobs/testing.ts'
import type { FeedFact } from '../outbox/fact.ts'
import { readFeed } from '../outbox/outbox.ts'
import { tellFacts } from '../outbox/testing.ts'
import type { TenantId } from '../scope.ts'
import { exchangeName, queueName } from './broker_feed.ts'
import type { BusEvent } from './event.ts'
import { createEventBus, type EventBusOptions } from './event_bus.ts'
import { RELAY } from './loops.ts'
import { encodeRun } from './fact_run.ts'
import { createWatch, createWire, findBroker } from './testing.ts'

// Goal: a broker is a pipe that may lose, double and reorder; what consumers are told is none of these.
// Method: the real broker, a real PostgreSQL, faults made on purpose. Queues have a prefix of their own.

const world = realWorld()
let house: TestDatabase
let broker: { url: string; model: ChannelModel } | undefined
let nextTenant = 1n
const prefixes: { prefix: string; consumers: string[] }[] = []

before(async () => {
  house = await createTestDatabase()
  broker = await findBroker()
})
after(async () => {
  const channel = await broker?.model.createChannel()
  for (const { prefix, consumers } of prefixes) {
    for (const consumer of consumers) await channel?.deleteQueue(queueName(prefix, consumer))
    await channel?.deleteExchange(exchangeName(prefix))
  }
  await broker?.model.close()
  await house.drop()
})

const newTenant = (): Promise<TenantId> => addTenant(house.admin, nextTenant++)
const tell = (tenant_id: TenantId, ...numbers: number[]): Promise<unknown> =>
  tellFacts(
    house.db,
    scopeOf(tenant_id, world),
    numbers.map((n) => ({ n })),
  )
const numberOf = (fact: FeedFact): number => (JSON.parse(fact.body) as { n: number }).n
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** One process of a cluster: a bus on the broker with the consumer `ear`, and everything it was told. */
function join(prefix: string, options: Partial<EventBusOptions> & { url?: string; relays?: boolean } = {}) {
  const told = new Map<TenantId, number[]>()
  const events: BusEvent[] = []
  const watch = createWatch()
  const { url = broker?.url ?? '', relays = true, ...more } = options
  const bus = createEventBus({
    db: house.db,
    world,
    poll_ms: 20,
    lease_ms: 2_000,
    amqp: { url, prefix, relays },
    observe(event) {
      events.push(event)
      watch.happened()
    },
    ...more,
  })
  bus.subscribe(`ear_${prefix}`, { types: ['test.told'] }, async (facts, { tenant_id }) => {
    told.set(tenant_id, [...(told.get(tenant_id) ?? []), ...facts.map(numberOf)])
    watch.happened()
  })
  bus.start()
  const count = (name: BusEvent['event']): number => events.filter((event) => event.event === name).length
  return {
    bus,
    told: (tenant_id: TenantId) => told.get(tenant_id) ?? [],
    events,
    count,
    until: watch.until,
    heard: (tenant_id: TenantId, number: number) =>
      watch.until(() => (told.get(tenant_id) ?? []).length >= number),
    opened: () => watch.until(() => count('link_opened') > 0),
    /** Resolves when the broker brings the messages, and nothing of what follows is found by looking. */
    listening: () =>
      watch.until(() => {
        const names = events.map((event) =>
          'consumer' in event && event.consumer === RELAY ? 'relay' : event.event,
        )
        return names.includes('subscribed') && names.lastIndexOf('looked') > names.indexOf('subscribed')
      }),
  }
}

function newPrefix(): string {
  const prefix = `test_${newUuid(world).slice(-12)}`
  prefixes.push({ prefix, consumers: [`ear_${prefix}`] })
  return prefix
}

/** Skips to the in-process proof (specs/events.spec.ts) on a machine without a broker, and says so. */
function withBroker(name: string, run: (channel: Channel, prefix: string) => Promise<void>): void {
  test(name, async (t) => {
    if (broker === undefined) return t.diagnostic('no RabbitMQ runs here; the bus was tried in process only')
    const channel = await broker.model.createChannel()
    await run(channel, newPrefix())
    await channel.close()
  })
}

withBroker(
  'facts of many tenants arrive through the broker, each tenant’s in order',
  async (_channel, prefix) => {
    const tenants = await Promise.all(range(1, 20).map(newTenant))
    // Looks at the outbox are far apart here, so what arrives was brought.
    const node = join(prefix, { sweep_ms: 3_600_000 })
    await node.listening()
    for (const part of [range(1, 5), range(6, 10)])
      await Promise.all(tenants.map((tenant_id) => tell(tenant_id, ...part)))
    for (const tenant_id of tenants) await node.heard(tenant_id, 10)
    for (const tenant_id of tenants) assert.deepEqual(node.told(tenant_id), range(1, 10))
    await node.bus.close()
  },
)

withBroker('what the broker brings twice is dealt with once', async (channel, prefix) => {
  const tenant_id = await newTenant()
  const node = join(prefix, { sweep_ms: 3_600_000 })
  await node.listening()
  await tell(tenant_id, 1, 2, 3)
  await node.heard(tenant_id, 3)
  const facts = await house.db.withTenant(tenant_id, (db) => readFeed(db, tenant_id, 0n, 10))
  for (const run of [facts, facts.slice(1), facts.slice(0, 1)])
    channel.publish(exchangeName(prefix), '', encodeRun({ tenant_id, facts: run }))
  await node.until(() => node.count('seen_before') === 3)
  await tell(tenant_id, 4)
  await node.heard(tenant_id, 4)
  assert.deepEqual(node.told(tenant_id), [1, 2, 3, 4])
  await node.bus.close()
})

withBroker('what the broker brings out of order is dealt with in order', async (channel, prefix) => {
  const tenant_id = await newTenant()
  const node = join(prefix, { sweep_ms: 3_600_000, relays: false })
  await node.listening()
  await tell(tenant_id, ...range(1, 6))
  const facts = await house.db.withTenant(tenant_id, (db) => readFeed(db, tenant_id, 0n, 10))
  for (const run of [facts.slice(4), facts.slice(0, 2), facts.slice(2, 4)])
    channel.publish(exchangeName(prefix), '', encodeRun({ tenant_id, facts: run }))
  await node.until(() => node.count('seen_before') === 2)
  assert.deepEqual(node.told(tenant_id), range(1, 6))
  assert.equal(node.count('gap'), 1)
  await node.bus.close()
})

withBroker('what the broker loses on the way is read from the outbox', async (channel, prefix) => {
  const tenant_id = await newTenant()
  const node = join(prefix, { sweep_ms: 3_600_000 })
  await node.listening()
  await tell(tenant_id, 1)
  await node.heard(tenant_id, 1)
  // A thief at the same queue: what it takes is gone.
  let stolen = 0
  const thief = await channel.consume(queueName(prefix, `ear_${prefix}`), (message) => {
    if (message === null) return
    stolen += 1
    channel.ack(message)
  })
  for (const n of range(2, 11)) {
    const earlier = node.count('published')
    await tell(tenant_id, n)
    await node.until(() => node.count('published') > earlier)
  }
  await channel.cancel(thief.consumerTag)
  assert.ok(stolen > 0, 'something was lost')
  await tell(tenant_id, 12)
  await node.heard(tenant_id, 12)
  assert.deepEqual(node.told(tenant_id), range(1, 12))
  assert.ok(node.count('gap') > 0)
  await node.bus.close()
})

withBroker('what the broker loses at the end is found by the next look', async (channel, prefix) => {
  const tenant_id = await newTenant()
  const relay = join(prefix, { sweep_ms: 3_600_000 })
  await relay.listening()
  await tell(tenant_id, 1)
  await relay.heard(tenant_id, 1)
  await channel.unbindQueue(queueName(prefix, `ear_${prefix}`), exchangeName(prefix), '') // messages go nowhere now
  await tell(tenant_id, 2)
  await relay.bus.close()
  const node = join(prefix, { sweep_ms: 20, relays: false })
  await node.heard(tenant_id, 1)
  assert.deepEqual([...relay.told(tenant_id), ...node.told(tenant_id)], [1, 2])
  await node.bus.close()
})

withBroker('a message that nobody understands does no harm', async (channel, prefix) => {
  const tenant_id = await newTenant()
  const node = join(prefix, { sweep_ms: 3_600_000 })
  await node.listening()
  for (const text of ['', 'null', '{"tenant_id":"1","facts":[{}]}', '{"tenant_id":"1","facts":[]}', '[1'])
    channel.publish(exchangeName(prefix), '', Buffer.from(text))
  await tell(tenant_id, 1)
  await node.heard(tenant_id, 1)
  await node.until(() => node.count('unreadable') === 5)
  await node.bus.close()
})

withBroker(
  'a relay killed between publishing and noting it publishes again; consumers notice nothing',
  async (_, prefix) => {
    const tenant_id = await newTenant()
    const dying: Database = {
      ...house.db,
      // The note is the third transaction of a relay's first delivery, after its place and the read.
      withTenant: (id, fn) => {
        if (id === tenant_id) transactions += 1
        if (id === tenant_id && transactions === 3) return Promise.reject(new Error('killed'))
        return house.db.withTenant(id, fn)
      },
    }
    let transactions = 0
    const ear = join(prefix, { sweep_ms: 3_600_000, relays: false })
    await ear.listening()
    const first = join(prefix, { db: dying })
    await first.opened()
    await tell(tenant_id, 1, 2, 3)
    await first.until(() => first.count('stuck') > 0)
    await first.bus.close()
    const second = join(prefix)
    await ear.heard(tenant_id, 3)
    await ear.until(() =>
      ear.events.some((one) => one.event === 'seen_before' && one.tenant_id === tenant_id),
    )
    assert.deepEqual(ear.told(tenant_id), [1, 2, 3])
    await Promise.all([second.bus.close(), ear.bus.close()])
  },
)

withBroker(
  'while the broker is away everything arrives all the same, and nothing twice when it is back',
  async (_, prefix) => {
    const tenant_id = await newTenant()
    const wire = await createWire(broker?.url ?? '')
    const node = join(prefix, { url: wire.url, sweep_ms: 3_600_000 })
    await node.listening()
    await tell(tenant_id, 1)
    await node.heard(tenant_id, 1)
    await wire.cut()
    await node.until(() => node.count('link_failed') > 0)
    await tell(tenant_id, 2, 3)
    await node.heard(tenant_id, 3)
    await wire.mend()
    await node.until(() => node.count('link_opened') === 2)
    await tell(tenant_id, 4)
    await node.heard(tenant_id, 4)
    assert.deepEqual(node.told(tenant_id), [1, 2, 3, 4])
    await node.bus.close()
    await wire.cut()
  },
)

withBroker('when the process that consumes goes, another takes over its queue', async (_, prefix) => {
  const tenant_id = await newTenant()
  const first = join(prefix, { sweep_ms: 3_600_000 })
  await first.opened()
  await tell(tenant_id, 1)
  await first.heard(tenant_id, 1)
  const second = join(prefix, { sweep_ms: 3_600_000 })
  await second.opened()
  await first.bus.close()
  await tell(tenant_id, 2, 3)
  await second.heard(tenant_id, 2)
  assert.deepEqual([first.told(tenant_id), second.told(tenant_id)], [[1], [2, 3]])
  await second.bus.close()
})

test('facts per second from commit to consumer, through the broker and without it', async (t) => {
  const rate = async (amqp: boolean): Promise<number> => {
    const tenants = await Promise.all(range(1, 10).map(newTenant))
    const node = join(newPrefix(), amqp ? { sweep_ms: 3_600_000 } : { url: 'amqp://127.0.0.1:1' })
    if (amqp) await node.listening()
    const started_ms = world.elapsed_ms()
    await Promise.all(tenants.map((tenant_id) => tell(tenant_id, ...range(1, 2_000))))
    for (const tenant_id of tenants) await node.heard(tenant_id, 2_000)
    await node.bus.close()
    return Math.round(20_000 / ((world.elapsed_ms() - started_ms) / 1000))
  }
  t.diagnostic(`${await rate(false)} facts/s from the outbox`)
  if (broker !== undefined) t.diagnostic(`${await rate(true)} facts/s through RabbitMQ`)
})
