import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { secret } from '../../kernel/secret.ts'
import { realWorld } from '../../kernel/world.ts'
import { createSender } from '../outbound/sender.ts'
import { bytesContent, sha256Of } from './content.ts'
import { createHttpsTransport } from './https.ts'
import type { HttpsConfig } from './https_call.ts'
import { FileBroken } from './outcome.ts'
import { readAll, someBytes, valueOf } from './testing.ts'

// Goal: over HTTP a file arrives once and whole, and what is not known is called unknown.
// Method: a server on loopback that keeps files as a bank would, with faults where a test plans them.
const TOKEN = 'Bearer very-secret-token'
const stored = new Map<string, Buffer>()
const received: { method: string; url: string; headers: IncomingMessage['headers'] }[] = []
type Plan = (request: IncomingMessage, response: ServerResponse) => 'go_on' | 'answered' | 'answer_nothing'
let plan: Plan = () => 'go_on'
const answer =
  (status: number, text: string | Buffer): Plan =>
  (_, response) => {
    response.writeHead(status).end(text)
    return 'answered'
  }

function store(request: IncomingMessage, body: Buffer): number {
  const path = request.url ?? ''
  if (stored.has(path) && request.headers['if-none-match'] === '*') return 412
  stored.set(path, body)
  return 201
}

function serveFile(request: IncomingMessage, response: ServerResponse, file: Buffer): void {
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  const headers = {
    etag: `"${sha256Of(file).slice(0, 8)}"`,
    'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
  }
  if (range === null) return void response.writeHead(200, headers).end(file)
  const [from, to] = [Number(range[1]), Math.min(Number(range[2]), file.length - 1)]
  if (from >= file.length)
    return void response.writeHead(416, { ...headers, 'content-range': `bytes */${file.length}` }).end()
  const part = file.subarray(from, to + 1)
  response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${to}/${file.length}` }).end(part)
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method = '', url = '', headers } = request
  received.push({ method, url, headers })
  const planned = plan(request, response)
  if (planned === 'answered') return
  const status = method === 'PUT' || method === 'POST' ? store(request, Buffer.concat(chunks)) : 0
  if (planned === 'answer_nothing') return void request.socket.destroy()
  if (status > 0) return void response.writeHead(status).end()
  if (method === 'DELETE') return void response.writeHead(stored.delete(url) ? 204 : 404).end()
  if (url === '/acme/in/') {
    const files = [...stored].map(([path, { length }]) => ({ name: path.split('/').at(-1), size: length }))
    return void response.writeHead(200).end(JSON.stringify({ files: [...files, { name: '../x', size: 1 }] }))
  }
  const file = stored.get(url)
  if (file === undefined) return void response.writeHead(404).end('no such thing')
  serveFile(request, response, file)
}

const server = createServer((request, response) => void serve(request, response))
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
const world = realWorld()
const sender = createSender({ world })
after(async () => {
  await sender.close()
  server.closeAllConnections()
  await new Promise((resolve) => void server.close(resolve))
})
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme`
const connect = (config: Partial<HttpsConfig> = {}) =>
  createHttpsTransport(sender, { url, authorization: secret(TOKEN), ...config })
const begin = (): ReturnType<typeof connect> => {
  stored.clear()
  received.length = 0
  plan = () => 'go_on'
  return connect()
}
const bytes = someBytes(100_000)
const key = { path: 'in/päy 1.xml', size: bytes.length, sha256: sha256Of(bytes) }
const content = bytesContent(bytes)
const reasonOf = (outcome: { kind: string; reason?: string }): string => outcome.reason ?? outcome.kind

test('a file is sent with its digest, listed, read and removed; a repeat is the same request', async () => {
  const files = begin()
  assert.equal(valueOf(await files.upload(key.path, content, key)).was_there, false)
  assert.equal(valueOf(await files.upload(key.path, content, key)).was_there, true)
  const [first, second] = received
  assert.equal(first?.url, '/acme/in/p%C3%A4y%201.xml')
  const digest = createHash('sha256').update(bytes).digest('base64')
  assert.equal(first.headers['content-digest'], `sha-256=:${digest}:`)
  assert.equal(first.headers['authorization'], TOKEN)
  assert.match(String(first.headers['idempotency-key']), /^"[0-9a-f]{64}"$/)
  assert.equal(first.headers['idempotency-key'], second?.headers['idempotency-key'])
  assert.deepEqual(stored.get('/acme/in/p%C3%A4y%201.xml'), bytes)
  const { entries, refused_names } = valueOf(await files.list('in'))
  assert.deepEqual([entries.length, entries[0]?.size, refused_names], [1, 100_000, ['../x']])
  assert.equal(valueOf(await files.stat(key.path))?.size, 100_000)
  assert.equal(valueOf(await files.stat('in/other')), undefined)
  assert.deepEqual(await readAll(valueOf(await files.download(key.path)).bytes), bytes)
  assert.deepEqual(
    await readAll(valueOf(await files.download(key.path, { from_byte: 99_990 })).bytes),
    bytes.subarray(99_990),
  )
  assert.equal(
    (await readAll(valueOf(await files.download(key.path, { from_byte: 100_000 })).bytes)).length,
    0,
  )
  assert.equal(reasonOf(await files.download(key.path, { from_byte: 100_001 })), 'content_differs')
  for (let time = 0; time < 2; time++) assert.equal((await files.remove(key.path)).kind, 'done')
  assert.equal(reasonOf(await files.archive(key.path)), 'not_supported')
})

test('another way to send and the older digest are a matter of configuration', async () => {
  begin()
  valueOf(await connect({ method: 'POST', digest: 'digest' }).upload(key.path, content, key))
  assert.equal(received[0]?.method, 'POST')
  assert.equal(
    received[0].headers['digest'],
    `SHA-256=${createHash('sha256').update(bytes).digest('base64')}`,
  )
})

test('a name that another file has is refused, and content that is not as said is not sent', async () => {
  const files = begin()
  const other = someBytes(100_000, 2)
  valueOf(await files.upload(key.path, bytesContent(other), { sha256: sha256Of(other) }))
  assert.equal(reasonOf(await files.upload(key.path, content, key)), 'name_taken')
  assert.equal(reasonOf(await files.settle(key)), 'name_taken')
  assert.deepEqual(stored.values().next().value, other)
  received.length = 0
  const wrong = await files.upload('in/x', content, { sha256: sha256Of(other) })
  assert.equal(reasonOf(wrong), 'content_differs')
  assert.equal(received.length, 0)
})

test('an answer that was lost is unknown, and is settled by looking', async () => {
  const files = begin()
  plan = ({ method }) => (method === 'PUT' ? 'answer_nothing' : 'go_on')
  assert.equal((await files.upload(key.path, content, key)).kind, 'unknown')
  assert.deepEqual(valueOf(await files.settle(key)), { found: 'final' })
  assert.deepEqual(valueOf(await files.settle({ ...key, path: 'in/never' })), { found: 'neither' })
  plan = () => 'answer_nothing'
  assert.equal((await files.settle(key)).kind, 'unknown')
})

test('a status is a reason, and a fault of the server is unknown', async () => {
  const files = begin()
  const expected = [
    [401, 'authentication_failed'],
    [403, 'permission_denied'],
    [404, 'no_such_folder'],
    [413, 'too_long'],
    [429, 'busy'],
    [422, 'failed'],
    [301, 'failed'],
    [507, 'disk_full'],
    [500, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
  ] as const
  for (const [status, reason] of expected) {
    plan = answer(status, `no: ${TOKEN}\n!`)
    const outcome = await files.upload(key.path, content, key)
    assert.equal(reasonOf(outcome), reason, String(status))
    assert.equal('why' in outcome && outcome.why, `status ${status}: no: [secret] !`)
  }
})

test('a file of many parts is read part by part, and one that changes meanwhile is not', async () => {
  const files = begin()
  const long = someBytes(5_000_000)
  stored.set('/acme/in/long', long)
  received.length = 0
  assert.ok((await readAll(valueOf(await files.download('in/long')).bytes)).equals(long))
  assert.equal(received.length, 2)
  const stream = valueOf(await files.download('in/long')).bytes
  stored.set('/acme/in/long', someBytes(5_000_000, 3))
  await assert.rejects(readAll(stream), (error) => error instanceof FileBroken && error.at_byte > 0)
  plan = answer(200, long)
  const whole = await readAll(valueOf(await files.download('in/long', { from_byte: 4_999_000 })).bytes)
  assert.ok(whole.equals(long.subarray(4_999_000)), 'a server that knows no parts')
})

test('a listing that is none is refused', async () => {
  const files = begin()
  for (const text of [
    '',
    '<html>',
    '{}',
    '[1]',
    '[{"name":1}]',
    '{"files":{"name":"x"}}',
    '[{"name":"a","name":"b"}]',
  ]) {
    plan = answer(200, text)
    assert.equal(reasonOf(await files.list('in')), 'failed', text)
  }
})

test('an address that a tenant gave leads where the policy lets it', async () => {
  begin()
  const files = connect({ policy: { may_loop_back: false } })
  assert.equal(reasonOf(await files.list('in')), 'no_connection')
  assert.equal(received.length, 0)
})
