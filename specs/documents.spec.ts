import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Type as T } from 'typebox'
import { ok } from '../kernel/result.ts'
import { StartRefused } from '../platform/db/start_refused.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { Edge, Operations } from '../platform/http/edge.ts'
import { type Route, route } from '../platform/http/route.ts'
import { keyed, PINNED, sampleEdge } from '../platform/http/testing/sample_edge.ts'
import { sampleVersions } from '../platform/http/testing/sample_versions.ts'
import { silentLog } from '../platform/telemetry/log.ts'

let database: TestDatabase
let edge: Edge
let isReady = true
const operations: Operations = {
  live: () => ({ is_live: true }),
  ready: async () => ({ is_ready: isReady, because: isReady ? null : 'the database does not commit' }),
  metricsText: async () => 'florin_up 1\n',
}

before(async () => {
  database = await createTestDatabase()
  edge = sampleEdge(database.db, { operations })
})
after(async () => {
  await edge.close()
  await database.drop()
})

const get = (url: string) => edge.inject({ url })
type Json = Readonly<Record<string, unknown>>
/** Every object inside, with the path to it. */
function walk(value: unknown, visit: (object: Json, path: string) => void, path = '#'): void {
  if (typeof value !== 'object' || value === null) return
  visit(value as Json, path)
  for (const [name, inner] of Object.entries(value)) walk(inner, visit, `${path}/${name}`)
}

test('the document is OpenAPI 3.1, one operation per route, and every reference leads somewhere', async () => {
  const document = (await get('/openapi.json')).json<Json>()
  assert.match(String(document['openapi']), /^3\.1\./)
  const operationIds: unknown[] = []
  const at = (ref: string): unknown =>
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((value, name) => (value as Json | undefined)?.[name.replaceAll('~1', '/')], document)
  walk(document, (object, path) => {
    if (typeof object['operationId'] === 'string') operationIds.push(object['operationId'])
    if (typeof object['$ref'] === 'string')
      assert.ok(at(object['$ref']) !== undefined, `${path}: ${object['$ref']}`)
    assert.equal(object['$id'], undefined, path)
    assert.equal(object['fault'], undefined, path)
  })
  assert.deepEqual(new Set(operationIds), new Set(edge.routes.map(({ route: one }) => one.operation_id)))
})

test('an operation says its scope, key, versions, errors by status, headers and an example', () => {
  const { paths, components } = edge.openapi()
  const move = paths['/v1/moves']?.['post']
  assert.deepEqual(move?.security, [{ bearer: ['sample.moves:write'] }, { session: ['sample.moves:write'] }])
  const refs = (move?.parameters ?? []).map((parameter) => parameter['$ref'])
  assert.deepEqual(refs, [
    '#/components/parameters/florin_version',
    '#/components/parameters/idempotency_key_required',
  ])
  assert.deepEqual(Object.keys(move?.responses ?? {}), [
    '201',
    '400',
    '401',
    '403',
    '404',
    '409',
    '413',
    '415',
    '422',
    '429',
    '500',
    '503',
  ])
  const name = String(move?.responses['422']?.['$ref']).split('/').at(-1) ?? ''
  assert.match(JSON.stringify(components.responses[name]), /"enum":\["idempotency_mismatch","move_refused"\]/)
  assert.match(JSON.stringify(move?.requestBody), /"example":\{"amount":\{"value":"1050"/)
  assert.match(JSON.stringify(move?.responses['201']), /Idempotency-Status/)
  assert.match(JSON.stringify(components.schemas['AmountInput']), /"additionalProperties":false/)
})

test('an older version has a document of its own', () => {
  const older = JSON.stringify(edge.openapi('2026-10-01'))
  assert.match(older, /"amount_minor"/)
  assert.doesNotMatch(JSON.stringify(edge.openapi()), /amount_minor/)
})

test('every error that any route can answer has a page that says what to do', async () => {
  const index = (await get('/docs/errors')).body
  const codes = new Set<string>()
  walk(edge.openapi(), (object, path) => {
    if (path.endsWith('/properties/code') && Array.isArray(object['enum']))
      for (const code of object['enum']) codes.add(String(code))
  })
  assert.ok(codes.size > 25)
  for (const code of codes) {
    const page = await get(`/docs/errors/${code}`)
    assert.equal(page.statusCode, 200, code)
    assert.match(page.body, /What to do/)
    assert.ok(index.includes(`/docs/errors/${code}"`), code)
    const twin = (await get(`/docs/errors/${code}.md`)).body
    const [, problem = ''] = /```json\n([\s\S]*?)```/.exec(twin) ?? []
    assert.equal((JSON.parse(problem) as { code: string }).code, code)
    assert.match(twin, /## What to do\n\n\w/)
    assert.ok((await get('/docs/errors.md')).body.includes(`/docs/errors/${code}.md)`), code)
  }
})

test('a code that nothing answers with has no page, and a page is only read', async () => {
  for (const code of ['no_such_code', '__proto__', 'toString', 'a/b', '.md', 'x.md'])
    assert.equal((await get(`/docs/errors/${code}`)).statusCode, 404, code)
  const deleted = async (code: string) =>
    (await edge.inject({ method: 'DELETE', url: `/docs/errors/${code}` })).statusCode
  assert.equal(await deleted('invalid_request'), 405)
  assert.equal(await deleted('no_such_code'), 404)
})

test('the docs load nothing from anywhere else: not the page, and not by policy', async () => {
  const page = await get('/docs/api/')
  assert.equal(page.statusCode, 200)
  const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1])
  assert.deepEqual(sources, ['/docs/florin.svg', 'key.js', 'js/scalar.js', 'start.js'])
  assert.doesNotMatch(page.body, /https?:|<script(?![^>]* src=)|<style| style=| on[a-z]+=/)
  const start = (await get('/docs/api/start.js')).body
  for (const off of [
    '"telemetry":false',
    '"withDefaultFonts":false',
    '"showDeveloperTools":"never"',
    '"hideClientButton":true',
  ])
    assert.ok(start.includes(off), off)
  const policy = String(page.headers['content-security-policy'])
  assert.match(policy, /^default-src 'self';script-src 'self';/)
  assert.doesNotMatch(policy, /https?:|unsafe-eval|\*/)
  const script = await get('/docs/api/js/scalar.js')
  assert.match(String(script.headers['content-type']), /javascript/)
  assert.ok(script.body.length > 1_000_000)
  assert.equal((await get('/docs/api')).headers['location'], '/docs/api/')
})

test('health, readiness and metrics answer for themselves', async () => {
  assert.deepEqual((await get('/healthz')).json(), { is_live: true })
  assert.deepEqual((await get('/readyz')).json(), { is_ready: true, because: null })
  isReady = false
  const refused = await get('/readyz')
  assert.equal(
    `${refused.statusCode} ${refused.body}`,
    '503 {"is_ready":false,"because":"the database does not commit"}',
  )
  assert.equal((await get('/metrics')).body, 'florin_up 1\n')
  assert.deepEqual((await get('/')).json<Json>()['docs'], '/docs/')
})

test('a page may load, frame and submit nothing but this server’s own, and is only read', async () => {
  const page = await get('/docs/errors')
  assert.match(String(page.headers['content-security-policy']), /default-src 'self'/)
  assert.equal((await edge.inject({ method: 'POST', url: '/docs/errors' })).statusCode, 405)
})

test('with tracing on a request runs inside a span that knows its caller', async () => {
  const spans: unknown[] = []
  const traced = sampleEdge(database.db, {
    tracing: {
      traceparent: () => `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      async span(name, options, fn) {
        const outcome = await fn({
          set: (attributes) => void spans.push({ name, ...attributes, parent: options.parent?.trace_id }),
        })
        return outcome
      },
    },
  })
  const headers = { ...keyed(), traceparent: `00-${'a'.repeat(32)}-${'c'.repeat(16)}-01` }
  const reply = await traced.inject({ url: '/v1/reports', headers })
  assert.equal(reply.headers['traceparent'], `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`)
  assert.deepEqual(spans, [{ name: 'getReport', 'http.response.status_code': 200, parent: 'a'.repeat(32) }])
  await traced.close()
})

test('every request is counted by route, version and reason; what was refused is written down once', async () => {
  const counted: string[] = []
  const lines: string[] = []
  const watched = sampleEdge(database.db, {
    metrics: {
      route: (path, method) => (status) => void counted.push(`${method} ${path} ${status}`),
      version: (version) => void counted.push(version),
      deprecated: (version, client) => void counted.push(`deprecated ${version} ${client}`),
      shed: (reason) => void counted.push(`shed ${reason}`),
      limited: (reason) => void counted.push(`limited ${reason}`),
    },
    log: {
      ...silentLog,
      info: (event, fields) =>
        void lines.push(`${event} ${fields?.status} ${fields?.route} ${fields?.tenant}`),
    },
    set: { in_flight_max: 2, rates: { key: { count: 2, window_s: 60 } } },
  })
  const ask = (url: string) => watched.inject({ url, headers: keyed() })
  await ask('/v1/reports')
  await ask('/v1/reports?days=x')
  await ask('/v1/reports')
  const { length } = counted
  await watched.inject({ url: '/v1/reports', headers: { authorization: `Bearer ${PINNED}` } })
  assert.deepEqual(counted.splice(length), [
    '2026-10-01',
    'deprecated 2026-10-01 key_pinned',
    'GET /v1/reports 200',
  ])
  assert.deepEqual(counted, [
    '2026-11-21',
    'GET /v1/reports 200',
    '2026-11-21',
    'GET /v1/reports 400',
    '2026-11-21',
    'limited key',
    'GET /v1/reports 429',
  ])
  assert.deepEqual(lines, [
    'request_finished 400 /v1/reports ten_1',
    'request_finished 429 /v1/reports ten_1',
  ])
  await watched.close()
})

const plain = {
  kind: 'read',
  method: 'GET',
  path: '/v1/things/{id}',
  operation_id: 'getThing',
  tag: 'Things',
  summary: 'Get a thing.',
  scope: 'things:read',
  params: T.Object({ id: T.String() }),
  status: 200,
  reply: T.Object({}),
  errors: {},
  run: async () => ok({ body: {} }),
} as const
const starts =
  (change: object, ...more: Route[]) =>
  () =>
    void sampleEdge(database.db, {
      routes: [{ ...route(plain), ...change }, ...more],
      versions: { ...sampleVersions, changes: [] },
    }).close()

test('a route that would be unsafe to serve stops the start, with one sentence that names it', () => {
  assert.doesNotThrow(starts({}))
  const refused: [object, RegExp][] = [
    [{ scope: '' }, /GET \/v1\/things\/\{id\} declares no scope/],
    [{ scope: undefined }, /declares no scope/],
    [{ params: undefined }, /has the path parameters \[id\], its schema \[\]/],
    [{ kind: 'transaction', idempotency: 'accepted' }, /which GET must not/],
    [{ body: T.Object({}) }, /declares a body/],
    [
      { method: 'POST', kind: 'transaction', idempotency: 'accepted', moves_money: true },
      /must require an Idempotency-Key/,
    ],
    [{ query: T.Object({ rate: T.Number() }) }, /number with a fraction/],
    [{ query: T.Object({ any: T.Object({}, { additionalProperties: true }) }) }, /lets unknown fields in/],
    [{ errors: { invalid_json: { status: 422, retry: 'never', text: 'Other.' } } }, /declared twice/],
  ]
  for (const [change, message] of refused)
    assert.throws(
      starts(change),
      (error: Error) => error instanceof StartRefused && message.test(error.message),
      String(message),
    )
  assert.throws(starts({}, route(plain)), /route GET \/v1\/things\/\{\} is declared twice/)
  assert.throws(starts({ path: '/v1/others/{id}' }, route(plain)), /operation getThing is declared twice/)
})

test('one schema name stands for one thing', () => {
  const named = (field: string) => T.Object({ [field]: T.Optional(T.String()) }, { $id: 'Same' })
  const other = route({ ...plain, path: '/v1/others/{id}', operation_id: 'getOther', reply: named('a') })
  const twice = sampleEdge(database.db, {
    routes: [route({ ...plain, reply: named('b') }), other],
    versions: { ...sampleVersions, changes: [] },
  })
  assert.throws(() => twice.openapi(), /The schema name Same stands for two different things/)
})
