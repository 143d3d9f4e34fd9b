import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Bug } from '../../kernel/assert.ts'
import { simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { addTenant, scopeOf } from '../jobs/testing.ts'
import type { TenantId } from '../scope.ts'
import { FACT_BODY_CHARS_MAX } from './limits.ts'
import {
  appendFactsNow,
  mayGoOn,
  moveCursor,
  moveCursors,
  readCursor,
  readFeed,
  StaleCursor,
} from './outbox.ts'
import { selectBehind } from './store.ts'
import { tellFacts } from './testing.ts'

let house: TestDatabase
const world = simWorld(1n)
let nextTenant = 1n
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

const newTenant = (): Promise<TenantId> => addTenant(house.admin, nextTenant++)
const tell = (tenant_id: TenantId, count: number, body = {}) =>
  tellFacts(house.db, scopeOf(tenant_id, world), Array(count).fill(body))
const page = (tenant_id: TenantId, after_seq: bigint, limit: number) =>
  house.db.withTenant(tenant_id, (db) => readFeed(db, tenant_id, after_seq, limit))

test('a write that needs to know where its facts stand is told the first number; no facts, no write', async () => {
  const tenant_id = await newTenant()
  await tell(tenant_id, 3)
  const facts = Array.from({ length: 2 }, () => ({ type: 'test.told', object_id: null, body: {} }))
  const first = await house.db.withTenant(tenant_id, (db) =>
    appendFactsNow(db, scopeOf(tenant_id, world), facts),
  )
  assert.equal(first, 4n)
  await tell(tenant_id, 0)
  assert.equal((await page(tenant_id, 0n, 100)).length, 5)
})

test('a tenant without a feed, and a body that is not small, are bugs of ours', async () => {
  await assert.rejects(tell(99_999n as TenantId, 1), { code: 'FL001' })
  const tenant_id = await newTenant()
  await assert.rejects(tell(tenant_id, 1, { text: 'x'.repeat(FACT_BODY_CHARS_MAX) }), Bug)
})

test('a page ends at its limit, and says whether the feed may go on', async () => {
  const tenant_id = await newTenant()
  await tell(tenant_id, 25)
  const first = await page(tenant_id, 0n, 10)
  assert.deepEqual([first.length, mayGoOn(first, 10)], [10, true])
  const last = await page(tenant_id, 20n, 10)
  assert.deepEqual([last.length, mayGoOn(last, 10)], [5, false])
  assert.deepEqual(await page(tenant_id, 25n, 10), [])
  assert.equal(mayGoOn([], 10), false)
})

test('a gap in a feed, which must not exist, is not passed over', async () => {
  const tenant_id = await newTenant()
  await tell(tenant_id, 3)
  await house.admin.query('delete from platform.outbox where tenant_id = $1 and seq = 2', [tenant_id])
  await assert.rejects(page(tenant_id, 0n, 10), /has a gap at 2/)
})

test('a cursor moves only from where its consumer saw it, and only with the consumer’s transaction', async () => {
  const tenant_id = await newTenant()
  const move = (from_seq: bigint, to_seq: bigint) =>
    house.db.withTenant(tenant_id, (db) => moveCursor(db, tenant_id, { consumer: 'c', from_seq, to_seq }))
  const place = () => house.db.withTenant(tenant_id, (db) => readCursor(db, tenant_id, 'c'))
  assert.equal(await place(), 0n)
  await move(0n, 5n)
  await assert.rejects(move(0n, 7n), StaleCursor)
  await assert.rejects(move(4n, 7n), StaleCursor)
  await assert.rejects(move(5n, 5n), Bug)
  const undone = house.db.withTenant(tenant_id, async (db) => {
    await moveCursor(db, tenant_id, { consumer: 'c', from_seq: 5n, to_seq: 9n })
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  assert.equal(await place(), 5n)
})

test('several cursors move together, and one that stands elsewhere keeps none of the others', async () => {
  const tenant_id = await newTenant()
  const move = (...moves: readonly (readonly [string, bigint, bigint])[]) =>
    house.db.withTenant(tenant_id, (db) =>
      moveCursors(
        db,
        tenant_id,
        moves.map(([consumer, from_seq, to_seq]) => ({ consumer, from_seq, to_seq })),
      ),
    )
  const place = (consumer: string) =>
    house.db.withTenant(tenant_id, (db) => readCursor(db, tenant_id, consumer))
  assert.deepEqual(await move(['b', 0n, 3n], ['a', 0n, 4n]), new Set(['a', 'b']))
  assert.deepEqual(await move(['a', 4n, 6n], ['b', 2n, 6n], ['c', 0n, 6n]), new Set(['a', 'c']))
  assert.deepEqual([await place('a'), await place('b'), await place('c')], [6n, 3n, 6n])
})

test('of many that move a cursor at once, one does', async () => {
  const tenant_id = await newTenant()
  const moves = await Promise.allSettled(
    Array.from({ length: 8 }, () =>
      house.db.withTenant(tenant_id, (db) =>
        moveCursor(db, tenant_id, { consumer: 'race', from_seq: 0n, to_seq: 1n }),
      ),
    ),
  )
  assert.equal(moves.filter((move) => move.status === 'fulfilled').length, 1)
})

test('tenants with news are found a page at a time, and by range', async () => {
  const tenants = await Promise.all(Array.from({ length: 6 }, newTenant))
  await Promise.all(tenants.map((tenant_id) => tell(tenant_id, 2)))
  const first = tenants[0] as TenantId
  const find = (behind: bigint, limit: number, of = 1, rest = 0) =>
    house.db.scatter('test', async (db) => {
      const looking = [{ consumer: 'finder', after: behind }]
      const found = await selectBehind(db, looking, { of, rest }, limit)
      return found.map((one) => one.tenant_id)
    })
  assert.deepEqual(await find(first - 1n, 4), tenants.slice(0, 4))
  assert.deepEqual(await find(tenants[3] as bigint, 4), tenants.slice(4))
  const halves = [await find(first - 1n, 10, 2, 0), await find(first - 1n, 10, 2, 1)]
  assert.deepEqual(
    halves.map((half) => half.length),
    [3, 3],
  )
  assert.deepEqual(new Set(halves.flat()), new Set(tenants))
})

test('one look serves several consumers, each from its own place', async () => {
  const tenants = [await newTenant(), await newTenant(), await newTenant()] as const
  await Promise.all(tenants.map((tenant_id) => tell(tenant_id, 2)))
  await house.db.withTenant(tenants[1], (db) =>
    moveCursor(db, tenants[1], { consumer: 'second', from_seq: 0n, to_seq: 2n }),
  )
  const found = await house.db.scatter('test', (db) =>
    selectBehind(
      db,
      [
        { consumer: 'first', after: tenants[0] },
        { consumer: 'second', after: tenants[0] - 1n },
      ],
      { of: 1, rest: 0 },
      10,
    ),
  )
  const of = (name: string) => found.filter((one) => one.consumer === name).map((one) => one.tenant_id)
  assert.deepEqual([of('first'), of('second')], [tenants.slice(1), [tenants[0], tenants[2]]])
})
