import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { simWorld } from '../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { Edge } from '../platform/http/edge.ts'
import { edgeErrors } from '../platform/http/errors.ts'
import { keyed, SECRET, sampleEdge } from '../platform/http/testing/sample_edge.ts'
import { sampleSchema } from '../platform/http/testing/sample_routes.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
  await database.admin.query(sampleSchema)
})
after(() => database.drop())

let serial = 0
async function move(edge: Edge) {
  const payload = JSON.stringify({ amount: { value: '1050', currency: 'USD' } })
  const reply = await edge.inject({
    method: 'POST',
    url: '/v1/moves',
    headers: keyed(`limit-${++serial}`),
    payload,
  })
  return { headers: reply.headers, body: reply.json<Record<string, unknown>>() }
}

test('limits count per key, route and object, say what is left, and open again with time', async () => {
  const world = simWorld(1n)
  const one = { count: 2, window_s: 10 }
  const wide = { count: 100, window_s: 10 }
  const route = { money: wide, write: wide, read: wide, report: one }
  const limited = sampleEdge(database.db, {
    world,
    set: { rates: { key: { count: 5, window_s: 10 }, object: one, route } },
  })
  const report = () => limited.inject({ url: '/v1/reports', headers: keyed() })
  const first = await report()
  assert.equal(first.headers['ratelimit-policy'], '"key";q=5;w=10, "route";q=2;w=10')
  assert.equal(first.headers['ratelimit'], '"key";r=4;t=2, "route";r=1;t=5')
  await report()
  const third = await report()
  assert.equal(third.statusCode, 429)
  const problem = third.json<Record<string, unknown>>()
  assert.equal(
    `${String(problem['code'])} ${String(problem['reason'])} ${String(problem['retry'])}`,
    'rate_limited route same_key',
  )
  assert.equal(third.headers['retry-after'], '5')
  assert.equal(third.headers['florin-should-retry'], 'true')
  assert.equal((await limited.inject({ url: '/v1/notes', headers: keyed() })).statusCode, 200)
  world.advance(5_000)
  assert.equal((await report()).statusCode, 200)
  world.advance(60_000)
  const reasons: unknown[] = []
  for (let time = 0; time < 6; time++) {
    const { body } = await move(limited)
    reasons.push(body['reason'])
  }
  assert.deepEqual(reasons, [undefined, undefined, 'object', 'object', 'object', 'key'])
  await limited.close()
})

test('a route about one object counts against it by itself, says what is left, and leaves the others alone', async () => {
  const world = simWorld(3n)
  const limited = sampleEdge(database.db, {
    world,
    set: { rates: { object: { count: 2, window_s: 10 } } },
  })
  const look = (digit: number) =>
    limited.inject({ url: `/v1/notes/00000000-0000-7000-8000-00000000000${digit}`, headers: keyed() })
  const first = await look(1)
  assert.equal(first.statusCode, 404)
  assert.match(String(first.headers['ratelimit-policy']), /, "object";q=2;w=10$/)
  assert.match(String(first.headers['ratelimit']), /, "object";r=1;t=5$/)
  await look(1)
  const refused = await look(1)
  assert.equal(`${refused.statusCode} ${refused.json<{ reason: string }>().reason}`, '429 object')
  assert.match(String(refused.headers['ratelimit']), /, "object";r=0;t=10$/)
  assert.equal(refused.headers['retry-after'], '5')
  assert.equal((await look(2)).statusCode, 404)
  await limited.close()
})

test('an address that keeps guessing keys is told to wait; a good key from there is never locked out', async () => {
  const world = simWorld(2n)
  const limited = sampleEdge(database.db, { world, set: { rates: { address: { count: 2, window_s: 60 } } } })
  const guess = async (credential: string) =>
    (await limited.inject({ url: '/v1/notes', headers: { authorization: `Bearer ${credential}` } }))
      .statusCode
  assert.deepEqual(
    [await guess('a'), await guess('b'), await guess('c'), await guess(SECRET)],
    [401, 401, 429, 200],
  )
  world.advance(60_000)
  assert.equal(await guess('d'), 401)
  await limited.close()
})

test('a key that cannot be checked just now is not a guess: when the database is back, nobody has to wait', async () => {
  const away = { ...edgeErrors.fail('unavailable', { retry_after_ms: 1_000 }) }
  let isAway = true
  const limited = sampleEdge(database.db, {
    authenticate: () => (isAway ? away : edgeErrors.fail('unauthenticated')),
    set: { rates: { address: { count: 2, window_s: 60 } } },
  })
  const status = async () => (await limited.inject({ url: '/v1/notes', headers: keyed() })).statusCode
  assert.deepEqual([await status(), await status(), await status()], [503, 503, 503])
  isAway = false
  assert.deepEqual([await status(), await status(), await status()], [401, 401, 429])
  await limited.close()
})
