import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { createSafeDialer, type PostReply } from './safe_dialer.ts'

const world = realWorld()
const servers: Server[] = []
const dialer = createSafeDialer({ world })
after(async () => {
  await dialer.close()
  for (const server of servers) server.closeAllConnections()
  await Promise.all(servers.map((server) => new Promise((resolve) => void server.close(resolve))))
})

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const post = (url: string, more: { may_loop_back?: boolean; timeout_ms?: number } = {}): Promise<PostReply> =>
  dialer.post({
    url,
    policy: { may_loop_back: more.may_loop_back ?? true },
    headers: ['content-type', 'application/json'],
    body: '{"ü":1}',
    timeout_ms: more.timeout_ms ?? 5_000,
  })

test('the body and the headers arrive, with the name in Host; the answer comes back', async () => {
  const url = await listen((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () =>
      response
        .writeHead(202, { 'x-a': 'b' })
        .end(
          `${request.headers.host} ${request.headers['content-type']} ${Buffer.concat(chunks).toString()}`,
        ),
    )
  })
  const reply = await post(`${url.replace('127.0.0.1', 'localhost')}/x?y=1`)
  assert.ok(reply.kind === 'answered')
  assert.equal(reply.status, 202)
  assert.equal(reply.headers['x-a'], 'b')
  assert.equal(
    String(reply.body),
    `${new URL(url).host.replace('127.0.0.1', 'localhost')} application/json {"ü":1}`,
  )
})

test('a redirect is an answer and is not followed', async () => {
  let asked = 0
  const url = await listen((_, response) => {
    asked++
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  const reply = await post(url)
  assert.ok(reply.kind === 'answered')
  assert.deepEqual([reply.status, asked], [307, 1])
})

test('an answer without end is cut at 64 KB, and its status counts', async () => {
  const url = await listen((_, response) => {
    response.writeHead(200)
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
      response.once('drain', more)
    }
    more()
  })
  const reply = await post(url)
  assert.ok(reply.kind === 'answered')
  assert.deepEqual([reply.status, reply.body.length], [200, 65_536])
})

test('who does not answer in time has failed; who refuses the connection too', async () => {
  const url = await listen(() => undefined)
  assert.deepEqual(await post(url, { timeout_ms: 20 }), { kind: 'failed', why: 'no answer within 20 ms' })
  assert.deepEqual(await post('http://127.0.0.1:1/'), { kind: 'failed', why: 'ECONNREFUSED' })
})

test('loopback is not dialled for whoever may not, and no request arrives', async () => {
  let asked = 0
  const url = await listen((_, response) => {
    asked++
    response.end()
  })
  assert.equal((await post(url, { may_loop_back: false })).kind, 'refused')
  assert.equal(asked, 0)
})

test('a name that leads to a private address is refused when it is dialled, each time anew', async () => {
  const answers = [['10.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::ffff:127.0.0.1']]
  const rebinding = createSafeDialer({ world, resolve: async () => answers.shift() ?? ['127.0.0.1'] })
  for (let turn = 0; turn < 4; turn++) {
    const reply = await rebinding.post({
      url: 'https://rebind.example/',
      policy: { may_loop_back: true },
      headers: [],
      body: '{}',
      timeout_ms: 5_000,
    })
    assert.deepEqual(reply, { kind: 'refused', why: 'the name does not lead to a public address' })
  }
  await rebinding.close()
})
