import assert from 'node:assert/strict'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net'
import { after, test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { frame } from './frames.ts'
import { createSender } from './sender.ts'
import type { Dial, WireReply, WireRequest } from './wire.ts'

// Goal: an address that a tenant gave leads where that tenant may go and nowhere else, over HTTP and over TCP.
// Method: servers on this machine that count their connections, and names that lead wherever the test says.
const world = realWorld()
const servers: Server[] = []
let connections = 0
async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.on('connection', () => void connections++)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const http_port = await listen(createHttp((_, response) => response.end('here')))
const tcp_port = await listen(createTcp((socket) => socket.on('data', () => socket.write(frame('here')))))
let leads_to: readonly string[] = []
const sender = createSender({ world, resolve: async () => leads_to })
after(async () => {
  await sender.close()
  for (const server of servers) server.close()
})

const over_http: WireRequest = { transport: 'http', method: 'GET', path: '/', headers: {}, body: '' }
const over_tcp: WireRequest = { transport: 'tcp', body: 'hello', key: 'one' }
const send = (url: string, may_loop_back: boolean): Promise<WireReply> => {
  const dial: Dial = { url, timeout_ms: 5_000, policy: { may_loop_back }, key_of: () => 'one' }
  return sender.send(dial, url.startsWith('tcp:') ? over_tcp : over_http)
}
const refused = 'must lead to a public address'

test('who may use this machine’s own addresses reaches them, by number and by name', async () => {
  leads_to = ['127.0.0.1']
  for (const host of ['127.0.0.1', 'localhost'])
    for (const url of [`http://${host}:${http_port}`, `tcp://${host}:${tcp_port}`]) {
      const reply = await send(url, true)
      assert.ok(reply.kind === 'answered', `${url}: ${JSON.stringify(reply)}`)
      assert.equal(reply.answer.body, 'here')
    }
})

test('who may not reaches none of them, and no connection is made', async () => {
  connections = 0
  for (const host of ['127.0.0.1', '127.1', '0x7f000001', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])
    for (const url of [`http://${host}:${http_port}`, `tcp://${host}:${tcp_port}`])
      assert.deepEqual(await send(url, false), { kind: 'not_sent', why: refused }, url)
  assert.equal(connections, 0)
})

test('a public name that leads to a private address is refused at each connection, with and without loopback', async () => {
  connections = 0
  for (const addresses of [['127.0.0.1'], ['10.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['::ffff:127.0.0.1']])
    for (const may_loop_back of [true, false])
      for (const url of ['https://acquirer.example', `tcp://acquirer.example:${tcp_port}`]) {
        leads_to = addresses
        const why = 'the name does not lead to a public address'
        assert.deepEqual(await send(url, may_loop_back), { kind: 'not_sent', why }, url)
      }
  assert.equal(connections, 0)
})

test('an address of our own has no policy, and goes where it says', async () => {
  const reply = await sender.send({ url: `http://127.0.0.1:${http_port}`, timeout_ms: 5_000 }, over_http)
  assert.equal(reply.kind, 'answered')
})
