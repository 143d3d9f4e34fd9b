// Goal: what acquirers settle is what we expected, day by day; a break means that something is wrong, and never noise.
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

type Money = { readonly value: string; readonly currency: string }
type Break = {
  readonly type: string
  readonly reason: string
  readonly status: string
  readonly payment: string | null
  readonly amount_at_risk: Money
}
type Proof = {
  readonly day: string
  readonly receivable: Money
  readonly difference: Money
  readonly claims_open: Money
}
type Proofs = { readonly data: readonly Proof[]; readonly is_clean: boolean }

/** The id of the payment. */
async function pay(key: string, value: string, more: object = {}): Promise<string> {
  const { id, status } = await shop.pay(key, { amount: { value, currency: 'USD' }, ...more })
  assert.notEqual(status, 'declined')
  return id
}

async function breaksOf(key: string): Promise<readonly Break[]> {
  const { body } = await api.call<{ readonly data: readonly Break[] }>(
    'GET',
    '/v1/reconciliation/breaks?limit=100',
    undefined,
    key,
  )
  return body.data
}

/** The proofs of a day, or the latest. */
async function proofOf(key: string, day?: string): Promise<Proofs> {
  const path = `/v1/reconciliation/proof${day === undefined ? '' : `?day=${day}`}`
  return (await api.call<Proofs>('GET', path, undefined, key)).body
}

/** A card of which no table of ours knows where it was issued. */
async function unknownCard(key: string): Promise<string> {
  const card = { number: '4539578763621486', expiry_month: 12, expiry_year: 2040, cvc: '123' }
  const answer = await fetch(`${api.vault_url}/v1/tokens`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'idempotency-key': 'unknown',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ card }),
  })
  const { id } = (await answer.json()) as { readonly id: string }
  return id
}

const cards = [
  'pm_card_visa',
  'pm_card_visa_debit',
  'pm_card_mastercard',
  'pm_card_mastercard_debit',
  'pm_card_mastercard_prepaid',
  'pm_card_discover',
] as const

/** A sandbox whose payments all go to one acquirer. */
async function soldBy(connector: string): Promise<string> {
  const key = await shop.frozen()
  type Account = { readonly id: string; readonly connector: string }
  const path = '/v1/acquirer-accounts'
  const { body } = await api.call<{ readonly data: readonly Account[] }>('GET', path, undefined, key)
  for (const one of body.data)
    if (one.connector !== connector)
      assert.equal((await api.call('POST', `${path}/${one.id}/disable`, {}, key)).status, 200)
  return key
}

/** A week of a shop: sales by all kinds of cards, in parts, refunded, disputed. */
async function sellForAWeek(key: string, week: number): Promise<void> {
  for (const [place, payment_method] of cards.entries())
    await pay(key, `${7_000 + place}`, { payment_method })
  await pay(key, '8000', { amount: { value: '8000', currency: 'EUR' }, payment_method: 'pm_card_amex' })
  const partly = await pay(key, '9000', { capture_method: 'manual' })
  await shop.post(key, `/v1/payments/${partly}/capture`, { amount: { value: '4000', currency: 'USD' } })
  const refunded = await pay(key, '6000', { payment_method: 'pm_card_mastercard' })
  await shop.post(key, '/v1/refunds', { payment: refunded, amount: { value: '2500', currency: 'USD' } })
  await pay(key, '5000', { payment_method: 'pm_card_visa_disputed' })
  await pay(key, String(3_000 + week), { payment_method: await unknownCard(key) })
}

/** Answers one of the disputes that wait so that the issuer gives in. */
async function winDispute(key: string): Promise<void> {
  type Dispute = { readonly id: string; readonly status: string }
  const path = '/v1/disputes'
  const { body } = await api.call<{ readonly data: readonly Dispute[] }>('GET', path, undefined, key)
  const dispute = body.data.find(({ status }) => status === 'needs_response')
  await shop.post(key, `${path}/${dispute?.id}/evidence`, { explanation: 'winning_evidence' })
  await shop.post(key, `${path}/${dispute?.id}/submit`, {})
}

test('a month of a healthy sandbox has no break, and the ledger is what the reports say every day', async () => {
  const key = await soldBy('northgate')
  const { now } = (await shop.readClock(key)).body
  for (let week = 0; week < 4; week++) {
    await sellForAWeek(key, week)
    await shop.goForward({ by_ms: 7 * DAY_MS }, key)
  }
  // What is won back comes weeks after the last sale.
  await winDispute(key)
  await shop.goForward({ by_ms: 25 * DAY_MS }, key)
  assert.deepEqual(await breaksOf(key), [])
  const days = Array.from({ length: 53 }, (_, day) =>
    new Date(Date.parse(now) + day * DAY_MS).toISOString().slice(0, 10),
  )
  const proofs: Proof[] = []
  for (const day of days) proofs.push(...(await proofOf(key, day)).data)
  type Settlement = {
    readonly settled_on: string
    readonly currency: string
    readonly status: string
    readonly lines: number
  }
  const { body } = await api.call<{ readonly data: readonly Settlement[] }>(
    'GET',
    '/v1/settlements?limit=100',
    undefined,
    key,
  )
  // Four weeks of sales in two currencies, and a dispute that was won back: a clean proof after each of their reports.
  const reports = body.data.filter(({ lines }) => lines > 0)
  assert.ok(reports.length >= 4 * 2 + 1, `only ${reports.length} reports`)
  assert.deepEqual(new Set(reports.map(({ status }) => status)), new Set(['reconciled']))
  const proven = new Set(proofs.map(({ day, receivable }) => `${day} ${receivable.currency}`))
  assert.deepEqual(
    reports.filter(({ settled_on, currency }) => !proven.has(`${settled_on} ${currency}`)),
    [],
  )
  assert.deepEqual(
    proofs.filter(({ difference }) => difference.value !== '0'),
    [],
  )
  const { data: latest } = await proofOf(key)
  assert.deepEqual(new Set(latest.map(({ claims_open }) => claims_open.value)), new Set(['0']))
})

for (const connector of ['tidewater', 'ironbridge'] as const)
  test(`a week of a healthy sandbox has no break at ${connector} either`, async () => {
    const key = await soldBy(connector)
    for (const [place, payment_method] of cards.entries())
      await pay(key, `${7_000 + place}`, { payment_method })
    await shop.goForward({ by_ms: DAY_MS / 2 }, key)
    const refunded = await pay(key, '6000')
    await shop.goForward({ by_ms: DAY_MS / 2 }, key)
    await shop.post(key, '/v1/refunds', { payment: refunded, amount: { value: '2500', currency: 'USD' } })
    await shop.goForward({ by_ms: 9 * DAY_MS }, key)
    assert.deepEqual(await breaksOf(key), [])
    const { data: latest, is_clean } = await proofOf(key)
    assert.ok(is_clean)
    assert.deepEqual(new Set(latest.map(({ claims_open }) => claims_open.value)), new Set(['0']))
  })

for (const hour of [1, 7, 13, 19])
  test(`a sale at ${hour} o’clock that is disputed is known as such before a report names it`, async () => {
    const key = await soldBy('northgate')
    const { now } = (await shop.readClock(key)).body
    await shop.goForward({ by_ms: DAY_MS + hour * (DAY_MS / 24) - (Date.parse(now) % DAY_MS) }, key)
    await pay(key, '5000', { payment_method: 'pm_card_visa_disputed' })
    await shop.goForward({ by_ms: 9 * DAY_MS }, key)
    assert.ok((await api.events(key)).some(({ type }) => type === 'dispute.funds_withdrawn'))
    assert.deepEqual(await breaksOf(key), [])
    assert.ok((await proofOf(key)).is_clean)
  })

test('a sale that an acquirer takes back in its report alone is asked about, and the payment corrected', async () => {
  const key = await soldBy('ironbridge')
  const payment = await pay(key, '7000')
  await shop.goForward({ by_ms: 4 * DAY_MS }, key)
  await shop.post(key, '/v1/sandbox/simulate/events', { type: 'payment.reversed', object: payment })
  // Nobody follows the acquirer until the next sale, days later: then the reports in between are looked for.
  await shop.goForward({ by_ms: 10 * DAY_MS }, key)
  await pay(key, '8000')
  await shop.goForward({ by_ms: 4 * DAY_MS }, key)
  const { body } = await api.call('GET', `/v1/payments/${payment}`, undefined, key)
  assert.equal(body['status'], 'reversed')
  assert.deepEqual(
    (await breaksOf(key)).map(({ type, status }) => [type, status]),
    [['state_differs', 'resolved']],
  )
  assert.equal((await proofOf(key)).is_clean, true)
})

test('a dispute of a merchant whose account is frozen is booked around it, and a break says what is missing', async () => {
  const key = await soldBy('northgate')
  await pay(key, '7000')
  await shop.goForward({ by_ms: 4 * DAY_MS }, key)
  type Account = { readonly id: string; readonly path: string; readonly normal_side: string }
  const accounts = await api.call<{ readonly data: readonly Account[] }>(
    'GET',
    '/v1/ledger/accounts?limit=100',
    undefined,
    key,
  )
  const available = accounts.body.data.find(({ path }) => path.endsWith(':available'))
  const path = `/v1/ledger/accounts/${available?.id}/freeze`
  const frozen = await api.call('POST', path, { scope: 'all' }, key)
  assert.equal(frozen.status, 200, JSON.stringify(frozen.body))
  const payment = await pay(key, '6000', { payment_method: 'pm_card_visa_disputed' })
  await shop.goForward({ by_ms: DAY_MS }, key)
  const { body } = await api.call('GET', `/v1/payments/${payment}`, undefined, key)
  assert.deepEqual(body['amount_disputed'], { value: '6000', currency: 'USD' })
  assert.ok((await api.events(key)).some(({ type }) => type === 'dispute.funds_withdrawn'))
  await shop.goForward({ by_ms: 5 * DAY_MS }, key)
  // The amount and the fee of the acquirer; and the sale itself, when its day's report was booked.
  assert.deepEqual(
    (await breaksOf(key))
      .toSorted((a, b) => Number(a.amount_at_risk.value) - Number(b.amount_at_risk.value))
      .map((one) => [one.type, one.payment, one.amount_at_risk.value, one.status]),
    [
      ['posting_refused', payment, '6000', 'open'],
      ['posting_refused', payment, '7500', 'open'],
    ],
  )
  assert.equal((await proofOf(key)).is_clean, true)
})

test('an acquirer that charges more than was agreed is caught', async () => {
  const key = await shop.frozen()
  await pay(key, '7000')
  const faults = [{ kind: 'wrong_fee', operation: 'authorize', count: 1 }]
  assert.equal((await api.call('PUT', '/v1/sandbox/faults', { faults }, key)).status, 200)
  const payment = await pay(key, '7000')
  await shop.goForward({ by_ms: 4 * DAY_MS }, key)
  const breaks = await breaksOf(key)
  assert.deepEqual(
    breaks.map((one) => [one.type, one.payment, one.amount_at_risk]),
    [['fee_differs', payment, { value: '70', currency: 'USD' }]],
  )
  assert.equal((await proofOf(key)).is_clean, true)
})
