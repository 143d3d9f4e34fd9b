import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isId } from '../kernel/id.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { Edge } from '../platform/http/edge.ts'
import {
  keyed,
  OTHER,
  PINNED,
  RESTRICTED,
  SECRET,
  SLOW,
  sampleEdge,
} from '../platform/http/testing/sample_edge.ts'
import { sampleSchema } from '../platform/http/testing/sample_routes.ts'

let database: TestDatabase
let edge: Edge

before(async () => {
  database = await createTestDatabase()
  await database.admin.query(sampleSchema)
  edge = sampleEdge(database.db)
})
after(async () => {
  await edge.close()
  await database.drop()
})

const move = { amount: { value: '1050', currency: 'USD' } }
const url = '/v1/moves'

type Asked = { key?: string; headers?: Record<string, string>; body?: unknown; to?: string; edge?: Edge }
async function post(asked: Asked) {
  const { key, headers, body = move, to = url } = asked
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  const reply = await (asked.edge ?? edge).inject({
    method: 'POST',
    url: to,
    headers: keyed(key, headers),
    payload,
  })
  return {
    status: reply.statusCode,
    headers: reply.headers,
    body: reply.json<Record<string, unknown>>(),
    text: reply.body,
  }
}
async function get(to: string, credential = SECRET, headers: Record<string, string> = {}) {
  const reply = await edge.inject({ url: to, headers: { authorization: `Bearer ${credential}`, ...headers } })
  const isJson = String(reply.headers['content-type']).includes('json')
  const body = isJson ? reply.json<Record<string, unknown>>() : {}
  return { status: reply.statusCode, headers: reply.headers, body, text: reply.body }
}
const faultsOf = (body: Record<string, unknown>): string[] =>
  ((body['errors'] ?? []) as { code: string; param: string }[]).map(({ code, param }) => `${code} ${param}`)
let serial = 0
const fresh = (): string => `edge-${++serial}`

test('a refusal is a problem of RFC 9457 whose type is a page that exists', async () => {
  const { status, headers, body } = await post({
    key: fresh(),
    body: { amount: { value: 'x', currency: 'USD' } },
  })
  assert.equal(status, 400)
  assert.equal(headers['content-type'], 'application/problem+json')
  assert.equal(body['type'], 'http://127.0.0.1:4010/docs/errors/invalid_request')
  for (const member of ['title', 'status', 'detail', 'code', 'param', 'retry', 'request_id', 'errors'])
    assert.ok(Object.hasOwn(body, member), member)
  assert.equal(headers['florin-should-retry'], 'false')
  assert.equal(body['request_id'], headers['request-id'])
  const page = await get('/docs/errors/invalid_request')
  assert.equal(page.status, 200)
  assert.match(page.text, /What to do/)
})

test('every fault of body, query and path is named at once', async () => {
  const { body } = await post({
    key: fresh(),
    to: '/v1/orders/nowhere?page=2',
    body: { text: '', more: 1 },
  })
  assert.deepEqual(faultsOf(body), [
    'not_one_of market',
    'unknown_field page',
    'too_short text',
    'unknown_field more',
  ])
  assert.match(String(body['detail']), /^market: .* \(and 3 more\)$/)
})

test('amounts are digits or whole numbers; anything else is refused by name', async () => {
  const valueOf = async (value: unknown) => {
    const { status, body } = await post({ key: fresh(), body: { amount: { value, currency: 'USD' } } })
    return status === 201 ? (body['amount'] as { value: string }).value : faultsOf(body).join()
  }
  assert.equal(await valueOf('1050'), '1050')
  assert.equal(await valueOf(1050), '1050')
  assert.equal(await valueOf('0'), '0')
  for (const wrong of ['01', '+1', '-1', '1.0', '1e3', '', '9'.repeat(400), `${10n ** 18n + 1n}`])
    assert.equal(await valueOf(wrong), 'wrong_form amount.value', wrong)
  assert.equal(await valueOf(-1), 'too_small amount.value')
  for (const wrong of [null, true, [], {}, ['1050']])
    assert.equal(await valueOf(wrong), 'wrong_type amount.value', JSON.stringify(wrong))
})

test('JSON that means two things, or nothing exact, is refused with its path', async () => {
  const code = async (text: string | Buffer) => {
    const reply = await edge.inject({ method: 'POST', url, headers: keyed(fresh()), payload: text })
    assert.equal(reply.statusCode, 400, String(text).slice(0, 80))
    return [reply.json<{ code: string }>().code, ...faultsOf(reply.json())].join()
  }
  assert.equal(await code('{"amount":1,"amount":999}'), 'invalid_json,duplicate_key amount')
  assert.equal(await code('{"amount":{"value":1.5}}'), 'invalid_json,number_not_exact amount.value')
  assert.equal(
    await code('{"amount":{"value":9007199254740993}}'),
    'invalid_json,number_not_exact amount.value',
  )
  assert.equal(await code('{"amount":{"value":1e400}}'), 'invalid_json,number_not_exact amount.value')
  assert.equal(await code('{"__proto__":{"x":1}}'), 'invalid_json,key_not_allowed __proto__')
  assert.equal(await code(String.raw`{"note":"\ud800"}`), 'invalid_json,text_not_allowed note')
  assert.match(await code('['.repeat(100_000)), /^invalid_json,too_deep /)
  assert.equal(await code(Buffer.from([0x7b, 0xff, 0x7d])), 'invalid_json,invalid_utf8 ')
  assert.match(await code('{"amount":'), /^invalid_json,invalid_json /)
})

test('a body has one type, no encoding, and a bounded size; a GET has none', async () => {
  const code = async (headers: Record<string, string>, body: unknown = move) => {
    const reply = await post({ key: fresh(), headers, body })
    return `${reply.status} ${String(reply.body['code'])}`
  }
  assert.equal(await code({ 'content-type': 'text/plain' }), '415 unsupported_media_type')
  assert.equal(
    await code({ 'content-type': 'application/json; charset=latin1' }),
    '415 unsupported_media_type',
  )
  assert.equal(await code({ 'content-type': 'application/json; charset=utf-8' }), '201 undefined')
  assert.equal(await code({ 'content-encoding': 'gzip' }), '415 content_encoding_not_allowed')
  assert.equal(await code({ 'content-encoding': 'identity' }), '415 content_encoding_not_allowed')
  assert.equal(await code({}, `{"note":"${'x'.repeat(1_048_577)}"}`), '413 body_too_large')
  const reply = await edge.inject({ url: '/v1/notes', headers: keyed(), payload: '{}' })
  assert.equal(reply.json<{ code: string }>().code, 'body_not_allowed')
})

test('what does not exist is 404, what exists for other methods 405 with Allow, a broken URL 400', async () => {
  assert.equal((await get('/v1/nothing')).body['code'], 'route_not_found')
  const wrong = await edge.inject({ method: 'DELETE', url: '/v1/notes/x' })
  assert.equal(wrong.statusCode, 405)
  assert.equal(wrong.headers['allow'], 'GET, HEAD')
  assert.equal(wrong.json<{ code: string }>().code, 'method_not_allowed')
  assert.equal((await edge.inject({ method: 'PUT', url: '/openapi.json' })).headers['allow'], 'GET, HEAD')
  const broken = await get('/v1/notes/%zz')
  assert.equal(broken.status, 400)
  assert.equal(broken.body['code'], 'invalid_url')
  assert.ok(isId('req', String(broken.headers['request-id'])))
  assert.equal((await edge.inject({ method: 'HEAD', url: '/openapi.json' })).body, '')
  const encoded = await edge.inject({ method: 'PUT', url: '/v1/%6eotes' })
  assert.equal(`${encoded.statusCode} ${String(encoded.headers['allow'])}`, '405 GET, HEAD, POST')
  assert.equal((await get(`/v1/notes/${'x'.repeat(2_000)}`)).body['code'], 'invalid_url')
})

test('what reaches no route is answered without its body being read, whatever it holds', async () => {
  const ask = async (method: 'POST' | 'PUT', to: string, payload: string, type = 'application/json') => {
    const reply = await edge.inject({ method, url: to, headers: { 'content-type': type }, payload })
    return `${reply.statusCode} ${reply.json<{ code: string }>().code}`
  }
  for (const payload of ['{', '{"__proto__":1}', 'x'.repeat(3_000_000)])
    for (const type of ['application/json', 'text/xml', 'nonsense']) {
      assert.equal(await ask('POST', '/v1/nothing', payload, type), '404 route_not_found')
      assert.equal(await ask('PUT', '/v1/notes', payload, type), '405 method_not_allowed')
      assert.equal(await ask('PUT', '/docs/api/', payload, type), '405 method_not_allowed')
    }
})

test('no credential, a wrong one, or one without the scope is refused before anything is read', async () => {
  const none = await edge.inject({ method: 'POST', url, payload: '{' })
  assert.equal(none.statusCode, 401)
  assert.match(String(none.headers['www-authenticate']), /^Bearer/)
  for (const credential of ['sk_wrong', 'x y', ''])
    assert.equal((await get('/v1/notes', credential)).body['code'], 'unauthenticated')
  assert.equal((await get('/v1/notes', RESTRICTED)).status, 200)
  const { status, body } = await get('/v1/reports', RESTRICTED)
  assert.equal(`${status} ${String(body['code'])}`, '403 not_allowed')
  assert.match(String(body['detail']), /sample\.reports:read/)
  assert.equal((await get('/v1/notes', SLOW)).status, 200)
})

test('a tenant comes from the key alone: what is another tenant’s looks as if it were not there', async () => {
  const { body } = await post({ key: fresh(), to: '/v1/notes', body: { text: 'mine' } })
  const mine = await get(`/v1/notes/${String(body['id'])}`)
  const theirs = await get(`/v1/notes/${String(body['id'])}`, OTHER)
  const nobodys = await get('/v1/notes/00000000-0000-7000-8000-000000000000', OTHER)
  assert.equal(mine.status, 200)
  assert.deepEqual({ ...theirs.body, request_id: '' }, { ...nobodys.body, request_id: '' })
})

test('a header that can mean one thing only is not sent twice', async () => {
  const twice: Record<string, string | string[]> = { ...keyed(), 'idempotency-key': ['a', 'b'] }
  const reply = await edge.inject({ method: 'POST', url, headers: twice, payload: JSON.stringify(move) })
  assert.equal(reply.statusCode, 400)
  assert.equal(reply.json<{ param: string }>().param, 'idempotency-key')
})

test('every answer names its request and may only be read', async () => {
  const answers = [
    await get('/v1/notes'),
    await get('/v1/notes', 'x'),
    await get('/v1/nothing'),
    await get('/openapi.json'),
    await get('/docs/errors'),
  ]
  for (const { headers } of answers) {
    assert.ok(headers['x-content-type-options'] === 'nosniff')
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/)
    assert.match(String(headers['strict-transport-security']), /max-age=31536000/)
  }
  const ids = answers.map(({ headers }) => String(headers['request-id']))
  assert.equal(new Set(ids).size, 5)
  for (const id of ids) assert.ok(isId('req', id))
  assert.equal(answers[0]?.headers['cache-control'], 'no-store')
})

test('a trace that comes in goes on; a malformed one is not believed', async () => {
  const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const { headers } = await get('/v1/notes', SECRET, { traceparent: parent })
  assert.match(String(headers['traceparent']), /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/)
  assert.notEqual(headers['traceparent'], parent)
  assert.equal((await get('/v1/notes', SECRET, { traceparent: '00-x' })).headers['traceparent'], undefined)
  const refused = await get('/v1/notes', 'x', { traceparent: parent })
  assert.match(
    String(refused.headers['traceparent']),
    /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/,
  )
})

test('an older version is served in its own shape, up and down, and says that it will end', async () => {
  const version = { 'florin-version': '2026-10-01' }
  const flat = { amount_minor: '1050', currency: 'USD', note: 'old' }
  for (const to of [url, '/v1/posts']) {
    const { status, body, headers } = await post({ key: fresh(), to, headers: version, body: flat })
    assert.equal(status, 201)
    assert.deepEqual({ ...body, id: '' }, { id: '', amount_minor: '1050', currency: 'USD', metadata: {} })
    assert.equal(headers['florin-version'], '2026-10-01')
    assert.equal(headers['deprecation'], '@1795219200')
    assert.equal(headers['sunset'], 'Sun, 21 Nov 2027 00:00:00 GMT')
    assert.match(
      String(headers['link']),
      /^<http:\/\/127\.0\.0\.1:4010\/docs\/guides\/.*>; rel="deprecation"/,
    )
  }
  const newer = await post({ key: fresh(), headers: version, body: move })
  assert.deepEqual(faultsOf(newer.body), [
    'required amount_minor',
    'required currency',
    'unknown_field amount',
  ])
  assert.match(String(newer.body['detail']), /^amount_minor: is required/)
  const refused = await post({ key: fresh(), headers: version, body: { ...flat, amount_minor: '1000001' } })
  assert.equal(`${refused.status} ${String(refused.body['param'])}`, '422 amount_minor')
})

test('without a header the version pinned to the key holds; an unknown one is refused with the list', async () => {
  const pinned = { authorization: `Bearer ${PINNED}` }
  const { status, headers } = await post({
    key: fresh(),
    headers: pinned,
    body: { amount_minor: '5', currency: 'USD' },
  })
  assert.equal(`${status} ${String(headers['florin-version'])}`, '201 2026-10-01')
  const current = await post({ key: fresh(), headers: { ...pinned, 'florin-version': '2026-11-21' } })
  assert.equal(`${current.status} ${String(current.headers['florin-version'])}`, '201 2026-11-21')
  assert.equal(current.headers['deprecation'], undefined)
  const unknown = await post({ key: fresh(), headers: { 'florin-version': '2020-01-01' } })
  assert.equal(unknown.body['code'], 'unknown_version')
  assert.match(String(unknown.body['detail']), /2026-11-21, 2026-10-01/)
})

test('a deprecated route says so in every version', async () => {
  const { headers } = await get('/v1/notes')
  assert.equal(headers['deprecation'], '@1790812800')
  assert.match(String(headers['link']), /guides\/notes/)
})

test('Prefer: wait says how long to hold the line, within limits', async () => {
  const order = async (prefer?: string) =>
    post({
      key: fresh(),
      to: '/v1/orders/home',
      body: { text: 'x' },
      ...(prefer === undefined ? {} : { headers: { prefer } }),
    })
  assert.equal((await order()).body['wait_ms'], 10_000)
  assert.equal((await order('wait=3')).body['wait_ms'], 3_000)
  assert.equal((await order('respond-async, wait="5"')).body['wait_ms'], 5_000)
  assert.equal((await order('respond-async')).body['wait_ms'], 10_000)
  const now = await order('wait=0')
  assert.equal(`${now.status} ${String(now.headers['preference-applied'])}`, '202 wait=0')
  assert.equal(now.headers['retry-after'], '1')
  for (const wrong of ['wait=31', 'wait=-1', 'wait=1.5', 'wait=', 'wait=x'])
    assert.equal((await order(wrong)).body['param'], 'Prefer', wrong)
})

test('lists page by key: nothing is skipped or doubled while rows are inserted, and a cursor is not edited', async () => {
  const tenant = { authorization: `Bearer ${OTHER}` }
  const write = (text: string) => post({ to: '/v1/notes', headers: tenant, body: { text } })
  for (const text of ['a', 'b', 'c', 'd', 'e']) await write(text)
  const seen: string[] = []
  let to = '/v1/notes?limit=2'
  for (let page = 0; page < 9; page++) {
    const { body } = await get(to, OTHER)
    seen.push(...(body['data'] as { text: string }[]).map((note) => note.text))
    if (page === 0) await write('f')
    if (body['has_more'] === false) break
    to = `/v1/notes?limit=2&cursor=${String(body['next_cursor'])}`
  }
  // Two notes of one millisecond have no order between them.
  assert.deepEqual(seen.toSorted(), ['a', 'b', 'c', 'd', 'e', 'f'])
  const { body } = await get('/v1/notes?limit=1', OTHER)
  const cursor = String(body['next_cursor'])
  const codeOf = async (query: string, credential = OTHER) =>
    (await get(`/v1/notes?${query}`, credential)).body['code']
  assert.equal(await codeOf(`cursor=${cursor}`), undefined)
  assert.equal(await codeOf(`cursor=${cursor.slice(0, -1)}A`), 'cursor_invalid')
  assert.equal(await codeOf(`cursor=${cursor}&contains=a`), 'cursor_invalid')
  assert.equal(await codeOf(`cursor=${cursor}`, SECRET), 'cursor_invalid')
  assert.equal(await codeOf('expand=history&limit=51'), 'expand_too_costly')
  assert.deepEqual((await get('/v1/notes?expand=history&limit=1', OTHER)).body['data'], [
    { ...(body['data'] as object[])[0], history: [] },
  ])
  for (const wrong of [
    'expand=author',
    'expand=history,history',
    'limit=0',
    'limit=101',
    'limit=1.0',
    'limit=',
    'limit=1&limit=2',
    'page=1',
  ])
    assert.equal(await codeOf(wrong), 'invalid_request', wrong)
})

test('other content is answered where a route declares it, and maps stand in brackets', async () => {
  const csv = await get('/v1/reports?format=csv')
  assert.equal(`${String(csv.headers['content-type'])} ${csv.text}`, 'text/csv rows\n0\n')
  const { body } = await get('/v1/reports?metadata[color]=red&days=7')
  assert.deepEqual(body, { rows: 7, tags: { color: 'red' } })
})
