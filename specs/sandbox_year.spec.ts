// Goal: a year of a sandbox is lived through in order, quickly, and its books are the acquirers' books.
// Method: the whole server and the simulator in one program, a frozen clock, real calls.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { openShop, type Shop } from './sandbox_shop.ts'

const DAY_MS = 86_400_000
let api: SandboxApp
let shop: Shop
before(async () => {
  api = await startSandboxApp()
  shop = openShop(api)
})
after(() => api?.close())

type Payment = {
  readonly id: string
  readonly status: string
  readonly capture_method: string
  readonly created_at: string
  readonly updated_at: string
  readonly amount_captured: { readonly value: string }
  readonly amount_refunded: { readonly value: string }
}
type Page = {
  readonly data: readonly Payment[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}

async function paymentsOf(key: string): Promise<Payment[]> {
  const payments: Payment[] = []
  for (let cursor = ''; ; ) {
    const { body } = await api.call<Page>('GET', `/v1/payments?limit=100${cursor}`, undefined, key)
    payments.push(...body.data)
    if (!body.has_more) return payments
    cursor = `&cursor=${body.next_cursor}`
  }
}

/** What acquirers hold and what the payments say, in total. */
async function totals(key: string) {
  const { authorizations } = await api.books(key)
  const payments = await paymentsOf(key)
  const sum = (values: readonly string[]) => values.reduce((total, value) => total + Number(value), 0)
  return {
    outside: [
      sum(authorizations.map(({ captured }) => captured)),
      sum(authorizations.map(({ refunded }) => refunded)),
    ],
    inside: [
      sum(payments.map(({ amount_captured }) => amount_captured.value)),
      sum(payments.map(({ amount_refunded }) => amount_refunded.value)),
    ],
    open: sum(authorizations.map(({ open }) => open)),
    payments,
  }
}

test('a year with three hundred payments is lived through in order, and both sides agree', async () => {
  const key = await shop.frozen()
  await shop.pay(key)
  for (let month = 0; month < 12; month++) {
    await Promise.all(
      Array.from({ length: 25 }, (_, place) =>
        shop.pay(key, place % 5 === 0 ? { capture_method: 'manual' } : {}),
      ),
    )
    await shop.goForward({ by_ms: 30 * DAY_MS }, key)
  }
  const { outside, inside, open, payments } = await totals(key)
  assert.equal(payments.length, 301)
  assert.deepEqual(inside, outside)
  assert.equal(open, 0)
  const held = payments.filter((one) => one.capture_method === 'manual')
  assert.deepEqual([...new Set(held.map((one) => one.status))], ['canceled'])
  for (const one of held) {
    const took = Date.parse(one.updated_at) - Date.parse(one.created_at)
    assert.ok(took > 2 * DAY_MS && took < 30 * DAY_MS, `given back after ${took / DAY_MS} days`)
  }
  const times = (await api.events(key)).map((event) => event.created_at)
  assert.deepEqual(times, times.toSorted())
})

test('what acquirers tell later is heard also in a sandbox that is ahead', async () => {
  const key = await shop.frozen()
  await shop.goForward({ by_ms: DAY_MS }, key)
  const { id } = await shop.pay(key, { payment_method: 'pm_card_visa_refund_succeeds_later' })
  const refund = await api.call<Payment>('POST', '/v1/refunds', { payment: id }, key)
  assert.equal(refund.status, 202)
  await shop.goForward({ by_ms: 15 * 60_000 }, key)
  const { body } = await api.call<Payment>('GET', `/v1/refunds/${refund.body.id}`, undefined, key)
  assert.equal(body.status, 'succeeded')
})

test('a move that is asked for without waiting says how far it is, and a second one has to wait', async () => {
  const key = await shop.frozen()
  for (let count = 0; count < 3; count++) await shop.pay(key, { capture_method: 'manual' })
  const asked = await shop.advance({ by_ms: 30 * DAY_MS }, key, { prefer: 'wait=0' })
  assert.equal(asked.status, 202)
  assert.equal(asked.body.status, 'advancing')
  assert.equal(asked.headers.get('location'), '/v1/sandbox/clock')
  const second = await shop.advance({ by_ms: DAY_MS }, key)
  assert.ok(second.status === 409 || second.status === 200)
  for (let status = 'advancing'; status !== 'ready'; ) status = (await shop.readClock(key)).body.status
  const { body } = await shop.readClock(key)
  assert.equal(body.is_frozen, true)
  // The event is told by a listener, which may be behind the clock when the machine has much to do.
  const isTold = async (): Promise<boolean> =>
    (await api.events(key)).some(({ type }) => type === 'sandbox.clock_advanced')
  let tries = 1
  while (!(await isTold())) assert.ok(tries++ < 1_000, 'the event comes')
})

test('a clock that runs goes on running when it has arrived', async () => {
  const key = await api.newSandbox()
  const { status, body } = await shop.advance({ by_ms: 30 * DAY_MS }, key)
  assert.deepEqual([status, body.is_frozen], [200, false])
  assert.ok(body.ahead_ms >= 30 * DAY_MS - 1_000 && body.ahead_ms < 30 * DAY_MS + 60_000)
})

test('a repeat of a move under the same key goes no further', async () => {
  const key = await shop.frozen()
  const same = { prefer: 'wait=30', 'idempotency-key': 'once' }
  const first = await shop.advance({ by_ms: DAY_MS }, key, same)
  const again = await shop.advance({ by_ms: DAY_MS }, key, same)
  assert.deepEqual([again.status, again.body], [first.status, first.body])
})
