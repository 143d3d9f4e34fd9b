// Goal: events are numbered per object without gaps and told in one order everywhere, over the real edge.
// Method: concurrent producers while the feed is read; lists, single events and the stream are compared.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import type { Day } from '../../kernel/world.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { routes, sentEvents } from './index.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'
import { type TestWebhooks, testFacts, testWebhooks } from './testing/test_webhooks.ts'

let t: TestWebhooks
let edge: Edge
let url: string
let scope: OpenScope
let receiver: Receiver
before(async () => {
  t = await testWebhooks({ world: realWorld() })
  scope = await t.newScope()
  receiver = await startReceiver()
  edge = edgeOf()
  url = `http://127.0.0.1:${(await edge.listen({ host: '127.0.0.1', port: 0 })).port}`
})
after(async () => {
  t.webhooks.endStreams()
  await edge.close()
  await t.close()
  await receiver.close()
})

const edgeOf = (): Edge =>
  createEdge({
    routes: routes(t.webhooks),
    events: sentEvents([testFacts.table]),
    authenticate: () => ({
      ok: true,
      value: {
        credential_id: 'key_spec',
        tenant_id: scope.tenant_id,
        tenant_public_id: 'ten_spec',
        mode: 'sandbox',
        kind: 'secret',
        allows: () => true,
        actor: scope.actor,
        version: '2026-11-21',
        world: scope.world,
      },
    }),
    db: t.database.db,
    world: realWorld(),
    log: silentLog,
    versions: { current: '2026-11-21' as Day, older: [], changes: [] },
    config: { public_url: 'http://127.0.0.1' },
  })

type Event = {
  id: string
  type: string
  object_id: string | null
  sequence: number
  previous_id: string | null
  data: { object: { id: string } }
}
type Page = { data: Event[]; has_more: boolean; next_cursor: string | null }
let keys = 0
type Answer<B> = { readonly status: number; readonly body: B }
async function call<B>(method: string, path: string, body?: unknown): Promise<Answer<B>> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      authorization: 'Bearer sk_test_x',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'POST' ? { 'idempotency-key': `key-${++keys}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const parsed = (text === '' ? null : JSON.parse(text)) as B
  return { status: answer.status, body: parsed } satisfies Answer<B>
}
async function all(query = ''): Promise<Event[]> {
  const events: Event[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = (
      await call<Page>('GET', `/v1/events?limit=100${query}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    ).body
    events.push(...page.data)
    cursor = page.next_cursor
  }
  return events
}

test('numbers of an object have no gaps, however many tell of it at once', async () => {
  const tellers = Array.from({ length: 8 }, async (_, teller) => {
    for (let round = 0; round < 15; round++) await t.tell(scope, `o${round % 3}`, `o${teller % 3}`)
  })
  const projecting = (async () => {
    for (let turn = 0; turn < 20; turn++) await t.project()
  })()
  await Promise.all([...tellers, projecting])
  await t.project()
  const events = await all()
  assert.equal(events.length, 240)
  for (const object of ['o0', 'o1', 'o2']) {
    const own = events.filter(({ data: { object: about } }) => about.id === object)
    assert.deepEqual(
      own.map(({ object_id, sequence, previous_id }) => [object_id, sequence, previous_id]),
      own.map((_, index) => [object, index + 1, own[index - 1]?.id ?? null]),
    )
    assert.deepEqual(await all(`&object_id=${object}`), own)
  }
  assert.deepEqual(await all(`&after=${events[199]?.id}`), events.slice(200))
  assert.deepEqual(await all('&type=thing.*'), events)
  assert.deepEqual(await all('&type=thing.broken'), [])
  for (const query of ['', '&object_id=o1', '&type=thing.*', '&type=thing.broken'])
    assert.deepEqual(await all(`${query}&order=newest_first`), (await all(query)).toReversed(), query)
  const back = `&after=${events[40]?.id}&order=newest_first`
  assert.deepEqual(await all(back), events.slice(0, 40).toReversed())
  assert.deepEqual((await call('GET', `/v1/events/${events[7]?.id}`)).body, events[7])
  assert.equal((await call('GET', '/v1/events/evt_01k0000000000000000000000a')).status, 404)
})

/** Reads a stream until `count` events came. */
async function follow(path: string, count: number, headers: Record<string, string> = {}): Promise<Event[]> {
  const answer = await fetch(url + path, { headers: { authorization: 'Bearer sk_test_x', ...headers } })
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  let text = ''
  let events: Event[] = []
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  while (events.length < count) {
    const { value, done } = await reader.read()
    if (done) break
    text += Buffer.from(value).toString()
    events = [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, line = '']) => JSON.parse(line) as Event)
  }
  await reader.cancel()
  return events
}

test('the stream goes on behind the last event, in the order of the list, while more is told', async () => {
  const before_it = await all()
  const from = before_it[235]
  const following = follow(`/v1/events/stream?after=${from?.id}`, 8)
  const resuming = follow('/v1/events/stream', 8, { 'last-event-id': from?.id ?? '' })
  await t.tell(scope, 'new', 'new', 'o1', 'new')
  await t.project()
  const expected = (await all()).slice(236)
  assert.deepEqual(await following, expected)
  assert.deepEqual(await resuming, expected)
  assert.equal((await call('GET', '/v1/events/stream?after=evt_01k0000000000000000000000a')).status, 404)
})

/** Opens a stream and takes its first piece: where it stands. */
async function begun(headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${url}/v1/events/stream`, {
    headers: { authorization: 'Bearer sk_test_x', ...headers },
  })
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return /^id: (.*)$/m.exec(Buffer.from(value ?? []).toString())?.[1] ?? ''
}

test('a stream whose line breaks before anything happened misses nothing', async () => {
  const place = await begun()
  assert.equal(place, (await all()).at(-1)?.id)
  await t.tell(scope, 'meanwhile')
  await t.project()
  const [missed] = await follow('/v1/events/stream', 1, { 'last-event-id': place })
  assert.deepEqual([missed?.data.object.id, missed?.previous_id], ['meanwhile', null])
  const old_scope = scope
  try {
    scope = await t.newScope()
    const beginning = await begun()
    await t.tell(scope, 'first')
    await t.project()
    const [first] = await follow('/v1/events/stream', 1, { 'last-event-id': beginning })
    assert.equal(first?.data.object.id, 'first')
  } finally {
    scope = old_scope
  }
})

test('an endpoint from its making to its end, over HTTP', async () => {
  type Endpoint = { id: string; secret: string; state: string; events: string[] }
  const bad = await call<{ errors: { param: string }[] }>('POST', '/v1/webhook-endpoints', {
    url: 'http://10.0.0.1/',
    events: ['nothing.*'],
    api_version: '2020-01-01',
  })
  assert.deepEqual(
    [bad.status, bad.body.errors.map(({ param }) => param)],
    [422, ['url', 'events', 'api_version']],
  )
  const made = await call<Endpoint>('POST', '/v1/webhook-endpoints', {
    url: receiver.url,
    events: ['thing.made'],
  })
  assert.equal(made.status, 201)
  assert.match(made.body.secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  const path = `/v1/webhook-endpoints/${made.body.id}`
  assert.equal((await call<Page>('GET', '/v1/webhook-endpoints')).body.data.length, 1)
  assert.equal((await call<{ status: number }>('POST', `${path}/test`)).body.status, 200)
  const changed = await call<Endpoint>('PATCH', path, { events: ['thing.*'], description: 'mine' })
  assert.deepEqual(changed.body.events, ['thing.*'])
  const rotated = await call<Endpoint>('POST', `${path}/rotate-secret`, { overlap_ms: 1_000 })
  assert.notEqual(rotated.body.secret, made.body.secret)
  assert.equal((await call<Endpoint>('POST', `${path}/disable`)).body.state, 'disabled')
  assert.equal((await call<Endpoint>('POST', `${path}/enable`)).body.state, 'enabled')
})

test('everything since a moment is sent once more, and shown as it was sent', async () => {
  type Endpoint = { id: string }
  const made = await call<Endpoint>('POST', '/v1/webhook-endpoints', { url: receiver.url, events: ['*'] })
  const path = `/v1/webhook-endpoints/${made.body.id}`
  const since = '2026-01-01T00:00:00Z'
  const counted = await call('POST', `${path}/recover`, { since, dry_run: true })
  assert.deepEqual(counted.body, { dry_run: true, again: 0, dead: 0, never: 245 })
  await call('POST', `${path}/recover`, { since })
  receiver.received.length = 0
  await t.deliver()
  assert.equal(receiver.received.length, 245)
  assert.deepEqual((await call('POST', `${path}/recover`, { since, dry_run: true })).body, {
    dry_run: true,
    again: 245,
    dead: 0,
    never: 0,
  })
  const page = await call<{ data: { id: string }[] }>(
    'GET',
    `/v1/webhook-deliveries?state=succeeded&endpoint_id=${made.body.id}`,
  )
  const id = page.body.data[0]?.id
  type Shown = { request_body: string; tried: { status: number; request_headers: Record<string, string> }[] }
  const shown = (await call<Shown>('GET', `/v1/webhook-deliveries/${id}`)).body
  const sent = receiver.received.find(({ headers }) => headers['florin-delivery'] === id)
  assert.equal(shown.request_body, sent?.body)
  for (const [name, value] of Object.entries(shown.tried[0]?.request_headers ?? {}))
    assert.equal(sent?.headers[name], value, name)
  assert.equal((await call('POST', `/v1/webhook-deliveries/${id}/redeliver`)).status, 202)
  assert.equal((await call('POST', `/v1/webhook-deliveries/${id}/redeliver`)).status, 409)
  await t.deliver()
  assert.equal((await call('DELETE', path)).status, 204)
  assert.equal((await call('GET', path)).status, 404)
})

test('the document names every event with the schema of its data', () => {
  const { webhooks = {} } = edge.openapi()
  assert.deepEqual(Object.keys(webhooks), ['thing.made', 'thing.broken'])
})

test('an end of the streams ends them cleanly', async () => {
  const answer = await fetch(`${url}/v1/events/stream`, { headers: { authorization: 'Bearer sk_test_x' } })
  t.webhooks.endStreams()
  assert.match(await answer.text(), /^retry: 2000\nid: evt_[0-9a-z]{26}\n\n$/)
})
