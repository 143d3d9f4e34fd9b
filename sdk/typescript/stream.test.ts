import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthenticationError, ConnectionError, DeclinedError, Florin, type StreamState } from './index.ts'
import { hastyRuntime, listen } from './testing.ts'

// Goal: a stream tells each event once and none is lost, however often the line breaks; a lost answer costs nothing.
// Method: a server that cuts lines at the worst places, and keeps count of what it was asked.

const event = (at: number): string => `id: evt_${at}\nevent: thing.done\ndata: {"n":${at}}\n\n`

test('a stream goes on behind the last event, and what comes again is told once', async () => {
  const asked: (string | undefined)[] = []
  const server = await listen((request, response) => {
    const after = request.headers['last-event-id'] as string | undefined
    asked.push(after)
    if (asked.length === 2) return void response.writeHead(503, { 'retry-after': '1' }).end('starting')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const from = Number(after?.slice(4) ?? 0)
    // A server that goes back a little, and cuts an event in the middle.
    response.write(event(Math.max(1, from)) + event(from + 1))
    response.end(event(from + 2) + event(from + 3).slice(0, 20))
  })
  const stop = new AbortController()
  const states: StreamState['state'][] = []
  const client = new Florin('sk_test_x', { url: server.url, runtime: hastyRuntime() })
  const told: string[] = []
  const stream = client.stream('/v1/events/stream', {
    signal: stop.signal,
    on_state: ({ state }) => states.push(state),
  })
  for await (const { id } of stream) {
    told.push(id)
    if (told.length === 6) stop.abort()
  }
  assert.deepEqual(told, ['evt_1', 'evt_2', 'evt_3', 'evt_4', 'evt_5', 'evt_6'])
  assert.deepEqual(asked.slice(0, 4), [undefined, 'evt_2', 'evt_2', 'evt_4'])
  assert.ok(states.includes('lost') && states[0] === 'open')
  await server.close()
})

test('a stream that falls silent is opened again where it stood', async () => {
  const asked: (string | undefined)[] = []
  const server = await listen((request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    // Where the stream stands is said before anything happens; then nothing comes any more.
    response.write(asked.length === 1 ? 'id: evt_7\n\n' : event(8))
  })
  const client = new Florin('sk_test_x', { url: server.url, runtime: hastyRuntime() })
  for await (const { id } of client.stream('/v1/events/stream', { silence_ms_max: 10_000 })) {
    assert.equal(id, 'evt_8')
    break
  }
  assert.deepEqual(asked, [undefined, 'evt_7'])
  await server.close()
})

test('a stream that nobody may read is an error, not a wait', async () => {
  const server = await listen((_request, response) => {
    const problem = { code: 'unauthenticated', detail: 'No.', title: 'No.', status: 401, retry: 'never' }
    response.writeHead(401, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  })
  const client = new Florin('sk_test_x', { url: server.url, runtime: hastyRuntime() })
  await assert.rejects(client.stream('/v1/events/stream').next(), AuthenticationError)
  await server.close()
})

test('a lost answer is asked for again under the same key', async () => {
  const keys: unknown[] = []
  const server = await listen((request, response) => {
    keys.push(request.headers['idempotency-key'])
    if (keys.length < 3) return void request.socket.destroy()
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  const client = new Florin('sk_test_x', { url: server.url, runtime: hastyRuntime() })
  const { attempts } = await client.post('/v1/things', {})
  assert.deepEqual([attempts, keys.length, new Set(keys).size], [3, 3, 1])
  await server.close()
})

test('a decline names the payment, the code and the advice', async () => {
  const server = await listen((_request, response) => {
    const members = {
      payment: 'pay_1',
      decline_code: 'insufficient_funds',
      advice: 'try_again_later',
      network_code: '51',
    }
    const problem = {
      code: 'card_declined',
      detail: 'Declined.',
      title: 'Declined.',
      status: 402,
      ...members,
    }
    response
      .writeHead(402, { 'content-type': 'application/problem+json', 'request-id': 'req_1' })
      .end(JSON.stringify(problem))
  })
  const client = new Florin('sk_test_x', { url: server.url, runtime: hastyRuntime() })
  await assert.rejects(client.post('/v1/things', {}), (error) => {
    assert.ok(error instanceof DeclinedError)
    assert.deepEqual(
      [error.payment, error.decline_code, error.advice, error.network_code, error.request_id],
      ['pay_1', 'insufficient_funds', 'try_again_later', '51', 'req_1'],
    )
    return true
  })
  await server.close()
})

test('when nobody answers, the error says so after every try', async () => {
  const server = await listen(() => undefined)
  const client = new Florin('sk_test_x', {
    url: server.url,
    runtime: hastyRuntime(),
    timeout_ms: 1_000,
    max_retries: 1,
  })
  await assert.rejects(
    client.get('/'),
    (error) => error instanceof ConnectionError && error.reason === 'timed_out' && error.attempts === 2,
  )
  await server.close()
  await assert.rejects(
    client.get('/'),
    (error) => error instanceof ConnectionError && error.reason === 'unreachable',
  )
})
