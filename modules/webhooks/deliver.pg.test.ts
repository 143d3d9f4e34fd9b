// Goal: every public fact reaches every endpoint that asks for it at least once, signed, whatever breaks in between.
// Method: the real dialer to receivers on this machine, in a world whose time is moved.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Webhook as Standard } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import type { OpenScope } from '../../platform/scope.ts'
import { realWorld } from '../../kernel/world.ts'
import type { Delivery } from './index.ts'
import { RETRY_WAITS_MS } from './limits.ts'
import { type Received, type Receiver, startReceiver } from './testing/receiver.ts'
import { type TestWebhooks, testWebhooks, valueOf } from './testing/test_webhooks.ts'

let t: TestWebhooks
const receivers: Receiver[] = []
before(async () => {
  t = await testWebhooks()
})
after(async () => {
  await t.close()
  await Promise.all(receivers.map((receiver) => receiver.close()))
})
async function newReceiver(): Promise<Receiver> {
  const receiver = await startReceiver()
  receivers.push(receiver)
  return receiver
}
const list = (scope: OpenScope): Promise<Delivery[]> =>
  t.webhooks.listDeliveries(scope, {}, { before: undefined, limit: 1_000 })
const idsOf = (received: readonly Received[]): string[] =>
  received.map(({ headers }) => String(headers['webhook-id']))
const objectsOf = (received: readonly Received[]): string[] =>
  received.map(({ body }) => (JSON.parse(body) as { data: { object: { id: string } } }).data.object.id)
async function tellAndDeliver(scope: OpenScope, ...objects: string[]): Promise<void> {
  await t.tell(scope, ...objects)
  await t.project()
  await t.deliver()
}

test('a delivery says what the event says, under the id of the event', async () => {
  const scope = await t.newScope()
  const receiver = await newReceiver()
  await t.endpoint(scope, { url: receiver.url })
  await tellAndDeliver(scope, 'a', 'b', 'a')
  assert.equal(receiver.received.length, 3)
  const events = await t.webhooks.listEvents(scope, {}, { after_seq: 0n, limit: 10 })
  const bodies = new Set(receiver.received.map(({ body }) => body))
  for (const { text } of events) assert.ok(bodies.has(text))
  const parsed = events.map(({ text }) => JSON.parse(text) as Record<string, unknown>)
  assert.deepEqual(
    parsed.map(({ sequence, previous_id }) => [sequence, previous_id]),
    [
      [1, null],
      [1, null],
      [2, parsed[0]?.['id']],
    ],
  )
  assert.deepEqual(
    (await list(scope)).map(({ state }) => state),
    ['succeeded', 'succeeded', 'succeeded'],
  )
})

/** The libraries look at the real clock, so this one runs by it. */
test('the libraries of Standard Webhooks and Svix verify a delivery, and Stripe’s form its own', async () => {
  const real = await testWebhooks({ world: realWorld() })
  const scope = await real.newScope()
  const receiver = await newReceiver()
  const { secret, endpoint } = await real.endpoint(scope, { url: receiver.url, signature: 'stripe' })
  const verify = (plain: string, { headers, body }: Received): void => {
    const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    new Standard(plain).verify(body, own)
    new Svix(plain).verify(body, own)
  }
  await real.tell(scope, 'ü')
  await real.project()
  await real.deliver()
  const [first] = receiver.received
  assert.ok(first !== undefined)
  verify(secret.reveal(), first)
  assert.throws(() => verify(secret.reveal(), { ...first, body: `${first.body} ` }))
  const [time = '', v1 = ''] = String(first.headers['stripe-signature']).split(',')
  const expected = createHmac('sha256', secret.reveal())
    .update(`${time.slice(2)}.${first.body}`)
    .digest('hex')
  assert.equal(v1, `v1=${expected}`)

  const rotated = valueOf(await real.webhooks.rotateSecret(scope, endpoint.id, 60_000))
  await real.tell(scope, 'b')
  await real.project()
  await real.deliver()
  const second = receiver.received[1]
  assert.ok(second !== undefined)
  verify(secret.reveal(), second)
  verify(rotated.secret.reveal(), second)

  valueOf(await real.webhooks.rotateSecret(scope, endpoint.id, 0))
  await real.tell(scope, 'c')
  await real.project()
  await real.deliver()
  const third = receiver.received[2]
  assert.ok(third !== undefined)
  assert.throws(() => verify(secret.reveal(), third))
  await real.close()
})

test('what fails is sent again by the schedule, eight times in all, and then is dead', async () => {
  const scope = await t.newScope()
  const receiver = await newReceiver()
  receiver.answer = () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } })
  await t.endpoint(scope, { url: receiver.url })
  await tellAndDeliver(scope, 'a')
  for (const [index, wait_ms] of RETRY_WAITS_MS.entries()) {
    assert.equal(receiver.received.length, index + 1)
    t.world.advance(wait_ms - 1)
    assert.equal(await t.deliver(), 0)
    t.world.advance(wait_ms * 0.2 + 1)
    assert.equal(await t.deliver(), 1)
  }
  const [delivery] = await list(scope)
  assert.deepEqual([delivery?.state, delivery?.attempts, delivery?.last_status], ['dead', 8, 302])
  assert.equal(new Set(idsOf(receiver.received)).size, 1)
  receiver.answer = () => ({ status: 204 })
  valueOf(await t.transact(scope, (inner) => t.webhooks.redeliver(inner, (delivery as Delivery).id)))
  await t.deliver()
  const found = valueOf(await t.webhooks.findDelivery(scope, (delivery as Delivery).id))
  assert.equal(found.delivery.state, 'succeeded')
  assert.equal(found.attempts.length, 9)
  assert.equal(found.body, receiver.received[0]?.body)
})

test('Retry-After makes a wait longer', async () => {
  const scope = await t.newScope()
  const receiver = await newReceiver()
  receiver.answer = () => ({ status: 503, headers: { 'retry-after': '600' } })
  await t.endpoint(scope, { url: receiver.url })
  await tellAndDeliver(scope, 'a')
  t.world.advance(599_000)
  assert.equal(await t.deliver(), 0)
  t.world.advance(1_000)
  assert.equal(await t.deliver(), 1)
})

test('a crash between sending and writing it down sends the same event again, under the same id', async () => {
  const scope = await t.newScope()
  const receiver = await newReceiver()
  await t.endpoint(scope, { url: receiver.url })
  await t.tell(scope, 'a')
  await t.project()
  // This process claims and sends, and dies before its result is written: its answer never comes, and it does not notice.
  const dead = t.another({ world: { ...t.world, after: () => () => undefined } })
  receiver.answer = () => undefined
  assert.equal(await dead.deliverDue(), 1)
  await receiver.got(1)
  receiver.answer = () => ({ status: 200 })
  assert.equal(await t.deliver(), 0)
  t.world.advance(60_001)
  assert.equal(await t.deliver(), 1)
  assert.equal(receiver.received.length, 2)
  assert.equal(new Set(idsOf(receiver.received)).size, 1)
  const [delivery] = await list(scope)
  assert.deepEqual([delivery?.state, delivery?.attempts], ['succeeded', 2])
})

test('nothing is lost while an endpoint is disabled: it gets all of it when it is enabled', async () => {
  const scope = await t.newScope()
  const receiver = await newReceiver()
  receiver.answer = () => ({ status: 500 })
  const { endpoint } = await t.endpoint(scope, { url: receiver.url })
  await tellAndDeliver(scope, 'before')
  await t.transact(scope, (inner) => t.webhooks.moveEndpoint(inner, endpoint.id, 'disabled'))
  await tellAndDeliver(scope, 'x', 'y', 'z')
  assert.deepEqual(
    [receiver.received.length, (await list(scope)).every(({ state }) => state === 'held')],
    [1, true],
  )
  receiver.answer = () => ({ status: 200 })
  await t.transact(scope, (inner) => t.webhooks.moveEndpoint(inner, endpoint.id, 'enabled'))
  await t.deliver()
  assert.deepEqual(objectsOf(receiver.received.slice(1)).sort(), ['before', 'x', 'y', 'z'])
})

test('410 disables at once, five days of failure do in the end, and the tenant hears of it', async () => {
  const scope = await t.newScope()
  const gone = await newReceiver()
  gone.answer = () => ({ status: 410 })
  const failing = await newReceiver()
  failing.answer = () => ({ status: 500 })
  const first = await t.endpoint(scope, { url: gone.url, filters: ['thing.*'] })
  const second = await t.endpoint(scope, { url: failing.url, filters: ['thing.*'] })
  await tellAndDeliver(scope, 'a')
  for (let day = 0; day < 6; day++) {
    t.world.advance(86_400_000)
    await tellAndDeliver(scope, `day ${day}`)
  }
  const states = await Promise.all(
    [first, second].map(async ({ endpoint }) => valueOf(await t.webhooks.findEndpoint(scope, endpoint.id))),
  )
  assert.deepEqual(
    states.map(({ state, disabled_because }) => [state, disabled_because]),
    [
      ['disabled', 'gone'],
      ['disabled', 'failing'],
    ],
  )
  const told = await t.webhooks.listEvents(
    scope,
    { type: 'webhook_endpoint.*' },
    { after_seq: 0n, limit: 10 },
  )
  assert.deepEqual(
    told.map(({ text }) => (JSON.parse(text) as { data: { object: { id: string } } }).data.object.id),
    [first.endpoint.id, second.endpoint.id],
  )
  failing.received.length = 0
  failing.answer = () => ({ status: 200 })
  await t.transact(scope, (inner) => t.webhooks.moveEndpoint(inner, second.endpoint.id, 'enabled'))
  await t.deliver()
  assert.ok(objectsOf(failing.received).includes('day 5'))
})

test('by_object: one of an object at a time, the next when the one before was taken or is dead', async () => {
  const scope = await t.newScope()
  const receiver = await newReceiver()
  receiver.answer = ({ body }) => ({ status: body.includes('"id":"a"') ? 500 : 200 })
  await t.endpoint(scope, { url: receiver.url, ordering: 'by_object' })
  await tellAndDeliver(scope, 'a', 'a', 'b', 'b', 'a')
  assert.deepEqual(objectsOf(receiver.received).sort(), ['a', 'b', 'b'])
  receiver.answer = () => ({ status: 200 })
  t.world.advance(6_000)
  await t.deliver()
  const events = receiver.received.map(
    ({ body }) => JSON.parse(body) as { sequence: number; data: { object: { id: string } } },
  )
  for (const [object, expected] of [
    ['a', [1, 1, 2, 3]],
    ['b', [1, 2]],
  ] as const)
    assert.deepEqual(
      events
        .filter(
          ({
            data: {
              object: { id },
            },
          }) => id === object,
        )
        .map(({ sequence }) => sequence),
      expected,
    )
})

test('a receiver that does not answer keeps nobody else waiting', async () => {
  const scope = await t.newScope()
  const silent = await newReceiver()
  silent.answer = () => undefined
  const quick = await newReceiver()
  await t.endpoint(scope, { url: silent.url })
  await t.endpoint(scope, { url: quick.url })
  await t.tell(scope, ...Array.from({ length: 300 }, (_, index) => `o${index}`))
  await t.project()
  // Which endpoint a look found something for is not told: waiting for the quick one's next might be for nothing.
  while (quick.received.length < 300) await t.webhooks.deliverDue()
  assert.equal(quick.received.length, 300)
  const idle = t.webhooks.idle()
  t.world.advance(15_001)
  await idle
  const faults = (await list(scope)).filter(
    ({ last_status, state }) => last_status === null && state === 'waiting',
  )
  assert.ok(faults.length >= 128)
  const endpoints = await t.webhooks.listEndpoints(scope, { after: undefined, limit: 10 })
  for (const { id } of endpoints)
    await t.transact(scope, (inner) => t.webhooks.moveEndpoint(inner, id, 'deleted'))
})

test('a sandbox that stands still is told at once; moved ahead, its retries come that much earlier', async () => {
  const scope = await t.newScope()
  const receiver = await newReceiver()
  receiver.answer = () => ({ status: 500 })
  await t.endpoint(scope, { url: receiver.url, filters: ['thing.*'] })
  await t.transact(scope, async (inner) => valueOf(await t.auth.moveClock(inner, { move: 'freeze' })))
  await tellAndDeliver(scope, 'a')
  t.world.advance(6_001)
  assert.equal(await t.deliver(), 1)
  assert.equal(receiver.received.length, 2)
  await t.transact(scope, async (inner) =>
    valueOf(await t.auth.moveClock(inner, { move: 'by', by_ms: 360_000 })),
  )
  await t.project()
  assert.equal(await t.deliver(), 1)
  assert.equal(receiver.received.length, 3)
})

test('a live tenant’s events never go to this machine', async () => {
  const scope = await t.newScope('live')
  await assert.rejects(t.endpoint(scope, { url: 'http://127.0.0.1:4010/' }), /webhook_endpoint_invalid/)
})
