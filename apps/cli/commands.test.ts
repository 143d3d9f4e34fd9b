import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { pause, systemRuntime } from '../../sdk/typescript/index.ts'
import { listen } from '../../sdk/typescript/testing.ts'
import { testCli } from './testing.ts'

// Goal: each command asks the API for what it says, shows what came back, and ends with the exit code that fits.
// Method: a server in the test that records requests and answers with bodies as the API documents them.

type Asked = {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly key: string | undefined
}
type Reply = { readonly status: number; readonly body: unknown }
const asked: Asked[] = []
const replies = new Map<string, Reply>()
let server: Awaited<ReturnType<typeof listen>>
/** Pieces of the stream of events, one for each connection. */
const streams: string[] = []
const resumed: (string | undefined)[] = []

before(async () => {
  server = await listen((request, response, text) => {
    const [method, path] = [request.method ?? '', request.url ?? '']
    if (path.startsWith('/v1/events/stream')) {
      resumed.push(request.headers['last-event-id'] as string | undefined)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return void response.end(streams.shift() ?? '')
    }
    const body = text === '' ? undefined : (JSON.parse(text) as unknown)
    asked.push({ method, path, body, key: request.headers['idempotency-key'] as string | undefined })
    const reply = replies.get(`${method} ${path.split('?')[0]}`) ?? {
      status: 404,
      body: refusal(404, 'route_not_found'),
    }
    const type = reply.status < 400 ? 'application/json' : 'application/problem+json'
    response
      .writeHead(reply.status, { 'content-type': type, 'request-id': 'req_1' })
      .end(JSON.stringify(reply.body))
  })
})
after(() => server.close())

const refusal = (status: number, code: string, more: object = {}) => ({
  status,
  code,
  title: code,
  detail: `It is ${code}.`,
  ...more,
})
const amount = (value: string) => ({ value, currency: 'USD' })
const payment = {
  id: 'pay_1',
  status: 'succeeded',
  amount: amount('1050'),
  amount_captured: amount('1050'),
  amount_refunded: amount('0'),
  reference: 'order-1',
  card: { scheme: 'visa', last4: '4242' },
  created_at: '2026-11-21T02:46:00.000000Z',
  next_action: null,
  finality: { state: 'provisional', because: 'it can be disputed' },
}
const signedIn = () => testCli({ FLORIN_KEY: 'sk_test_abcdefghijkl', FLORIN_URL: server.url })
const create = [
  'payments',
  'create',
  '--amount',
  '10.50',
  '--currency',
  'USD',
  '--payment-method',
  'pm_card_visa',
]

test('login asks, looks whether the key is good, and keeps it where only its owner can read it', async () => {
  replies.set('GET /v1/tenant', { status: 200, body: { id: 'ten_1', name: 'Shop', mode: 'sandbox' } })
  const cli = await testCli()
  cli.answers.push(server.url, 'sk_test_abcdefghijkl')
  const { exit, out } = await cli.run('login')
  assert.equal(exit, 0)
  assert.match(out, /Signed in as Shop \(ten_1, sandbox\)/)
  assert.ok(!out.includes('abcdefgh'))
  const file = join(cli.folder, '.config/florin/config.json')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.match(await readFile(file, 'utf8'), /sk_test_abcdefghijkl/)
  cli.answers.push(server.url, 'sk_test_zyxwvutsrqpo')
  await cli.run('login', '--profile', 'other')
  const listed = await cli.run('profile', 'list')
  assert.match(listed.out, /default +http.*sk_test_…ijkl/)
  assert.match(listed.out, /\* +other/)
  assert.equal((await cli.run('profile', 'use', 'default')).exit, 0)
  const unknown = await cli.run('profile', 'use', 'defalt')
  assert.deepEqual([unknown.exit, unknown.err.includes('there is no profile')], [2, true])
})

test('without a key a command says how to get one', async () => {
  const { exit, err } = await (await testCli()).run('payments', 'get', 'pay_1')
  assert.equal(exit, 4)
  assert.match(err, /no key is known\n.*florin login/)
})

test('a payment is made with an exact amount and one key, and shown as it stands', async () => {
  replies.set('POST /v1/payments', { status: 201, body: payment })
  const cli = await signedIn()
  const { exit, out } = await cli.run(
    ...create,
    '--reference',
    'order-1',
    '--metadata',
    'a=b',
    '--capture-method',
    'manual',
    '--idempotency-key',
    'mine',
  )
  assert.equal(exit, 0)
  assert.deepEqual(asked.at(-1), {
    method: 'POST',
    path: '/v1/payments',
    key: 'mine',
    body: {
      amount: amount('1050'),
      payment_method: 'pm_card_visa',
      reference: 'order-1',
      metadata: { a: 'b' },
      capture_method: 'manual',
    },
  })
  assert.match(
    out,
    /^pay_1 {2}succeeded\n {2}amount +10\.50 USD\n[^]*card +visa •4242\n[^]*because +it can be disputed/,
  )
  assert.deepEqual(JSON.parse((await cli.run(...create, '--json')).out), payment)
})

test('a decline ends with 1 and says why and what to do, as words and as JSON', async () => {
  const more = {
    payment: 'pay_2',
    decline_code: 'insufficient_funds',
    advice: 'try_again_later',
    network_code: '51',
  }
  replies.set('POST /v1/payments', { status: 402, body: refusal(402, 'card_declined', more) })
  const cli = await signedIn()
  const { exit, err } = await cli.run(...create)
  assert.equal(exit, 1)
  assert.match(
    err,
    /card_declined \(402\).*\n {2}payment pay_2, decline code insufficient_funds, network code 51, advice try_again_later\n {2}request req_1/,
  )
  const json = JSON.parse((await cli.run(...create, '--json')).err) as { error: { decline_code: string } }
  assert.equal(json.error.decline_code, 'insufficient_funds')
})

test('an outcome that nobody knows yet is told as such', async () => {
  replies.set('POST /v1/payments', {
    status: 202,
    body: { ...payment, status: 'processing', amount_captured: amount('0') },
  })
  const { exit, out } = await (await signedIn()).run(...create)
  assert.equal(exit, 0)
  assert.match(out, /not known yet: `florin payments get pay_1`/)
})

test('a part is captured, canceled and refunded in the payment’s own currency', async () => {
  replies.set('GET /v1/payments/pay_1', { status: 200, body: payment })
  for (const verb of ['capture', 'cancel'])
    replies.set(`POST /v1/payments/pay_1/${verb}`, { status: 200, body: payment })
  replies.set('POST /v1/refunds', {
    status: 201,
    body: { id: 'ref_1', status: 'succeeded', amount: amount('250') },
  })
  const cli = await signedIn()
  await cli.run('payments', 'capture', 'pay_1', '--amount', '2.50')
  assert.deepEqual(asked.at(-1)?.body, { amount: amount('250') })
  await cli.run('payments', 'cancel', 'pay_1')
  assert.deepEqual([asked.at(-1)?.path, asked.at(-1)?.body], ['/v1/payments/pay_1/cancel', {}])
  const { out } = await cli.run(
    'refunds',
    'create',
    '--payment',
    'pay_1',
    '--amount',
    '2.5',
    '--reason',
    'duplicate',
  )
  assert.deepEqual(asked.at(-1)?.body, { payment: 'pay_1', amount: amount('250'), reason: 'duplicate' })
  assert.equal(out, 'ref_1  succeeded\n  amount  2.50 USD')
})

test('lists are tables with filters, and customers are made', async () => {
  replies.set('GET /v1/payments', {
    status: 200,
    body: { data: [payment], has_more: false, next_cursor: null },
  })
  const customer = {
    id: 'cus_1',
    reference: 'user-1',
    name: 'Anna',
    email: null,
    created_at: payment.created_at,
  }
  replies.set('POST /v1/customers', { status: 201, body: customer })
  replies.set('GET /v1/customers', { status: 200, body: { data: [], has_more: false, next_cursor: null } })
  const cli = await signedIn()
  const { out } = await cli.run('payments', 'list', '--reference', 'order-1', '--limit', '5')
  assert.equal(asked.at(-1)?.path, '/v1/payments?reference=order-1&limit=5')
  assert.match(
    out,
    /^id +status +amount +card +reference .*\npay_1 +succeeded +10\.50 USD +visa •4242 +order-1 .*2026-11-21T02:46:00/,
  )
  await cli.run('customers', 'create', '--reference', 'user-1', '--name', 'Anna')
  assert.deepEqual(asked.at(-1)?.body, { reference: 'user-1', name: 'Anna' })
  assert.equal((await cli.run('customers', 'list')).out, 'There are none.')
})

test('every other route is a path away', async () => {
  replies.set('POST /v1/anything', { status: 201, body: { id: 'x' } })
  const cli = await signedIn()
  const { out } = await cli.run('post', '/v1/anything', '-q', 'a=1', '-d', 'b.c=2', 'd:=[3]')
  assert.deepEqual(
    [asked.at(-1)?.path, asked.at(-1)?.body, JSON.parse(out)],
    ['/v1/anything?a=1', { b: { c: '2' }, d: [3] }, { id: 'x' }],
  )
  const refused = await cli.run('get', '/v1/nothing')
  assert.deepEqual([refused.exit, refused.err.includes('route_not_found (404)')], [1, true])
  assert.match((await cli.run('get', 'v1/tenant')).err, /is not a path\n.*write \/v1\/tenant/)
})

const eventText = (at: number, status: string): string =>
  JSON.stringify({
    id: `evt_${at}`,
    type: `payment.${status}`,
    object_id: 'pay_1',
    created_at: payment.created_at,
    data: { object: { id: 'pay_1', status } },
  })
const event = (at: number, status: string): string =>
  `id: evt_${at}\nevent: payment.${status}\ndata: ${eventText(at, status)}\n\n`

test('listen forwards each event once, signed, over lost connections, and says what was answered', async () => {
  const heard: { id: string; type: string }[] = []
  const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
  const cli = await signedIn()
  const shop = await listen((request, response, body) => {
    const told = new Webhook(secret).verify(body, request.headers as Record<string, string>) as {
      id: string
      type: string
    }
    heard.push(told)
    response.writeHead(told.type === 'payment.canceled' ? 500 : 200).end()
    if (heard.length === 3) systemRuntime().after(1, () => cli.interrupt())
  })
  streams.push(event(1, 'authorized') + event(2, 'succeeded'), event(2, 'succeeded') + event(3, 'canceled'))
  const { exit, out, err } = await cli.run(
    'listen',
    '--forward-to',
    shop.url,
    '--secret',
    secret,
    '--type',
    'payment.*',
  )
  assert.equal(exit, 0)
  assert.deepEqual(
    heard.map(({ id }) => id),
    ['evt_1', 'evt_2', 'evt_3'],
  )
  assert.deepEqual(resumed.slice(0, 2), [undefined, 'evt_2'])
  assert.match(out, /payment\.authorized {2}pay_1 {2}authorized {2}→ 200\n/)
  assert.match(out, /payment\.canceled {2}pay_1 {2}canceled {2}→ 500$/)
  assert.match(err, new RegExp(`signed with ${secret.replaceAll(/[+/]/g, '.')}`))
  await shop.close()
})

test('tail shows events as they happen, and a local address that is not there stops nothing', async () => {
  streams.push(event(7, 'succeeded'))
  const cli = await signedIn()
  const running = cli.run('events', 'tail', '--json')
  while (cli.lines.length === 0) await pause(systemRuntime(), 1)
  cli.interrupt()
  assert.equal((JSON.parse((await running).out) as { id: string }).id, 'evt_7')
  streams.push(event(8, 'succeeded'))
  const listening = cli.run('listen', '--forward-to', 'http://127.0.0.1:1')
  while (cli.lines.length === 0) await pause(systemRuntime(), 1)
  cli.interrupt()
  assert.match((await listening).out, /→ no answer \(/)
})

test('events begin in the past and over lost connections, each event once, and only those that were asked for', async () => {
  replies.set('GET /v1/sandbox/clock', { status: 200, body: { now: '2026-11-21T03:00:00Z' } })
  replies.set('GET /v1/events', { status: 200, body: { data: [JSON.parse(eventText(0, 'declined'))] } })
  streams.push(event(1, 'authorized') + event(2, 'declined'), event(2, 'declined') + event(3, 'declined'))
  const cli = await signedIn()
  const running = cli.run(
    'events',
    'tail',
    '--since',
    '1h',
    '--status',
    'declined',
    '--type',
    'payment.*',
    '--json',
  )
  while (cli.lines.length < 3) await pause(systemRuntime(), 1)
  cli.interrupt()
  const ids = (await running).out.split('\n').map((line) => (JSON.parse(line) as { id: string }).id)
  assert.deepEqual(
    [ids, resumed.slice(-2)],
    [
      ['evt_0', 'evt_2', 'evt_3'],
      ['evt_0', 'evt_2'],
    ],
  )
  const late = cli.run('events', 'tail', '--since', '2026-11-21T02:47:00Z')
  streams.push(event(4, 'declined'))
  while (resumed.length < 8) await pause(systemRuntime(), 1)
  cli.interrupt()
  assert.equal((await late).out, '')
  assert.equal((await cli.run('events', 'tail', '--since', 'soon')).exit, 2)
})

test('the sandbox’s clock and its world are moved from the command line', async () => {
  const clock = { now: '2026-11-21T00:00:00.000000Z', is_frozen: false, ahead_ms: 86_400_000 }
  for (const path of [
    'GET /v1/sandbox/clock',
    'POST /v1/sandbox/clock/advance',
    'POST /v1/sandbox/clock/freeze',
  ])
    replies.set(path, { status: 200, body: clock })
  replies.set('POST /v1/sandbox/simulate/events', { status: 202, body: {} })
  replies.set('POST /v1/sandboxes', {
    status: 201,
    body: { id: 'ten_2', secret_key: 'sk_test_secretsecret', publishable_key: 'pk_test_publicpublic' },
  })
  const cli = await signedIn()
  assert.match((await cli.run('clock', 'show')).out, /running, 1\.00 days ahead/)
  await cli.run('clock', 'advance', '1d12h')
  assert.deepEqual(asked.at(-1)?.body, { by_ms: 129_600_000 })
  await cli.run('clock', 'advance', '2026-12-24T18:00:00Z')
  assert.deepEqual(asked.at(-1)?.body, { to: '2026-12-24T18:00:00Z' })
  assert.equal((await cli.run('clock', 'advance', 'soon')).exit, 2)
  await cli.run('trigger', 'dispute.created', '--object', 'pay_1')
  assert.deepEqual(asked.at(-1)?.body, { type: 'dispute.created', object: 'pay_1' })
  const made = await cli.run('clock', 'create', 'play')
  assert.ok(!made.out.includes('secretsecret'))
  assert.match((await cli.run('profile', 'list')).out, /\* +play +http.*sk_test_…cret/)
})

test('a wrong call names what was probably meant', async () => {
  const cli = await signedIn()
  const unknown = await cli.run('paymnets')
  assert.deepEqual(
    [unknown.exit, unknown.err],
    [2, "florin: unknown command 'paymnets'; did you mean “payments”?\n  → --help says what it takes"],
  )
  const bare = await cli.run('payments', 'create')
  assert.deepEqual([bare.exit, bare.err.includes('--amount is required')], [2, true])
  assert.equal((await cli.run(...create.slice(0, -1), 'pm_card_visa', '--metadata', 'x')).exit, 2)
})
