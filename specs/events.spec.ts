import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newUuid } from '../kernel/id.ts'
import { instantText, realWorld, type SimWorld, simWorld } from '../kernel/world.ts'
import type { BusEvent, Consume, EventBus } from '../platform/bus/event.ts'
import { createEventBus } from '../platform/bus/event_bus.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { addTenant, scopeOf } from '../platform/jobs/testing.ts'
import type { FeedFact } from '../platform/outbox/fact.ts'
import { appendFacts, readFeed } from '../platform/outbox/outbox.ts'
import type { OpenScope, TenantId } from '../platform/scope.ts'

// Goal: what happened is told to everybody who asked, in order, and never lost, whatever stands still or dies.
// Method: virtual time, a real PostgreSQL, several buses where a cluster has several processes. The same over a
// broker that loses, doubles and reorders is in platform/bus/rabbit.pg.test.ts.

let house: TestDatabase
let nextTenant = 1n
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

const newTenant = (): Promise<TenantId> => addTenant(house.admin, nextTenant++)
const fact = (n: number, type = 'test.told') => ({ type, object_id: null, body: { n } })
const tell = (scope: OpenScope, ...facts: ReturnType<typeof fact>[]) =>
  house.db.withTenant(scope.tenant_id, (db) => appendFacts(db, scope, facts))
const numberOf = (one: FeedFact): number => (JSON.parse(one.body) as { n: number }).n
const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

/** A bus with one consumer that writes down what it is told of this tenant. Each test has consumers of its own. */
function listener(
  world: SimWorld,
  tenant_id: TenantId,
  consumer: string,
  more: { consume?: Consume; types?: string[]; observe?: (event: BusEvent) => void } = {},
): { bus: EventBus; told: FeedFact[] } {
  const told: FeedFact[] = []
  const bus = createEventBus({ db: house.db, world, ...(more.observe && { observe: more.observe }) })
  bus.subscribe(consumer, { types: more.types ?? ['test.told'] }, async (facts, delivery) => {
    if (delivery.tenant_id !== tenant_id) return
    await more.consume?.(facts, delivery)
    told.push(...facts)
  })
  return { bus, told }
}

test('a fact is told if and only if its transaction commits, and in the order of the commits', async () => {
  const world = simWorld(1n)
  const scope = scopeOf(await newTenant(), world)
  const { bus, told } = listener(world, scope.tenant_id, 'order')
  await tell(scope, fact(1), fact(2))
  const undone = house.db.withTenant(scope.tenant_id, async (db) => {
    await appendFacts(db, scope, [fact(99)])
    throw new Error('refused')
  })
  await assert.rejects(undone, /refused/)
  await tell(scope, fact(3))
  await bus.runOnce()
  assert.deepEqual(told.map(numberOf), [1, 2, 3])
  assert.deepEqual(
    told.map((one) => one.seq),
    [1n, 2n, 3n],
    'what was undone leaves no gap',
  )
  assert.equal(instantText(told[0]?.at ?? world.now()), '2026-01-01T00:00:00.000000Z')
})

test('a hundred writers at once leave a feed without gaps, each one’s facts together', async () => {
  const scope = scopeOf(await newTenant(), realWorld())
  await Promise.all(numbersTo(100).map((n) => tell(scope, fact(n), fact(n), fact(n))))
  const feed = await house.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 1_000))
  assert.equal(feed.length, 300)
  for (let at = 0; at < 300; at += 3) assert.equal(new Set(feed.slice(at, at + 3).map(numberOf)).size, 1)
})

test('a consumer gets the types it asked for; one fact of a ledger batch names all its transfers', async () => {
  const world = simWorld(3n)
  const scope = scopeOf(await newTenant(), world)
  const types = ['test.wanted', 'ledger.transfers_recorded']
  const { bus, told } = listener(world, scope.tenant_id, 'types', { types })
  const transfers = numbersTo(8_190).map(() => newUuid(world))
  await tell(scope, fact(1, 'test.other'), fact(2, 'test.wanted'), fact(3, 'test.other'))
  await house.admin.query('select platform.append_batch_fact($1, $2, $3, $4, $5, $6)', [
    scope.tenant_id,
    instantText(world.now()),
    newUuid(world),
    'ledger.transfers_recorded',
    transfers,
    '{"count":8190}',
  ])
  await bus.runOnce()
  assert.deepEqual(
    told.map((one) => [one.type, one.seq, one.refs.length]),
    [
      ['test.wanted', 2n, 0],
      ['ledger.transfers_recorded', 4n, 8_190],
    ],
  )
  assert.deepEqual(told[1]?.refs, transfers)
})

test('a feed of large facts is read page by page, to its end', async () => {
  const world = simWorld(4n)
  const scope = scopeOf(await newTenant(), world)
  const { bus, told } = listener(world, scope.tenant_id, 'pages')
  const large = (n: number) => ({ ...fact(n), body: { n, text: 'x'.repeat(200_000) } })
  await tell(scope, ...numbersTo(50).map(large))
  const first = await house.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 0n, 1_000))
  assert.ok(first.length > 10 && first.length < 30, `${first.length} facts of 200 kB on a page of 4 MB`)
  await bus.runOnce()
  assert.deepEqual(told.map(numberOf), numbersTo(50))
})

test('a consumer that settles in its own transaction deals with each fact exactly once', async () => {
  const world = simWorld(5n)
  const scope = scopeOf(await newTenant(), world)
  let crashes = 2
  const consume: Consume = (facts, { tenant_id, settle }) =>
    house.db.withTenant(tenant_id, async (db) => {
      await appendFacts(
        db,
        scope,
        facts.map((one) => fact(numberOf(one), 'test.copied')),
      )
      await settle(db)
      if (crashes-- > 0) throw new Error('killed before the commit')
    })
  const { bus } = listener(world, scope.tenant_id, 'exactly', { consume })
  await tell(scope, fact(1), fact(2))
  for (let round = 0; round < 4; round++) {
    await bus.runOnce()
    world.advance(10_000)
  }
  const feed = await house.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 2n, 10))
  assert.deepEqual(feed.map(numberOf), [1, 2])
})

test('a fact that cannot be dealt with stops its tenant there, and no other tenant; nothing is skipped', async () => {
  const world = simWorld(6n)
  const [scope, other] = [scopeOf(await newTenant(), world), scopeOf(await newTenant(), world)]
  let isBroken = true
  const told: string[] = []
  const stuck: bigint[] = []
  const bus = createEventBus({
    db: house.db,
    world,
    observe: (event) => event.event === 'stuck' && stuck.push(event.seq),
  })
  bus.subscribe('poison', { types: ['test.told'] }, async (facts, { tenant_id }) => {
    const name = new Map([
      [scope.tenant_id, 'a'],
      [other.tenant_id, 'b'],
    ]).get(tenant_id)
    if (name === undefined) return
    const mine = facts.map((one) => `${name}${numberOf(one)}`)
    if (isBroken && mine.includes('a3')) throw new Error('cannot be dealt with')
    told.push(...mine)
  })
  await tell(scope, ...numbersTo(5).map((n) => fact(n)))
  await tell(other, fact(1), fact(2))
  await bus.runOnce()
  assert.deepEqual(
    told.toSorted((a, b) => a.localeCompare(b, 'en')),
    ['a1', 'a2', 'b1', 'b2'],
  )
  assert.deepEqual(stuck, [3n], 'and it says where')
  await bus.runOnce()
  assert.deepEqual(stuck, [3n], 'it is not hammered')
  isBroken = false
  world.advance(1_000)
  await bus.runOnce()
  assert.deepEqual(told.slice(4), ['a3', 'a4', 'a5'])
})

test('each consumer runs in one process; when that one dies another goes on after its lease', async () => {
  const [first, second] = [simWorld(7n), simWorld(8n)]
  const scope = scopeOf(await newTenant(), second)
  const one = listener(first, scope.tenant_id, 'alone')
  const two = listener(second, scope.tenant_id, 'alone')
  await tell(scope, fact(1))
  await one.bus.runOnce()
  await tell(scope, fact(2))
  assert.equal(await two.bus.runOnce(), 0, 'it stands by')
  second.advance(10_000) // the first one's clock stands still: it is dead
  await two.bus.runOnce()
  await one.bus.runOnce() // and comes back, believing that it still holds the lease
  await tell(scope, fact(3))
  await two.bus.runOnce()
  assert.deepEqual(one.told.map(numberOf), [1])
  assert.deepEqual(two.told.map(numberOf), [2, 3])
})

test('a process that stood still in the middle of a delivery cannot settle it a second time', async () => {
  const [first, second] = [simWorld(9n), simWorld(10n)]
  const scope = scopeOf(await newTenant(), second)
  const stillness = Promise.withResolvers<undefined>()
  const reached = Promise.withResolvers<undefined>()
  const copy: Consume = (facts, { tenant_id, settle }) =>
    house.db.withTenant(tenant_id, async (db) => {
      await appendFacts(
        db,
        scope,
        facts.map((one) => fact(numberOf(one), 'test.copied')),
      )
      await settle(db)
    })
  const one = listener(first, scope.tenant_id, 'still', {
    async consume(facts, delivery) {
      reached.resolve(undefined)
      await stillness.promise
      await copy(facts, delivery)
    },
  })
  const two = listener(second, scope.tenant_id, 'still', { consume: copy })
  await tell(scope, fact(1))
  const late = one.bus.runOnce()
  await reached.promise
  second.advance(10_000)
  await two.bus.runOnce()
  stillness.resolve(undefined)
  await late
  const feed = await house.db.withTenant(scope.tenant_id, (db) => readFeed(db, scope.tenant_id, 1n, 10))
  assert.deepEqual(feed.map(numberOf), [1])
})

test('a new consumer is told everything from the beginning', async () => {
  const world = simWorld(11n)
  const scope = scopeOf(await newTenant(), world)
  await tell(scope, ...numbersTo(1_200).map((n) => fact(n)))
  const { bus, told } = listener(world, scope.tenant_id, 'late_comer')
  await bus.runOnce()
  assert.deepEqual(told.map(numberOf), numbersTo(1_200))
})

test('a bus that is started brings news by itself, and at once when it is woken', async () => {
  const world = simWorld(12n)
  const scope = scopeOf(await newTenant(), world)
  const { bus, told } = listener(world, scope.tenant_id, 'started')
  const seen = async (count: number, step_ms: number): Promise<void> => {
    for (; told.length < count; world.advance(step_ms)) await house.admin.query('select')
  }
  bus.start()
  await tell(scope, fact(1))
  await seen(1, 1)
  await tell(scope, fact(2))
  bus.wake(scope.tenant_id)
  // No time passes, so the next look never comes.
  await seen(2, 0)
  await bus.close()
  assert.deepEqual(told.map(numberOf), [1, 2])
})

test('the application can neither change nor delete what was told', async () => {
  const scope = scopeOf(await newTenant(), simWorld(13n))
  await tell(scope, fact(1))
  for (const attempt of ['update platform.outbox set body = $$x$$', 'delete from platform.outbox'])
    await assert.rejects(
      house.admin.query(`set role florin_app; ${attempt}`),
      /permission denied for table outbox/,
      attempt,
    )
})
