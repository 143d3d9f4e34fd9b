import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AccessApi, startAccessApi } from './access_api.ts'

let api: AccessApi
before(async () => {
  api = await startAccessApi()
})
after(() => api.stop())

type Key = {
  id: string
  secret: string | null
  status: string
  scopes: string[]
  previous_valid_until: string | null
}
const createKey = (key: string, body: object) => api.call<Key>('POST', '/v1/api-keys', { key, body })
const whoAmI = (key: string) => api.call<{ id: string; mode: string }>('GET', '/v1/tenant', { key })

test('the first start gives a sandbox and a key that works at once', async () => {
  const { status, body } = await whoAmI(api.secret_key)
  assert.equal(status, 200)
  assert.equal(body.mode, 'sandbox')
})

test('without a key, or with one that was never given out, nobody comes in', async () => {
  const typo = api.secret_key.slice(0, -1) + (api.secret_key.endsWith('0') ? '1' : '0')
  for (const key of ['', 'sk_test_nonsense', typo, `${api.secret_key}x`]) {
    const { status, body } = await api.call<{ code: string }>('GET', '/v1/tenant', { key })
    assert.deepEqual([status, body.code], [401, 'unauthenticated'], key)
  }
})

test('a restricted key does what it was made for and is turned away from everything else', async () => {
  const made = await createKey(api.secret_key, {
    kind: 'restricted',
    name: 'Reader',
    scopes: ['access.keys:read'],
  })
  assert.equal(made.status, 201)
  const reader = made.body.secret ?? ''
  assert.match(reader, /^rk_test_/)
  assert.equal((await api.call('GET', '/v1/api-keys', { key: reader })).status, 200)
  for (const [method, path, body] of [
    ['GET', '/v1/tenant', undefined],
    ['GET', '/v1/audit-events', undefined],
    ['POST', '/v1/api-keys', { kind: 'restricted', name: 'Child', scopes: ['access.keys:read'] }],
    ['POST', '/v1/sandbox/clock/advance', { by_ms: 1 }],
  ] as const)
    assert.equal((await api.call(method, path, { key: reader, body })).status, 403, `${method} ${path}`)
})

test('a key that may ask whose it is, is told what it may do', async () => {
  const scopes = ['access.tenant:read', 'ledger.accounts:read']
  const made = await createKey(api.secret_key, { kind: 'restricted', name: 'Assistant', scopes })
  type Whose = { id: string; key: object | null }
  const { body } = await api.call<Whose>('GET', '/v1/tenant', { key: made.body.secret ?? '' })
  assert.deepEqual(body.key, { id: made.body.id, kind: 'restricted', scopes })
})

test('the publishable key, which anybody may see, opens none of these doors', async () => {
  for (const path of ['/v1/tenant', '/v1/api-keys', '/v1/audit-events', '/v1/sandbox/clock', '/v1/sandboxes'])
    assert.equal((await api.call('GET', path, { key: api.publishable_key })).status, 403, path)
})

test('a key that may make keys cannot make, or rotate, one that may do more', async () => {
  const made = await createKey(api.secret_key, {
    kind: 'restricted',
    name: 'Maker',
    scopes: ['access.keys:write'],
  })
  const maker = made.body.secret ?? ''
  const wider = await createKey(maker, {
    kind: 'restricted',
    name: 'Wider',
    scopes: ['access.keys:write', 'audit.events:read'],
  })
  assert.equal(wider.status, 403)
  assert.equal((await createKey(maker, { kind: 'secret', name: 'All' })).status, 403)
  const strong = await createKey(api.secret_key, { kind: 'secret', name: 'Strong' })
  const taken = await api.call('POST', `/v1/api-keys/${strong.body.id}/rotate`, { key: maker, body: {} })
  assert.equal(taken.status, 403)
})

test('a scope that no route knows is refused by name, together with every other fault', async () => {
  const { status, body } = await api.call<{ param: string; errors: { param: string }[] }>(
    'POST',
    '/v1/api-keys',
    {
      key: api.secret_key,
      body: { kind: 'restricted', name: 'Odd', scopes: ['money.print:write'], ip_allow: ['everywhere'] },
    },
  )
  assert.equal(status, 422)
  assert.deepEqual(
    body.errors.map(({ param }) => param),
    ['scopes.0', 'ip_allow.0'],
  )
  assert.equal(body.param, 'scopes.0')
})

test('keys and sandboxes are listed page by page, and a cursor is good for its own list and tenant only', async () => {
  type Page = { data: { id: string }[]; next_cursor: string | null; code?: string }
  for (const name of ['one', 'two', 'three']) {
    await createKey(api.secret_key, { kind: 'secret', name })
    await api.call('POST', '/v1/sandboxes', { key: api.secret_key, body: { name } })
  }
  const list = async (path: string, key = api.secret_key) => (await api.call<Page>('GET', path, { key })).body
  const first: Record<string, string> = {}
  for (const path of ['/v1/api-keys', '/v1/sandboxes']) {
    const whole = (await list(`${path}?limit=100`)).data.map(({ id }) => id)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Page = await list(`${path}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.data.map(({ id }) => id))
      first[path] ??= String(page.next_cursor)
      cursor = page.next_cursor
    }
    assert.deepEqual(seen, whole)
    const [good = '', other = ''] = [first[path], first['/v1/api-keys']]
    const changed = good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A')
    assert.equal((await list(`${path}?cursor=${changed}`)).code, 'cursor_invalid')
    assert.equal((await list(`${path}?cursor=${good}`, api.live_key)).code, 'cursor_invalid')
    if (path !== '/v1/api-keys') assert.equal((await list(`${path}?cursor=${other}`)).code, 'cursor_invalid')
  }
})

test('a secret is shown once: neither a list, nor a look, nor a replay, nor the database gives it again', async () => {
  const idempotency_key = 'make-a-key-once'
  const body = { kind: 'secret', name: 'Once' }
  const first = await api.call<Key>('POST', '/v1/api-keys', { key: api.secret_key, body, idempotency_key })
  const secret = first.body.secret ?? ''
  assert.match(secret, /^sk_test_/)
  const again = await api.call<Key>('POST', '/v1/api-keys', { key: api.secret_key, body, idempotency_key })
  assert.deepEqual([again.status, again.body.id, again.body.secret], [201, first.body.id, null])
  assert.equal(again.headers.get('idempotency-status'), 'replayed')
  const look = await api.call('GET', `/v1/api-keys/${first.body.id}`, { key: api.secret_key })
  const list = await api.call('GET', '/v1/api-keys?limit=100', { key: api.secret_key })
  const random = secret.slice(8, -4)
  assert.ok(!JSON.stringify([look.body, list.body]).includes(random))
  assert.equal(await api.countStored(random), 0)
})

test('after a rotation the old secret works until its overlap ends; without overlap it ends at once', async () => {
  const made = await createKey(api.secret_key, { kind: 'secret', name: 'Rotated' })
  const path = `/v1/api-keys/${made.body.id}/rotate`
  const first = made.body.secret ?? ''
  const rotated = await api.call<Key>('POST', path, { key: api.secret_key, body: { overlap_ms: 60_000 } })
  const second = rotated.body.secret ?? ''
  assert.notEqual(rotated.body.previous_valid_until, null)
  assert.deepEqual([(await whoAmI(first)).status, (await whoAmI(second)).status], [200, 200])
  const once_more = await api.call<Key>('POST', path, { key: api.secret_key, body: { overlap_ms: 0 } })
  const third = once_more.body.secret ?? ''
  const statuses = await Promise.all([first, second, third].map(async (key) => (await whoAmI(key)).status))
  assert.deepEqual(statuses, [401, 401, 200])
})

test('a revoked key is refused with the next request, for ever', async () => {
  const made = await createKey(api.secret_key, { kind: 'secret', name: 'Lost' })
  const lost = made.body.secret ?? ''
  assert.equal((await whoAmI(lost)).status, 200)
  const path = `/v1/api-keys/${made.body.id}/revoke`
  const revoked = await api.call<Key>('POST', path, { key: api.secret_key })
  assert.deepEqual([revoked.status, revoked.body.status], [200, 'revoked'])
  const refused = await api.call<{ code: string }>('GET', '/v1/tenant', { key: lost })
  assert.deepEqual([refused.status, refused.body.code], [401, 'key_revoked'])
  assert.deepEqual((await api.call('POST', path, { key: api.secret_key })).body, revoked.body)
})

test('a key bound to an address is refused from any other', async () => {
  const ranges = { elsewhere: ['192.0.2.0/24'], here: ['127.0.0.0/8', '::1'] }
  for (const [name, ip_allow] of Object.entries(ranges)) {
    const made = await createKey(api.secret_key, { kind: 'secret', name, ip_allow })
    assert.equal((await whoAmI(made.body.secret ?? '')).status, name === 'here' ? 200 : 403)
  }
})

test('one tenant’s keys are not there for another: not yours and not there look the same', async () => {
  const other = await api.call<{ id: string; secret_key: string; publishable_key: string }>(
    'POST',
    '/v1/sandboxes',
    {
      key: api.secret_key,
      body: { name: 'Staging' },
    },
  )
  assert.equal(other.status, 201)
  const [mine] = (await api.call<{ data: Key[] }>('GET', '/v1/api-keys', { key: api.secret_key })).body.data
  const unknown = `key_${'0'.repeat(25)}1`
  const answers = [mine?.id ?? '', unknown, 'nonsense'].map(async (id) => {
    const { status, body } = await api.call<object>('GET', `/v1/api-keys/${id}`, {
      key: other.body.secret_key,
    })
    return { status, body: { ...body, request_id: '' } }
  })
  const [first, ...others] = await Promise.all(answers)
  assert.equal(first?.status, 404)
  for (const answer of others) assert.deepEqual(answer, first)
  assert.equal((await whoAmI(other.body.secret_key)).body.id, other.body.id)
})

test('a sandbox’s clock goes forward and never back, and a live tenant has none', async () => {
  const clock = (key: string, path = '', body?: object) =>
    api.call<{ now: string; is_frozen: boolean; ahead_ms: number; code: string }>(
      path === '' ? 'GET' : 'POST',
      `/v1/sandbox/clock${path}`,
      { key, body },
    )
  const day_ms = 86_400_000
  assert.equal((await clock(api.secret_key)).body.ahead_ms, 0)
  const moved = await clock(api.secret_key, '/advance', { by_ms: 30 * day_ms })
  assert.equal(moved.status, 200)
  // The clock stands while it moves, and runs on from there.
  const { ahead_ms } = (await clock(api.secret_key)).body
  assert.ok(ahead_ms > 29 * day_ms && ahead_ms <= 30 * day_ms, String(ahead_ms))
  const back = await clock(api.secret_key, '/advance', { to: '2026-01-01T00:00:00Z' })
  assert.deepEqual([back.status, back.body.code], [422, 'clock_backwards'])
  for (const body of [{}, { by_ms: 1, to: moved.body.now }, { by_ms: 0 }, { by_ms: 1.5 }, { to: 'tomorrow' }])
    assert.equal((await clock(api.secret_key, '/advance', body)).status, 400, JSON.stringify(body))
  assert.equal((await clock(api.secret_key, '/freeze')).body.is_frozen, true)
  assert.equal((await clock(api.secret_key, '/resume')).body.is_frozen, false)
  const live = await clock(api.live_key, '/advance', { by_ms: day_ms })
  assert.deepEqual([live.status, live.body.code], [409, 'sandbox_only'])
})

test('moving the clock years ahead does not lock the owner out: keys live by real time', async () => {
  const in_an_hour = new Date(
    Date.parse(
      (await api.call<{ now: string }>('GET', '/v1/sandbox/clock', { key: api.secret_key })).body.now,
    ) + 3_600_000,
  )
  const made = await createKey(api.secret_key, {
    kind: 'secret',
    name: 'Hourly',
    expires_at: in_an_hour.toISOString(),
  })
  const advance = { by_ms: 2 * 366 * 86_400_000 }
  assert.equal(
    (await api.call('POST', '/v1/sandbox/clock/advance', { key: api.secret_key, body: advance })).status,
    200,
  )
  assert.equal((await whoAmI(made.body.secret ?? '')).status, 200)
})
