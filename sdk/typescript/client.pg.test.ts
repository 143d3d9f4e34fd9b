import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import type { Edge } from '../../platform/http/edge.ts'
import { RESTRICTED, SECRET, sampleEdge } from '../../platform/http/testing/sample_edge.ts'
import { sampleSchema } from '../../platform/http/testing/sample_routes.ts'
import {
  AuthenticationError,
  type Client,
  Florin,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  type RetryNotice,
  ServerError,
} from './index.ts'
import { hastyRuntime } from './testing.ts'

// Goal: the client and the API's edge mean the same by keys, refusals, retries and lists.
// Method: the real edge over its sample routes, on a port, with the real client.

let database: TestDatabase
let edge: Edge
let url: string
let silences = 0
const notices: RetryNotice[] = []
const clientFor = (key: string): Client =>
  new Florin(key, { url, runtime: hastyRuntime(), on_retry: (notice) => notices.push(notice) })

before(async () => {
  database = await createTestDatabase()
  await database.admin.query(sampleSchema)
  edge = sampleEdge(database.db, {
    world: realWorld(),
    hooks: { during_order: () => Promise.resolve(silences-- > 0 ? 'silent' : 'done') },
  })
  const address = await edge.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${address.port}`
})
after(async () => {
  await edge.close()
  await database.drop()
})

const move = { amount: { value: '1050', currency: 'USD' } }

test('an answer carries its request id, and a repeat with the same key says that it is one', async () => {
  const client = clientFor(SECRET)
  const first = await client.post<{ id: string }>('/v1/moves', move, { idempotency_key: 'client-1' })
  assert.equal(first.status, 201)
  assert.match(first.request_id ?? '', /^req_/)
  const second = await client.post<{ id: string }>('/v1/moves', move, { idempotency_key: 'client-1' })
  assert.deepEqual([second.is_replayed, second.body.id], [true, first.body.id])
})

test('a key is made when none is given, and differs from intent to intent', async () => {
  const client = clientFor(SECRET)
  const [one, two] = [await client.post('/v1/moves', move), await client.post('/v1/moves', move)]
  assert.ok(one.idempotency_key !== null && one.idempotency_key !== two.idempotency_key)
  assert.equal((await client.get('/v1/notes')).idempotency_key, null)
})

test('what passes by itself is tried again under the same key, after the time that was asked for', async () => {
  silences = 2
  notices.length = 0
  const { attempts, status } = await clientFor(SECRET).post('/v1/orders/home', { text: 'two' })
  assert.deepEqual([attempts, status], [3, 201])
  assert.deepEqual(
    notices.map((notice) => [notice.status, notice.wait_ms >= 2_000]),
    [
      [503, true],
      [503, true],
    ],
  )
})

test('when it does not pass, the last refusal is thrown', async () => {
  silences = 99
  await assert.rejects(
    clientFor(SECRET).post('/v1/orders/home', { text: 'three' }, { max_retries: 1 }),
    (error) => error instanceof ServerError && error.code === 'counterpart_silent' && error.attempts === 2,
  )
  silences = 0
})

test('each kind of refusal is an error of its own, with every fault in it', async () => {
  const client = clientFor(SECRET)
  await assert.rejects(clientFor('sk_test_unknown').get('/v1/notes'), AuthenticationError)
  await assert.rejects(clientFor(RESTRICTED).post('/v1/moves', move), PermissionError)
  await assert.rejects(client.get('/v1/notes/00000000-0000-7000-8000-000000000000'), NotFoundError)
  await assert.rejects(client.post('/v1/moves', { amount: { value: '1.5' } }), (error) => {
    assert.ok(error instanceof InvalidRequestError)
    assert.ok((error.problem.errors?.length ?? 0) >= 2)
    return true
  })
})

test('a list is read to its end, page after page', async () => {
  const client = clientFor(SECRET)
  for (let at = 0; at < 7; at++) await client.post('/v1/notes', { text: `page ${at}` })
  const texts: string[] = []
  const rows = client.list<{ text: string }>('/v1/notes', { query: { contains: 'page', limit: 3 } })
  for await (const { text } of rows) texts.push(text)
  assert.deepEqual(texts.sort(), ['page 0', 'page 1', 'page 2', 'page 3', 'page 4', 'page 5', 'page 6'])
})
