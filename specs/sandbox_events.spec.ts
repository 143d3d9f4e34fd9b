// Goal: every event that callers can hear of can be made to happen, or says why it cannot.
// Method: the whole server and the simulator; each trigger is pulled, and the event has to be in the feed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventCatalogue } from '../apps/server/event_catalogue.ts'
import { type SandboxApp, startSandboxApp } from './sandbox_app.ts'

let api: SandboxApp
before(async () => {
  api = await startSandboxApp()
})
after(() => api?.close())

type List<T> = { readonly data: readonly T[] }
type Row = {
  type: string
  is_triggerable: boolean
  needs_object: boolean
  reason: string | null
  how: string
}

test('every type of event is in the list, triggerable or with a reason', async () => {
  const { status, body } = await api.call<List<Row>>('GET', '/v1/sandbox/simulate/events')
  assert.equal(status, 200)
  const rows = body.data
  const told = eventCatalogue.flatMap((table) =>
    Object.values(table).flatMap(({ event }) => (event === undefined ? [] : [event])),
  )
  assert.deepEqual(
    rows.map(({ type }) => type),
    told.toSorted(),
  )
  for (const { type, is_triggerable, reason, how } of rows)
    if (is_triggerable) assert.ok(how.length > 10, type)
    else assert.ok((reason ?? '').length > 20 && !reason?.startsWith('Nobody'), type)
})

test('every event that is triggerable happens, by calls that anybody could make', async () => {
  const { body } = await api.call<List<Row>>('GET', '/v1/sandbox/simulate/events')
  const rows = body.data.filter((row) => row.is_triggerable && !row.needs_object)
  const failed: string[] = []
  const expected = new Map<string, string>()
  for (const { type } of rows) {
    const done = await api.call('POST', '/v1/sandbox/simulate/events', { type })
    if (done.status !== 201) failed.push(`${type}: ${done.status} ${JSON.stringify(done.body)}`)
    else expected.set(type, done.body['object'] as string)
  }
  assert.deepEqual(failed, [])
  // What takes the card world or an inquiry a while; acquirers are asked about disputes twice a day.
  const move = { by_ms: 86_400_000 }
  const moved = await api.call('POST', '/v1/sandbox/clock/advance', move, undefined, { prefer: 'wait=30' })
  assert.equal(moved.status, 200)
  const events = await api.events()
  const missing = [...expected].filter(
    ([type, object]) =>
      !events.some((event) => event.type === type && JSON.stringify(event.data).includes(object)),
  )
  assert.deepEqual(missing, [])
})

test('an event that cannot be triggered says why, an unknown one where to look, and a wrong object is named', async () => {
  const pull = (body: object) => api.call('POST', '/v1/sandbox/simulate/events', body)
  const reason = await pull({ type: 'ledger_period.closed' })
  assert.deepEqual([reason.status, reason.body['code']], [422, 'event_not_triggerable'])
  assert.match(String(reason.body['detail']), /POST \/v1\/ledger\/periods/)
  assert.equal((await pull({ type: 'payment.vanished' })).body['code'], 'event_type_unknown')
  const wrong = await pull({ type: 'payment.reversed', object: 'cus_01k0000000000000000000000a' })
  assert.deepEqual([wrong.status, wrong.body['code']], [422, 'trigger_object_wrong'])
})

test('faults are checked, counted, and taken away', async () => {
  const put = (faults: object[]) => api.call('PUT', '/v1/sandbox/faults', { faults })
  const none = await put([{ kind: 'latency' }, { kind: 'late_reversal', ms: -1 }])
  assert.equal(none.status, 400)
  assert.deepEqual(
    (none.body['errors'] as { param: string }[]).map(({ param }) => param),
    ['faults.0.ms', 'faults.1.ms'],
  )
  const set = await put([{ kind: 'answer_lost', acquirer: 'northgate', operation: 'authorize', count: 2 }])
  assert.equal(set.status, 200)
  const paid = await api.call(
    'POST',
    '/v1/payments',
    { amount: { value: '900', currency: 'USD' }, payment_method: 'pm_card_visa', three_ds: 'never' },
    undefined,
    { prefer: 'wait=0' },
  )
  assert.equal(paid.status, 202)
  const standing = await api.call<List<{ kind: string; left: number; uses: number }>>(
    'GET',
    '/v1/sandbox/faults',
  )
  const [fault] = standing.body.data
  assert.deepEqual([fault?.kind, fault?.left, fault?.uses], ['answer_lost', 1, 1])
  assert.deepEqual((await api.call('DELETE', '/v1/sandbox/faults')).body['data'], [])
})

test('a reset leaves an empty sandbox under the same key, once per idempotency key', async () => {
  const key = await api.newSandbox()
  const before_it = (await api.call('GET', '/v1/tenant', undefined, key)).body['id']
  await api.call('POST', '/v1/customers', { name: 'Anna' }, key)
  const reset = () => api.call('POST', '/v1/sandbox/reset', undefined, key, { 'idempotency-key': 'anew' })
  const fresh = await reset()
  assert.equal(fresh.status, 201, JSON.stringify(fresh.body))
  assert.notEqual(fresh.body['id'], before_it)
  assert.equal((await api.call('GET', '/v1/tenant', undefined, key)).body['id'], fresh.body['id'])
  assert.deepEqual((await api.call('GET', '/v1/customers', undefined, key)).body['data'], [])
  assert.equal((await api.call('POST', '/v1/customers', { name: 'Bert' }, key)).status, 201)
  assert.equal((await reset()).body['id'], fresh.body['id'])
  const customers = await api.call<List<unknown>>('GET', '/v1/customers', undefined, key)
  assert.equal(customers.body.data.length, 1)
})

test('a live tenant is turned away from every one of these doors', async () => {
  for (const [method, path, body] of [
    ['GET', '/v1/sandbox/clock', undefined],
    ['POST', '/v1/sandbox/clock/advance', { by_ms: 1 }],
    ['POST', '/v1/sandbox/clock/freeze', undefined],
    ['GET', '/v1/sandbox/faults', undefined],
    ['PUT', '/v1/sandbox/faults', { faults: [] }],
    ['GET', '/v1/sandbox/simulate/events', undefined],
    ['POST', '/v1/sandbox/simulate/events', { type: 'customer.created' }],
    ['POST', '/v1/sandbox/reset', undefined],
  ] as const) {
    const refused = await api.call(method, path, body, api.live_key)
    assert.deepEqual([refused.status, refused.body['code']], [409, 'sandbox_only'], `${method} ${path}`)
  }
})
