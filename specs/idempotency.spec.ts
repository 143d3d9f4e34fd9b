import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { uuidOf } from '../kernel/id.ts'
import { realWorld, simWorld } from '../kernel/world.ts'
import { createDatabase, type Database } from '../platform/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { keyHash } from '../platform/idempotency/claim.ts'
import type { TenantId } from '../platform/scope.ts'
import type { Edge } from '../platform/http/edge.ts'
import { keyed, sampleEdge } from '../platform/http/testing/sample_edge.ts'
import { type SampleHooks, sampleSchema } from '../platform/http/testing/sample_routes.ts'

let database: TestDatabase
let other: Database
/** What the sample routes do while they run; each test sets its own. */
let hooks: SampleHooks = {}
const throughHooks: SampleHooks = {
  during_move: async (value) => hooks.during_move?.(value),
  during_order: async (is_resumed) => (await hooks.during_order?.(is_resumed)) ?? 'done',
}
/** Two servers on one database. */
let edge: Edge
let second: Edge

before(async () => {
  database = await createTestDatabase()
  await database.admin.query(sampleSchema)
  other = createDatabase({ url: database.url, pool_max: 6 })
  edge = sampleEdge(database.db, { hooks: throughHooks })
  second = sampleEdge(other, { hooks: throughHooks })
})
after(async () => {
  await edge.close()
  await second.close()
  await other.close()
  await database.drop()
})

const usd = (value: string) => ({ amount: { value, currency: 'USD' }, note: 'n' })
type More = { to?: string; at?: Edge; headers?: Record<string, string> }
async function post(key: string | undefined, body: unknown, more: More = {}) {
  const { to = '/v1/moves', at = edge, headers = {} } = more
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  const reply = await at.inject({ method: 'POST', url: to, headers: keyed(key, headers), payload })
  const json = reply.body === '' ? {} : reply.json<Record<string, unknown>>()
  const isReplay = reply.headers['idempotency-status'] === 'replayed'
  return { status: reply.statusCode, text: reply.body, body: json, headers: reply.headers, isReplay }
}
/** How often something of this amount was written: the effects of a request. */
async function effects(amount: string): Promise<number> {
  const { rows } = await database.admin.query<{ n: string }>(
    'select count(*) as n from sample.note where amount = $1',
    [amount],
  )
  return Number(rows[0]?.n)
}
const gate = () => {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}

test('the same key and body get the same answer, byte for byte, and nothing is done twice', async () => {
  const first = await post('replay', '{"amount":{"value":"11","currency":"USD"},"note":"n"}')
  const again = await post('replay', '{ "note": "n", "amount": {"currency":"USD","value":"11"} }')
  assert.equal(first.status, 201)
  assert.equal(first.isReplay, false)
  assert.equal(again.isReplay, true)
  assert.equal(again.status, 201)
  assert.equal(again.text, first.text)
  assert.notEqual(again.headers['request-id'], first.headers['request-id'])
  assert.equal((await post('replay', usd('11'), { at: second })).text, first.text)
  assert.equal(await effects('11'), 1)
})

test('the same key with another body is refused with every field that differs', async () => {
  await post('mismatch', usd('12'))
  const { status, body, headers } = await post('mismatch', {
    amount: { value: '13', currency: 'EUR' },
    kind: 'single',
  })
  assert.equal(
    `${status} ${String(body['code'])} ${String(body['retry'])}`,
    '422 idempotency_mismatch new_key',
  )
  assert.equal(headers['florin-should-retry'], 'false')
  assert.deepEqual(
    (body['errors'] as { code: string; param: string }[]).map(({ code, param }) => `${code} ${param}`),
    ['differs amount.value', 'differs amount.currency', 'missing note', 'surplus kind'],
  )
  assert.equal(await effects('13'), 0)
})

test('a key belongs to one route and its path, and to one tenant', async () => {
  await post('scope', { text: 'x' }, { to: '/v1/orders/home' })
  const away = await post('scope', { text: 'x' }, { to: '/v1/orders/away' })
  assert.equal(`${away.status} ${String(away.body['param'])}`, '422 market')
  const elsewhere = await post('scope', { text: 'x' }, { to: '/v1/notes' })
  assert.match(elsewhere.text, /this key was used on another route/)
  const theirs = await post(
    'scope',
    { text: 'x' },
    { to: '/v1/orders/away', headers: { authorization: 'Bearer sk_test_other' } },
  )
  assert.equal(theirs.status, 201)
})

test('a route that moves money needs a key of printable characters; others take one', async () => {
  assert.equal((await post(undefined, usd('14'))).body['code'], 'idempotency_key_required')
  for (const key of ['x'.repeat(256), 'tab\there', 'é'])
    assert.equal((await post(key, usd('14'))).body['code'], 'idempotency_key_invalid', key)
  assert.equal((await post('x'.repeat(255), usd('14'))).status, 201)
  const [a, b] = [
    await post(undefined, { text: 'free' }, { to: '/v1/notes' }),
    await post(undefined, { text: 'free' }, { to: '/v1/notes' }),
  ]
  assert.notEqual(a.body['id'], b.body['id'])
  const kept = await post('note', { text: 'kept' }, { to: '/v1/notes' })
  const replayed = await post('note', { text: 'kept' }, { to: '/v1/notes' })
  assert.equal(replayed.text, kept.text)
  assert.equal(kept.headers['location'], `/v1/notes/${String(kept.body['id'])}`)
  assert.equal(replayed.headers['location'], kept.headers['location'])
})

test('a refusal is the key’s answer too, and what was written before it is undone', async () => {
  const first = await post('refused', usd('1000001'))
  const again = await post('refused', usd('1000001'), { at: second })
  assert.equal(`${first.status} ${String(first.body['code'])}`, '422 move_refused')
  assert.equal(again.isReplay, true)
  assert.equal(again.text, first.text)
  assert.equal(again.headers['content-type'], 'application/problem+json')
  assert.equal(again.headers['florin-should-retry'], 'false')
  assert.equal(await effects('1000001'), 0)
  const reused = await post('refused', usd('15'))
  assert.equal(reused.status, 422)
})

test('what breaks on our side is never kept: the next try with the key does the work, once', async () => {
  hooks = { during_move: async () => Promise.reject(new Error('a bug')) }
  const broken = await post('broken', usd('16'))
  assert.equal(`${broken.status} ${String(broken.body['code'])}`, '500 internal_error')
  assert.equal(broken.headers['florin-should-retry'], 'true')
  assert.ok(!broken.text.includes('a bug'))
  hooks = {}
  assert.equal((await post('broken', usd('16'))).status, 201)
  assert.equal((await post('broken', usd('16'))).isReplay, true)
  assert.equal(await effects('16'), 1)
})

test('a database whose disk is full is told as that, and the same key works once there is room', async () => {
  hooks = {
    during_move: async () => {
      await database.admin.query(
        `do $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
      )
    },
  }
  const full = await post('full', usd('19'))
  assert.equal(`${full.status} ${String(full.body['code'])}`, '503 out_of_resources')
  assert.deepEqual([full.body['retry'], full.headers['retry-after']], ['same_key', '1'])
  assert.match(String(full.body['detail']), /^The database has no disk space, .*safe\.$/)
  hooks = {}
  assert.equal((await post('full', usd('19'))).status, 201)
  assert.equal(await effects('19'), 1)
})

test('a connection that dies in the middle leaves nothing behind, and the key resumes', async () => {
  hooks = {
    during_move: async () => {
      await database.admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction' and usename is not null and pid <> pg_backend_pid()`)
    },
  }
  const cut = await post('cut', usd('17'))
  assert.equal(`${cut.status} ${String(cut.body['code'])}`, '503 unavailable')
  assert.equal(await effects('17'), 0)
  hooks = {}
  assert.equal((await post('cut', usd('17'), { at: second })).status, 201)
  assert.equal(await effects('17'), 1)
})

test('repeats that arrive while the first still runs wait for it and get its answer', async () => {
  const { passed, open } = gate()
  hooks = { during_move: () => passed }
  const first = post('waiting', usd('18'))
  const repeats = [post('waiting', usd('18')), post('waiting', usd('18')), post('waiting', usd('19'))]
  open()
  const answer = await first
  const [one, two, otherBody] = await Promise.all(repeats)
  hooks = {}
  assert.equal(one?.text, answer.text)
  assert.equal(two?.text, answer.text)
  assert.equal(otherBody?.status, 422)
  assert.equal(await effects('18'), 1)
})

test('another server says in progress while one runs, and replays when it is done', async () => {
  const [entered, left] = [gate(), gate()]
  hooks = {
    during_move: () => {
      entered.open()
      return left.passed
    },
  }
  const first = post('elsewhere', usd('20'))
  await entered.passed
  const busy = await post('elsewhere', usd('20'), { at: second })
  assert.equal(`${busy.status} ${String(busy.body['code'])}`, '409 idempotency_in_progress')
  assert.equal(busy.headers['retry-after'], '1')
  assert.equal(busy.headers['florin-should-retry'], 'true')
  left.open()
  const answer = await first
  hooks = {}
  assert.equal((await post('elsewhere', usd('20'), { at: second })).text, answer.text)
  assert.equal(await effects('20'), 1)
})

test('work in stages: a run that died is resumed when its lease is over, and only one answer counts', async () => {
  const world = simWorld(7n, realWorld().now())
  const [a, b] = [
    sampleEdge(database.db, { hooks: throughHooks, world }),
    sampleEdge(other, { hooks: throughHooks, world }),
  ]
  const [entered, left] = [gate(), gate()]
  hooks = {
    during_order: async (is_resumed) => {
      entered.open()
      if (!is_resumed) await left.passed
      return 'done'
    },
  }
  const order = (at: Edge) => post('staged', { text: 'x' }, { to: '/v1/orders/home', at })
  const dead = order(a)
  await entered.passed
  const running = await order(b)
  assert.equal(running.headers['retry-after'], '60')
  assert.equal((await post('staged', { text: 'y' }, { to: '/v1/orders/home', at: b })).status, 422)
  world.advance(60_001)
  const resumed = await order(b)
  assert.equal(resumed.status, 201)
  assert.equal(resumed.body['is_resumed'], true)
  left.open()
  assert.equal((await dead).status, 409)
  assert.equal((await order(a)).text, resumed.text)
  hooks = {}
  await a.close()
  await b.close()
})

test('a refusal that passes by itself lets the key go: the next request resumes at once', async () => {
  const seen: boolean[] = []
  hooks = { during_order: async (is_resumed) => (seen.push(is_resumed) === 1 ? 'silent' : 'done') }
  const silent = await post('silent', { text: 'x' }, { to: '/v1/orders/home' })
  assert.equal(
    `${silent.status} ${String(silent.body['code'])} ${String(silent.headers['retry-after'])}`,
    '503 counterpart_silent 2',
  )
  const done = await post('silent', { text: 'x' }, { to: '/v1/orders/home', at: second })
  assert.equal(done.status, 201)
  hooks = { during_order: async () => Promise.reject(new Error('a bug')) }
  assert.equal((await post('thrown', { text: 'x' }, { to: '/v1/orders/home' })).status, 500)
  hooks = {}
  assert.equal((await post('thrown', { text: 'x' }, { to: '/v1/orders/home' })).body['is_resumed'], true)
  assert.deepEqual(seen, [false, true])
})

test('2,000 duplicate, concurrent and late requests over 40 keys on two servers: one effect and one answer each', async () => {
  const answers = new Map<number, Set<string>>()
  const one = async (turn: number) => {
    const n = (turn * 7919) % 40
    const { status, text } = await post(`many-${n}`, usd(String(5_000 + n)), {
      at: turn % 2 === 0 ? edge : second,
    })
    if (status === 409) return
    assert.equal(status, 201)
    answers.set(n, (answers.get(n) ?? new Set()).add(text))
  }
  for (let turn = 0; turn < 2_000; turn += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => one(turn + index)))
  assert.equal(answers.size, 40)
  for (const [n, texts] of answers) {
    assert.equal(texts.size, 1)
    assert.equal(await effects(String(5_000 + n)), 1)
  }
})

test('the same key means the same in every version, and is replayed in the shape of the caller’s', async () => {
  const old = { 'florin-version': '2026-10-01' }
  const first = await post('versions', { amount_minor: '21', currency: 'USD' }, { headers: old })
  const again = await post('versions', { amount: { value: '21', currency: 'USD' } })
  assert.equal(first.body['amount_minor'], '21')
  assert.equal(again.isReplay, true)
  assert.deepEqual(again.body['amount'], { value: '21', currency: 'USD' })
  assert.equal(
    (await post('versions', { amount_minor: '21', currency: 'USD' }, { headers: old })).text,
    first.text,
  )
})

test('a key can be looked up: what was asked with it and what it did', async () => {
  const key = 'order 4711/capture?'
  const made = await post(key, usd('22'))
  const look = async (of: string) => {
    const reply = await edge.inject({
      url: `/v1/idempotency-keys/${encodeURIComponent(of)}`,
      headers: keyed(),
    })
    return { status: reply.statusCode, body: reply.json<Record<string, unknown>>() }
  }
  const { body } = await look(key)
  assert.equal(body['key'], key)
  assert.equal(body['route'], 'POST /v1/moves')
  assert.equal(`${String(body['state'])} ${String(body['status'])}`, 'done 201')
  assert.equal(body['request_id'], made.headers['request-id'])
  assert.deepEqual(body['reply'], made.body)
  assert.equal((await look('never-used')).status, 404)
  // Where the answer is rendered from rows, the key names them instead of keeping the answer.
  await database.admin.query(
    `insert into platform.idempotency_key (tenant_id, key_hash, fingerprint, key, route, fields, created_at,
      request_id, state, status, subjects) select 1, $1, fingerprint, 'rows', 'POST /v1/posts', fields, created_at,
      request_id, state, status, $2 from platform.idempotency_key where key = $3`,
    [keyHash(1n as TenantId, 'rows').toString('hex'), [uuidOf('trf_01kdv0000000000000000000aa')], key],
  )
  const { body: rows } = await look('rows')
  assert.deepEqual([rows['reply'], rows['subjects']], [null, ['trf_01kdv0000000000000000000aa']])
})
