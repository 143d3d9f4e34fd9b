import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type App, createApp } from '../apps/server/app.ts'
import { readConfig } from '../apps/server/config.ts'
import { versions } from '../apps/server/versions.ts'
import { present } from '../kernel/assert.ts'
import { newId } from '../kernel/id.ts'
import { plusMs, realWorld } from '../kernel/world.ts'
import { createRequests } from '../modules/requests/index.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { silentLog } from '../platform/telemetry/log.ts'

// Goal: a developer finds every request and why it failed, and nobody finds anything in the log that is not ours to keep.
// Method: the whole server answers over a socket; its log is written out when a test wants to read it, and read by the API.

let database: TestDatabase
let app: App
let folder = ''
let url = ''
const keys = { own: '', other: '', busy: '', versioned: '', failing: '' }
const world = realWorld()

before(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'florin-logs-'))
  app = await createApp({
    config: readConfig({ FLORIN_DATA_DIR: folder }),
    database_url: database.url,
    public_url: 'http://127.0.0.1:4010',
    world,
    log: silentLog,
  })
  const { organization } = present(await app.auth.bootstrap(), 'the first start')
  for (const name of Object.keys(keys) as (keyof typeof keys)[]) {
    const made = await app.auth.createTenant({ organization_id: organization.id, name, mode: 'sandbox' })
    keys[name] = present(made.ok ? made.value : undefined, 'a tenant').secret_key.reveal()
  }
  url = `http://127.0.0.1:${(await app.edge.listen({ host: '127.0.0.1', port: 0 })).port}`
})
after(async () => {
  await app.close()
  await database.drop()
  await rm(folder, { recursive: true })
})

type Log = {
  readonly id: string
  readonly path: string
  readonly status: number
  readonly error: {
    readonly code: string
    readonly type: string
    readonly faults: readonly { readonly param: string | null; readonly code: string }[]
  } | null
  readonly [name: string]: unknown
}
type Logs = { readonly data: readonly Log[]; readonly has_more: boolean; readonly next_cursor: string | null }
type Ask = {
  readonly key?: string
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
}

type Answer<B> = { readonly id: string; readonly status: number; readonly body: B }

async function call<B>(
  method: string,
  path: string,
  { key = keys.own, body, headers = {} }: Ask = {},
): Promise<Answer<B>> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const id = answer.headers.get('request-id') ?? ''
  return { id, status: answer.status, body: (await answer.json()) as B }
}

/** Reads the log after what waits in memory was written. */
async function logs<B = Logs>(query = '', key = keys.own): Promise<B> {
  await app.requests.flush()
  return (await call<B>('GET', `/v1/request-logs${query}`, { key })).body
}

const account = () => ({
  id: newId('acc', world),
  currency: 'USD',
  normal_side: 'debit',
  path: 'test',
})

test('a request is found by its id, by what it made, and by who made it', async () => {
  const body = account()
  const headers = { 'idempotency-key': 'log-1', 'user-agent': 'florin-typescript/0.1 node/26.1 (Jane Doe)' }
  const made = await call('POST', '/v1/ledger/accounts', { body, headers })
  assert.equal(made.status, 201)
  const again = await call('POST', '/v1/ledger/accounts', { body, headers })
  const { data: found } = await logs(`?object_id=${body.id}`)
  assert.deepEqual(
    found.map(({ id, is_replay, status }) => [id, is_replay, status]),
    [
      [again.id, true, 201],
      [made.id, false, 201],
    ],
  )
  const one = (await call<Log>('GET', `/v1/request-logs/${made.id}`)).body
  assert.deepEqual(one, found[1])
  const { created_at, duration_ms, actor_id, ...rest } = one
  assert.match(String(created_at), /^20\d\d-.*Z$/)
  assert.ok(Number(duration_ms) > 0)
  assert.match(String(actor_id), /^key_/)
  assert.deepEqual(rest, {
    id: made.id,
    method: 'POST',
    path: '/v1/ledger/accounts',
    route: '/v1/ledger/accounts',
    operation_id: 'createLedgerAccounts',
    query_fields: [],
    status: 201,
    error: null,
    object_id: body.id,
    actor_type: 'api_key',
    api_version: versions.current,
    user_agent: 'florin-typescript/0.1 node/26.1',
    is_replay: false,
  })
  const by_key = await logs(`?actor_id=${String(actor_id)}&operation_id=createLedgerAccounts&method=POST`)
  assert.equal(by_key.data.length, 2)
})

test('pages go on where the one before ended, the newest first, and times bound them', async () => {
  for (let index = 0; index < 5; index++) await call('GET', `/v1/ledger/accounts/${newId('acc', world)}`)
  const filter = 'operation_id=getLedgerAccount'
  const first = await logs(`?${filter}&limit=3`)
  assert.equal(first.has_more, true)
  const next = await logs(`?${filter}&limit=3&cursor=${first.next_cursor}`)
  const times = [...first.data, ...next.data].map(({ created_at }) => String(created_at))
  assert.equal(new Set([...first.data, ...next.data].map(({ id }) => id)).size, 5)
  assert.deepEqual(times, [...times].sort().reverse())
  assert.equal((await logs(`?${filter}&from=${times[1]}`)).data.length, 2)
  assert.equal((await logs(`?${filter}&to=${times[4]}`)).data.length, 0)
})

type Errors = {
  readonly requests: number
  readonly failures: number
  readonly unkept: number
  readonly data: readonly {
    readonly code: string
    readonly operation_id: string
    readonly count: number
    readonly type: string
    readonly last_request_id: string
  }[]
}

test('failures are grouped by error and operation, each with the page that explains it', async () => {
  const key = keys.failing
  const wrong = { ...account(), currency: 'US', path: 7 }
  const ids = []
  for (let index = 0; index < 3; index++) {
    const { id, status } = await call('POST', '/v1/ledger/accounts', { key, body: wrong })
    assert.equal(status, 400)
    ids.push(id)
  }
  const missing = await call('GET', `/v1/ledger/accounts/${newId('acc', world)}`, { key })
  const { requests, failures, unkept, data: groups } = await logs<Errors>('/errors', key)
  assert.deepEqual({ requests, failures, unkept }, { requests: 4, failures: 4, unkept: 0 })
  assert.deepEqual(
    groups.map(({ code, operation_id, count, last_request_id }) => [
      code,
      operation_id,
      count,
      last_request_id,
    ]),
    [
      ['invalid_request', 'createLedgerAccounts', 3, ids.at(-1)],
      ['account_not_found', 'getLedgerAccount', 1, missing.id],
    ],
  )
  for (const { type } of groups) {
    const page = await fetch(`${url}${new URL(type).pathname}`)
    assert.equal(page.status, 200, type)
    await page.body?.cancel()
  }
  const { data: found } = await logs('?error_code=invalid_request', key)
  assert.deepEqual(
    found[0]?.error?.faults.map(({ param }) => param),
    ['currency', 'path'],
  )
})

const CARD = '4242424242424242'
const SPACED = '4242 4242 4242 4242'

/** Everything that a caller can write freely, somewhere in a request that fails. */
const careless = (): readonly (readonly [string, string, Ask])[] => [
  ['POST', '/v1/ledger/accounts', { body: { ...account(), path: CARD, [CARD]: 'jane@example.com' } }],
  [
    'POST',
    '/v1/ledger/accounts',
    { body: { ...account(), metadata: { [SPACED]: { a: 'jane@example.com' } } } },
  ],
  ['POST', '/v1/ledger/accounts', { body: `{"${CARD}": jane@example.com` }],
  ['POST', '/v1/ledger/accounts', { body: account(), headers: { 'florin-version': CARD } }],
  ['POST', '/v1/ledger/accounts', { body: account(), headers: { prefer: `wait=${CARD}` } }],
  ['POST', '/v1/payment-methods', { body: { card: { number: CARD, cvc: '123' } } }],
  ['POST', '/v1/payment-methods', { body: { type: 'card', token: CARD } }],
  ['GET', `/v1/ledger/accounts?${CARD}=jane@example.com&limit=${CARD}`, {}],
  ['GET', `/v1/ledger/accounts?cursor=${CARD}`, {}],
  ['GET', `/v1/customers/${CARD}`, {}],
  ['GET', `/v1/customers/cus_${CARD}${'0'.repeat(10)}`, {}],
  ['GET', `/v1/idempotency-keys/jane@example.com`, {}],
  ['GET', '/v1/customers/nobody', { headers: { 'user-agent': `jane@example.com ${SPACED} card/${CARD}` } }],
  ['GET', '/v1/customers/nobody', { headers: { 'user-agent': `x/${CARD.match(/.{4}/g)?.join('.')}` } }],
  [
    'GET',
    '/v1/customers/nobody',
    { headers: { 'user-agent': `sk_test_jane/1.0`, referer: `http://${CARD}/` } },
  ],
]

test('no card number, no secret and nothing that a caller chose freely is in any column', async () => {
  const ids = []
  for (const [method, path, ask] of careless()) {
    const { id, status } = await call(method, path, ask)
    assert.ok(status >= 400 && status < 500, `${method} ${path}: ${status}`)
    ids.push(id)
  }
  await app.requests.flush()
  const { rows } = await database.admin.query<{ id: string; text: string }>(
    'select t.id, t::text as text from requests.request_log t union all select null, t::text from requests.tally t',
  )
  const known = await Promise.all(ids.map((id) => call<Log>('GET', `/v1/request-logs/${id}`)))
  assert.deepEqual(
    known.filter(({ status }) => status !== 200),
    [],
    'each of them is in the log',
  )
  const traces = [CARD, '4242', 'jane', '123,', keys.own.slice(8), 'sk_test']
  for (const { text } of rows)
    for (const trace of traces) assert.ok(!text.includes(trace), `${trace} stands in ${text}`)
  const faults = known.map(({ body }) => body.error?.faults ?? [])
  assert.deepEqual(
    faults[0]?.map(({ param, code }) => [param, code]),
    [['…', 'unknown_field']],
  )
  assert.equal(known[9]?.body.path, '/v1/customers/{id}')
  assert.equal(known[11]?.body.path, '/v1/idempotency-keys/{key}')
  assert.deepEqual(known[7]?.body['query_fields'], ['limit'])
})

test('beyond what is kept, successes are counted, and a failure still finds room', async () => {
  const key = keys.busy
  const many = 100
  await Promise.all(Array.from({ length: many }, () => call('GET', '/v1/ledger/accounts', { key })))
  const failed = await call('GET', '/v1/customers/nobody', { key })
  const { requests, failures, unkept } = await logs<Errors>('/errors', key)
  assert.deepEqual({ requests, failures }, { requests: many + 1, failures: 1 })
  assert.ok(unkept > 0)
  const kept = await logs(`?limit=100&operation_id=listLedgerAccounts`, key)
  assert.equal(kept.data.length, many - unkept)
  assert.equal((await logs('?status_class=4xx', key)).data[0]?.id, failed.id)
})

test('a tenant sees its own requests and nobody else’s', async () => {
  const { id } = await call('GET', '/v1/ledger/accounts')
  assert.equal(
    (await logs(`?limit=100`)).data.some((log) => log.id === id),
    true,
  )
  const { data: others } = await logs('?limit=100', keys.other)
  assert.equal(
    others.some((log) => log.id === id),
    false,
  )
  assert.equal((await call('GET', `/v1/request-logs/${id}`, { key: keys.other })).status, 404)
})

type Versions = {
  readonly data: readonly {
    readonly api_version: string
    readonly requests: number
    readonly sunset_on: string | null
    readonly guide: string | null
    readonly callers: readonly { readonly requests: number }[]
  }[]
}

test('each version that is served says who asks in it, and when it goes', async () => {
  const key = keys.versioned
  const [old] = versions.older
  await call('GET', '/v1/ledger/accounts', { key, headers: { 'florin-version': old?.version ?? '' } })
  await call('GET', '/v1/ledger/accounts', { key })
  await call('GET', '/v1/ledger/accounts', { key })
  const { data: served } = await logs<Versions>('/versions', key)
  assert.deepEqual(
    served.map(({ api_version, requests, sunset_on, callers }) => [
      api_version,
      requests,
      sunset_on,
      callers.map((caller) => caller.requests),
    ]),
    [
      [versions.current, 2, null, [2]],
      [old?.version, 1, old?.sunset_on, [1]],
    ],
  )
  const guide = await fetch(`${url}${new URL(served[1]?.guide ?? '').pathname}`)
  assert.equal(guide.status, 200)
  await guide.body?.cancel()
})

test('whose credential is refused has no tenant, and is in nobody’s log', async () => {
  const { id, status } = await call('GET', '/v1/ledger/accounts', { key: 'sk_test_unknown' })
  assert.equal(status, 401)
  await app.requests.flush()
  const { rows } = await database.admin.query('select 1 from requests.request_log where status = 401')
  assert.equal(rows.length, 0)
  assert.equal((await call('GET', `/v1/request-logs/${id}`)).status, 404)
})

test('after its days a request is removed, and so are the counts of its hour', async () => {
  await call('GET', '/v1/ledger/accounts')
  await app.requests.flush()
  const days = 86_400_000
  const at = (ms: number) =>
    createRequests({
      db: database.db,
      world: { ...world, now: () => plusMs(world.now(), ms) },
      docs_url: url,
      served: versions,
      on_unkept: () => undefined,
      on_failed: (error) => assert.fail(String(error)),
    })
  const rows = async (table: string): Promise<number> =>
    Number(
      (await database.admin.query<{ count: string }>(`select count(*) from requests.${table}`)).rows[0]
        ?.count,
    )
  const kept = await rows('request_log')
  assert.ok(kept > 20)
  assert.equal(await at(13 * days).forgetOld(), 0)
  assert.equal(await rows('request_log'), kept)
  assert.equal(await at(15 * days).forgetOld(), kept)
  assert.deepEqual([await rows('request_log'), await rows('tally')], [0, 0])
  assert.equal(await at(15 * days).forgetOld(), 0)
})
