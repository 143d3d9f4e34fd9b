import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { pause, realWorld, simWorld } from '../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { Edge } from '../platform/http/edge.ts'
import type { EdgeTls } from '../platform/http/edge_types.ts'
import { SECRET, sampleEdge } from '../platform/http/testing/sample_edge.ts'
import { DEADLINE_LOOK_MS, DEADLINE_MS } from '../platform/http/limits.ts'
import { type SampleHooks, sampleSchema } from '../platform/http/testing/sample_routes.ts'

let database: TestDatabase
let edge: Edge
let port: number
let hooks: SampleHooks = {}
const HOST = '127.0.0.1'

before(async () => {
  database = await createTestDatabase()
  await database.admin.query(sampleSchema)
  edge = sampleEdge(database.db, {
    hooks: { during_move: async (value) => hooks.during_move?.(value) },
    set: { in_flight_max: 10 },
  })
  port = (await edge.listen({ host: HOST, port: 0 })).port
})
after(async () => {
  await edge.close()
  await database.drop()
})

const pem = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8')
const move = JSON.stringify({ amount: { value: '5', currency: 'USD' } })
const head = (line: string, ...headers: string[]): string =>
  [
    line,
    `Host: ${HOST}`,
    `Authorization: Bearer ${SECRET}`,
    'Content-Type: application/json',
    ...headers,
    '',
    '',
  ].join('\r\n')
const withBody = (key: string, body = move): string =>
  head('POST /v1/moves HTTP/1.1', `Content-Length: ${Buffer.byteLength(body)}`, `Idempotency-Key: ${key}`) +
  body

/** Sends bytes as they are and returns everything that comes back until the server closes. */
function raw(text: string | Buffer, at = port): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(at, HOST, () => void socket.write(text))
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)))
  })
}
const closing = (text: string): string => text.replace('\r\nHost:', '\r\nConnection: close\r\nHost:')
const bodyOf = (answer: string): Record<string, unknown> =>
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>

test('bytes that are not HTTP get a problem and a closed connection', async () => {
  const answer = await raw('GEX / HTPP\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 400 /)
  assert.equal(bodyOf(answer)['code'], 'malformed_http')
  const large = await raw(head('GET /v1/notes HTTP/1.1', `X-Large: ${'x'.repeat(20_000)}`))
  assert.match(large, /^HTTP\/1\.1 431 /)
  assert.equal(bodyOf(large)['code'], 'headers_too_large')
  const both = await raw(
    closing(head('POST /v1/moves HTTP/1.1', 'Content-Length: 3', 'Transfer-Encoding: chunked')),
  )
  assert.match(both, /^HTTP\/1\.1 400 /)
  for (const problem of [answer, large, both]) {
    assert.match(problem, /\r\nFlorin-Should-Retry: false\r\n/)
    assert.equal(/\r\nRequest-Id: (\S+)/.exec(problem)?.[1], bodyOf(problem)['request_id'])
  }
})

test('a request without Host is refused by the name of the header, for whatever it asks', async () => {
  const hostless = (line: string): string => closing(head(line)).replace(`Host: ${HOST}\r\n`, '')
  const paths = ['/v1/notes', '/docs/errors', '/nowhere']
  for (const line of paths.map((path) => `GET ${path} HTTP/1.1`)) {
    const answer = await raw(hostless(line))
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*content-type: application\/problem\+json/i, line)
    const { code, param, detail } = bodyOf(answer)
    assert.deepEqual([code, param], ['invalid_header', 'Host'])
    assert.match(String(detail), /^Host is missing;/)
  }
  assert.match(await raw(hostless('GET /v1/notes HTTP/1.0')), /^HTTP\/1\.1 200 /)
  const next = hostless('GET /v1/notes HTTP/1.1').replace('Connection: close\r\n', '')
  const both = await raw(next + closing(head('GET /v1/notes HTTP/1.1')))
  assert.match(both, /^HTTP\/1\.1 400 [\s\S]*HTTP\/1\.1 200 /)
})

test('a method nobody knows, and an expectation nobody can meet, are refused as anything else is', async () => {
  const query = await raw(closing(head('QUERY /v1/notes HTTP/1.1')))
  assert.match(query, /^HTTP\/1\.1 405 [\s\S]*allow: GET, HEAD, POST/)
  const expecting = await raw(closing(head('GET /v1/notes HTTP/1.1', 'Expect: a-miracle')))
  assert.match(expecting, /^HTTP\/1\.1 400 /)
  assert.equal(bodyOf(expecting)['param'], 'Expect')
  const coded = await raw(
    closing(head('POST /v1/moves HTTP/1.1', 'Transfer-Encoding: gzip, chunked', 'Idempotency-Key: coded')) +
      '2\r\n{}\r\n0\r\n\r\n',
  )
  assert.match(coded, /^HTTP\/1\.1 415 /)
  assert.equal(bodyOf(coded)['param'], 'Transfer-Encoding')
})

test('a credential or key that is sent twice is refused, not chosen from', async () => {
  for (const header of [
    `Authorization: Bearer ${SECRET}`,
    'Content-Type: application/json',
    'IDEMPOTENCY-KEY: b',
  ]) {
    const answer = await raw(closing(withBody('twice').replace('\r\nHost:', `\r\n${header}\r\nHost:`)))
    assert.match(answer, /^HTTP\/1\.1 400 /, header)
    assert.equal(bodyOf(answer)['code'], 'invalid_header')
  }
})

test('requests that follow each other on one connection, split anywhere, are each answered', async () => {
  const bytes = Buffer.from(withBody('pipe-1') + withBody('pipe-2') + closing(withBody('pipe-3')))
  for (const size of [bytes.length, 7, 100]) {
    const answer = await inPieces(bytes, size)
    assert.equal(answer.match(/HTTP\/1\.1 201/g)?.length, 3, String(size))
  }
})

async function inPieces(bytes: Buffer, size: number): Promise<string> {
  const socket = connect(port, HOST)
  let answer = ''
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString()
  })
  const closed = new Promise<void>((resolve) => void socket.on('close', () => resolve()))
  for (let at = 0; at < bytes.length; at += size)
    await new Promise((resolve) => void socket.write(bytes.subarray(at, at + size), resolve))
  await closed
  return answer
}

test('a body too large is refused by its announced length, or as soon as it is, and nothing more is read', async () => {
  const announced = await raw(
    head('POST /v1/moves HTTP/1.1', 'Content-Length: 50000000', 'Idempotency-Key: big'),
  )
  assert.match(announced, /^HTTP\/1\.1 413 /)
  assert.match(announced, /connection: close/i)
  const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`
  const chunked = await raw(
    head('POST /v1/moves HTTP/1.1', 'Transfer-Encoding: chunked', 'Idempotency-Key: big') + chunk.repeat(40),
  )
  assert.match(chunked, /^HTTP\/1\.1 413 /)
})

test('callers that go away in the middle of a body leave no place taken', async () => {
  const half = withBody('half').slice(0, -10)
  for (let time = 0; time < 30; time++) {
    const socket: Socket = connect(port, HOST)
    await new Promise((resolve) => void socket.write(half, resolve))
    socket.destroy()
    await new Promise((resolve) => void socket.on('close', resolve))
  }
  // Thirty lost requests on a server of ten places: it still has one.
  let answer = await raw(closing(withBody('after-half')))
  while (answer.startsWith('HTTP/1.1 503')) answer = await raw(closing(withBody('after-half')))
  assert.match(answer, /^HTTP\/1\.1 201 /)
})

test('when the server fills up reports go first, then other work, money last, and all of them before any work', async () => {
  const held: Promise<string>[] = []
  const gates: (() => void)[] = []
  hooks = { during_move: () => new Promise((resolve) => void gates.push(resolve)) }
  const status = async (text: string): Promise<string> => (await raw(closing(text))).slice(9, 12)
  const hold = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++) {
      held.push(raw(closing(withBody(`held-${held.length}`))))
      while ((await admitted()) < held.length);
    }
  }
  const admitted = async (): Promise<number> => {
    await pause(realWorld(), 1)
    return edge.load() * 10
  }
  await hold(6)
  assert.equal(await status(head('GET /v1/reports HTTP/1.1')), '503')
  assert.equal(await status(head('GET /v1/notes?limit=0 HTTP/1.1')), '400')
  await hold(2)
  const refused = await raw(closing(head('GET /v1/notes HTTP/1.1')))
  assert.match(refused, /^HTTP\/1\.1 503 /)
  assert.match(refused, /retry-after: 1/i)
  assert.equal(bodyOf(refused)['code'], 'overloaded')
  await hold(2)
  assert.equal(await status(withBody('over')), '503')
  const progress = { is_over: false }
  const answers = Promise.all(held).finally(() => {
    progress.is_over = true
  })
  while (!progress.is_over) {
    for (const open of gates.splice(0)) open()
    await admitted()
  }
  for (const answer of await answers) assert.match(answer, /^HTTP\/1\.1 201 /)
  hooks = {}
  assert.equal(await status(withBody('over')), '201')
})

test('a server that stops finishes what it began and sends what comes after elsewhere', async () => {
  let open = (): void => undefined
  let enter = (): void => undefined
  const entered = new Promise<void>((resolve) => {
    enter = resolve
  })
  const during_move = (): Promise<void> => {
    enter()
    return new Promise((left) => {
      open = left
    })
  }
  const stopping = sampleEdge(database.db, { hooks: { during_move } })
  const at = (await stopping.listen({ host: HOST, port: 0 })).port
  const socket = connect(at, HOST, () => void socket.write(withBody('stopping')))
  let answer = ''
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString()
  })
  const ended = new Promise<void>((resolve) => void socket.on('close', () => resolve()))
  await entered
  const closed = stopping.close()
  await new Promise((resolve) => void socket.write(withBody('too-late'), resolve))
  open()
  await ended
  await closed
  assert.match(answer, /^HTTP\/1\.1 201 [\s\S]*connection: close/i)
  await assert.rejects(raw(withBody('gone'), at))
})

test('work that does not come back is answered for at its deadline, and a repeat with the key finds what it did', async () => {
  const world = simWorld(5n)
  let open = (): void => undefined
  let enter = (): void => undefined
  const [entered, left] = [
    new Promise<void>((resolve) => void (enter = resolve)),
    new Promise<void>((resolve) => void (open = resolve)),
  ]
  const during_move = (): Promise<void> => {
    enter()
    return left
  }
  const stuck = sampleEdge(database.db, { hooks: { during_move }, world })
  const at = (await stuck.listen({ host: HOST, port: 0 })).port
  const answer = raw(closing(withBody('stuck')), at)
  await entered
  assert.ok(stuck.load() > 0)
  for (let second = 0; second <= DEADLINE_MS; second += DEADLINE_LOOK_MS) world.advance(DEADLINE_LOOK_MS)
  assert.match(await answer, /^HTTP\/1\.1 503 [\s\S]*retry-after: 1/i)
  assert.deepEqual([bodyOf(await answer)['code'], bodyOf(await answer)['retry']], ['too_late', 'same_key'])
  assert.equal(stuck.load(), 0)
  open()
  const again = await raw(closing(withBody('stuck')), at)
  assert.match(again, /^HTTP\/1\.1 201 [\s\S]*idempotency-status: replayed/i)
  await stuck.close()
})

type Shown = { key?: string; cert?: string }
async function overTls(tls: Partial<EdgeTls>, shown: Shown): Promise<string> {
  const served = sampleEdge(database.db, {
    set: { tls: { key: pem('server.key'), cert: pem('server.pem'), ...tls } },
  })
  const at = (await served.listen({ host: HOST, port: 0 })).port
  const headers = { authorization: `Bearer ${SECRET}` }
  const options = {
    host: HOST,
    port: at,
    path: '/v1/notes',
    headers,
    ca: pem('authority.pem'),
    agent: false,
    ...shown,
  }
  const outcome = await new Promise<string>((resolve) => {
    const asked = tlsRequest(options, (reply) => {
      reply.resume()
      resolve(String(reply.statusCode))
    })
    asked.on('error', () => resolve('no connection'))
    asked.end()
  })
  await served.close()
  return outcome
}

test('TLS is served by configuration, with client certificates optional or required', async () => {
  const client = { key: pem('client.key'), cert: pem('client.pem') }
  const stranger = { key: pem('stranger.key'), cert: pem('stranger.pem') }
  const optional = { client_ca: pem('authority.pem'), client_certificate: 'optional' } as const
  const required = { client_ca: pem('authority.pem'), client_certificate: 'required' } as const
  assert.equal(await overTls({}, {}), '200')
  assert.equal(await overTls(optional, {}), '200')
  assert.equal(await overTls(optional, client), '200')
  assert.equal(await overTls(optional, stranger), 'no connection')
  assert.equal(await overTls(required, client), '200')
  assert.equal(await overTls(required, {}), 'no connection')
  assert.equal(await overTls(required, stranger), 'no connection')
})

test('addresses in forwarded headers are believed from a configured proxy only', async () => {
  const seen: string[] = []
  const ask = async (trusted_proxies?: string[]): Promise<void> => {
    const served = sampleEdge(database.db, {
      ...(trusted_proxies === undefined ? {} : { set: { trusted_proxies } }),
      authenticate: (_credential, ip) => {
        seen.push(ip)
        return { ok: false, error: { code: 'unauthenticated', status: 401, retry: 'never', text: '' } }
      },
    })
    const at = (await served.listen({ host: HOST, port: 0 })).port
    const headers = { authorization: 'Bearer x', 'x-forwarded-for': '203.0.113.9' }
    await new Promise((resolve) => {
      plainRequest({ host: HOST, port: at, path: '/v1/notes', headers, agent: false }, resolve).end()
    })
    await served.close()
  }
  await ask()
  await ask(['10.0.0.0/8'])
  await ask([HOST])
  assert.deepEqual(seen, [HOST, HOST, '203.0.113.9'])
})
