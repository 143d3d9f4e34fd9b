import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { addTenant, scopeOf } from '../jobs/testing.ts'
import { readCursor, StaleCursor } from '../outbox/outbox.ts'
import { tellFacts } from '../outbox/testing.ts'
import type { TenantId } from '../scope.ts'
import type { Consumer } from './consumer.ts'
import { createFeedLook } from './feed_look.ts'
import { createFeedPages } from './feed_pages.ts'
import { createIdleMoves } from './idle_moves.ts'
import { BEHIND_TENANTS_MAX } from './limits.ts'

// Goal: consumers of one process look together and move on together, and none hears for another.
const world = realWorld()
let house: TestDatabase
let nextTenant = 1n
before(async () => {
  house = await createTestDatabase()
})
after(() => house.drop())

const addTold = async (): Promise<TenantId> => {
  const tenant_id = await addTenant(house.admin, nextTenant++)
  await tellFacts(house.db, scopeOf(tenant_id, world), [{}])
  return tenant_id
}

/** A look on a stopwatch of its own, the questions it asked, and members that only note what they are told. */
function newLook() {
  let [questions, now_ms] = [0, 0]
  const scatter: TestDatabase['db']['scatter'] = (name, fn) => {
    questions += 1
    return house.db.scatter(name, fn)
  }
  const look = createFeedLook({
    db: { ...house.db, scatter },
    pages: createFeedPages(house.db),
    world: { ...world, elapsed_ms: () => now_ms },
    range: { of: 1, rest: 0 },
    observe: () => undefined,
  })
  const join = (name: string, isOurs = true) => {
    const told: TenantId[] = []
    const consumer = {
      name,
      catchUp: (tenants: readonly TenantId[]) => void told.push(...tenants),
    } as Consumer
    look.join(consumer, () => isOurs)
    return { consumer, told }
  }
  return { look, join, questions: () => questions, pass: (ms: number) => void (now_ms += ms) }
}

test('when one consumer is due, one question looks for all that are ours, and the others are due no more', async () => {
  const tenant_id = await addTold()
  const { look, join, questions, pass } = newLook()
  const [first, second, elsewhere] = [join('first'), join('second'), join('elsewhere', false)]
  await look.lookWhenDue(first.consumer, 250)
  await look.lookWhenDue(second.consumer, 250)
  assert.equal(questions(), 1)
  for (const { told } of [first, second]) assert.ok(told.includes(tenant_id))
  assert.deepEqual(elsewhere.told, [])
  pass(250)
  await look.lookWhenDue(second.consumer, 250)
  await look.lookWhenDue(first.consumer, 250)
  assert.equal(questions(), 2)
})

test('a consumer that has just become ours is due at once', async () => {
  const { look, join, questions } = newLook()
  await look.lookWhenDue(join('old').consumer, 250)
  await look.lookWhenDue(join('new').consumer, 250)
  assert.equal(questions(), 2)
})

test('a consumer that left while others looked is told nothing', async () => {
  const tenant_id = await addTold()
  const { look, join } = newLook()
  const [stays, leaves] = [join('stays'), join('leaves')]
  const looking = look.lookWhenDue(stays.consumer, 250)
  look.leave(leaves.consumer)
  await looking
  assert.ok(stays.told.includes(tenant_id))
  assert.deepEqual(leaves.told, [])
})

test('a look goes on until every tenant with news was found, once', async () => {
  await house.admin.query(
    `insert into platform.tenant_head (tenant_id, seq) select 1000000 + n, 1 from generate_series(1, $1) as n`,
    [BEHIND_TENANTS_MAX + 5],
  )
  const { look, join, questions } = newLook()
  const { consumer, told } = join('reader')
  const found = await look.lookFor([consumer])
  assert.equal(found, told.length)
  assert.equal(new Set(told).size, told.length)
  assert.ok(found >= BEHIND_TENANTS_MAX + 5)
  assert.equal(questions(), 2)
  await house.admin.query('delete from platform.tenant_head where tenant_id > 1000000')
})

test('places that move in one turn share a transaction, and an old picture spoils only its own move', async () => {
  const tenant_id = await addTold()
  let transactions = 0
  const withTenant: TestDatabase['db']['withTenant'] = (id, fn) => {
    transactions += 1
    return house.db.withTenant(id, fn)
  }
  const idle = createIdleMoves({ ...house.db, withTenant })
  const move = (consumer: string, from_seq: bigint, to_seq: bigint) =>
    idle.move(tenant_id, { consumer, from_seq, to_seq })
  const place = (consumer: string) =>
    house.db.withTenant(tenant_id, (db) => readCursor(db, tenant_id, consumer))
  await Promise.all([move('a', 0n, 1n), move('b', 0n, 1n), move('c', 0n, 1n)])
  assert.equal(transactions, 1)
  const [a, b] = await Promise.allSettled([move('a', 0n, 2n), move('b', 1n, 2n)])
  assert.deepEqual([a.status, b.status], ['rejected', 'fulfilled'])
  assert.ok(a.status === 'rejected' && a.reason instanceof StaleCursor)
  assert.deepEqual([await place('a'), await place('b'), await place('c')], [1n, 2n, 1n])
  assert.equal(transactions, 2)
})
