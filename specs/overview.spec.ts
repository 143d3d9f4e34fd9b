import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../kernel/assert.ts'
import { pause, realWorld } from '../kernel/world.ts'
import { type Answer, type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { openShop, type Shop } from './sandbox_shop.ts'

// Goal: the overview says what was paid, refunded and declined, to the cent and to the hour, whoever counts it: the look
// itself, or the consumer that came before it. Method: sandboxes whose clocks stand; the same is read before and after the
// consumer was made to catch up.
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
let api: SandboxApp
let shop: Shop
before(async () => {
  api = await startSandboxApp()
  shop = openShop(api)
})
after(() => api?.close())

type Money = { readonly value: string; readonly currency: string }
type Waiting = { readonly count: number; readonly oldest_at: string | null }
type Outcomes = Readonly<Record<'payments' | 'approved' | 'declined' | 'blocked', number>> & {
  readonly success_rate_bps: number | null
}
type Volume = { readonly captured: Money; readonly refunded: Money }
type Overview = {
  readonly from: string
  readonly until: string
  readonly bucket: string
  readonly counted_until: string
  readonly outcomes: Outcomes & { readonly buckets: readonly (Outcomes & { readonly at: string })[] }
  readonly currencies: readonly (Outcomes &
    Volume & {
      readonly currency: string
      readonly captures: number
      readonly refunds: number
      readonly refunds_returned: Money
      readonly reversed: Money
      readonly buckets: readonly (Outcomes & Volume & { readonly at: string })[]
    })[]
  readonly answer_time: {
    readonly answers: number
    readonly p50_ms: number | null
    readonly p99_ms: number | null
  }
  readonly unknowns: Readonly<Record<'payments' | 'payment_orders' | 'payouts', Waiting>>
  readonly reviews: Waiting
  readonly approvals: Waiting
  readonly breaks: {
    readonly count: number
    readonly oldest_at: string | null
    readonly at_risk: readonly Money[]
  }
  readonly disputes: Readonly<Record<'needs_response' | 'due_in_3_days' | 'due_in_7_days', number>> & {
    readonly next_due_at: string | null
  }
  readonly webhooks: Readonly<Record<'endpoints' | 'disabled' | 'failing' | 'pending' | 'given_up', number>>
}

const ask = (key: string, query = ''): Promise<Answer<Overview>> =>
  api.call<Overview>('GET', `/v1/overview${query}`, undefined, key)

async function read(key: string, query = ''): Promise<Overview> {
  const { status, body } = await ask(key, query)
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(body.counted_until, body.until)
  return body
}

const figuresIn = (overview: Overview, currency: string) => {
  const found = overview.currencies.find((one) => one.currency === currency)
  assert.ok(found, `${currency} in ${JSON.stringify(overview.currencies)}`)
  return found
}
const outcomes = ({ payments, approved, declined, blocked, success_rate_bps }: Outcomes) => [
  payments,
  approved,
  declined,
  blocked,
  success_rate_bps,
]
const usd = (value: number) => ({ value: String(value), currency: 'USD' })
const eur = (value: number) => ({ value: String(value), currency: 'EUR' })

test('before the first payment there is nothing, said as nothing and not as no per cent', async () => {
  const empty = await read(await shop.frozen())
  assert.deepEqual(outcomes(empty.outcomes), [0, 0, 0, 0, null])
  assert.deepEqual(empty.currencies, [])
  assert.deepEqual(empty.answer_time, { answers: 0, p50_ms: null, p99_ms: null })
  assert.deepEqual(empty.unknowns.payments, { count: 0, oldest_at: null })
  assert.deepEqual(empty.breaks, { count: 0, oldest_at: null, at_risk: [] })
  assert.deepEqual(empty.disputes, {
    needs_response: 0,
    due_in_3_days: 0,
    due_in_7_days: 0,
    next_due_at: null,
  })
  assert.equal(empty.outcomes.buckets.length, 7)
  assert.ok(empty.outcomes.buckets.every(({ payments }) => payments === 0))
})

test('what was taken, declined and given back is there to the cent, and no currency is added to another', async () => {
  const key = await shop.frozen()
  const paid = await shop.pay(key, { amount: usd(1_050) })
  await shop.pay(key, { amount: usd(99), payment_method: 'pm_card_mastercard' })
  await shop.pay(key, { amount: usd(5_000), payment_method: 'pm_card_visa_insufficient_funds' })
  await shop.pay(key, { amount: eur(700) })
  await shop.post(key, '/v1/refunds', { payment: paid.id, amount: usd(250) })
  const overview = await read(key)
  assert.deepEqual(outcomes(overview.outcomes), [4, 3, 1, 0, 7_500])
  const dollars = figuresIn(overview, 'USD')
  assert.deepEqual(outcomes(dollars), [3, 2, 1, 0, 6_666])
  assert.deepEqual([dollars.captures, dollars.captured], [2, usd(1_149)])
  assert.deepEqual([dollars.refunds, dollars.refunded, dollars.reversed], [1, usd(250), usd(0)])
  const euros = figuresIn(overview, 'EUR')
  assert.deepEqual(
    [outcomes(euros), euros.captured, euros.refunded],
    [[1, 1, 0, 0, 10_000], eur(700), eur(0)],
  )
  assert.equal(overview.answer_time.answers, 4)
  assert.deepEqual(
    overview.currencies.map(({ currency }) => currency),
    ['USD', 'EUR'],
  )
})

test('a hold is approved when it is authorised, and volume when it is captured; what is voided never is', async () => {
  const key = await shop.frozen()
  const held = await shop.pay(key, { amount: usd(1_000), capture_method: 'manual' })
  const other = await shop.pay(key, { amount: usd(3_000), capture_method: 'manual' })
  assert.deepEqual(
    [figuresIn(await read(key), 'USD').captured, figuresIn(await read(key), 'USD').approved],
    [usd(0), 2],
  )
  await shop.goForward({ by_ms: HOUR_MS }, key)
  await shop.post(key, `/v1/payments/${held.id}/capture`, { amount: usd(400), final: false })
  await shop.post(key, `/v1/payments/${held.id}/capture`, { amount: usd(500), final: true })
  await shop.post(key, `/v1/payments/${other.id}/cancel`, {})
  const { captures, captured, approved, payments, buckets } = figuresIn(await read(key, '?days=1'), 'USD')
  assert.deepEqual([payments, approved, captures, captured], [2, 2, 2, usd(900)])
  assert.deepEqual(
    buckets.slice(-2).map((one) => [one.approved, one.captured.value]),
    [
      [2, '0'],
      [0, '900'],
    ],
  )
})

test('a payment that succeeds after a decline is both, each when it happened', async () => {
  const key = await shop.frozen()
  const refused = await shop.pay(key, { payment_method: 'pm_card_visa_insufficient_funds' })
  const id = String(refused['payment'])
  await shop.goForward({ by_ms: HOUR_MS }, key)
  await shop.post(key, `/v1/payments/${id}/confirm`, { payment_method: 'pm_card_mastercard' })
  const { buckets, ...all } = figuresIn(await read(key, '?days=1&bucket=hour'), 'USD')
  assert.deepEqual([outcomes(all), all.captured], [[1, 1, 1, 0, 5_000], usd(1_050)])
  assert.deepEqual(buckets.slice(-2).map(outcomes), [
    [1, 0, 1, 0, 0],
    [0, 1, 0, 0, 10_000],
  ])
})

test('an outcome that nobody knows is there with its age until it is known, and then it counts', async () => {
  const key = await shop.frozen()
  await shop.pay(key)
  const lost = { kind: 'answer_lost', operation: 'authorize', count: 1 }
  assert.equal((await api.call('PUT', '/v1/sandbox/faults', { faults: [lost] }, key)).status, 200)
  const asked = await shop.pay(key)
  const { body: payment } = await api.call('GET', `/v1/payments/${asked.id}`, undefined, key)
  assert.equal(payment['status'], 'processing')
  const unsure = await read(key)
  assert.deepEqual(unsure.unknowns.payments, { count: 1, oldest_at: payment['updated_at'] })
  assert.deepEqual(outcomes(unsure.outcomes), [2, 1, 0, 0, 10_000])
  const inState = (status: string) => listed(key, `/v1/payments?status=${status}`)
  assert.deepEqual(
    (await inState('processing')).map(({ id }) => id),
    [asked.id],
  )
  assert.deepEqual(await inState('in_review'), [])
  await shop.goForward({ by_ms: HOUR_MS }, key)
  const sure = await read(key)
  assert.deepEqual(sure.unknowns.payments, { count: 0, oldest_at: null })
  assert.deepEqual(outcomes(sure.outcomes), [2, 2, 0, 0, 10_000])
  assert.deepEqual(await inState('processing'), [])
  assert.deepEqual(figuresIn(sure, 'USD').captured, usd(2_100))
})

type Row = Readonly<Record<string, unknown>>
const listed = async (key: string, path: string): Promise<readonly Row[]> =>
  (await api.call<{ data: readonly Row[] }>('GET', path, undefined, key)).body.data

/** A ledger account whose money lies at the simulated bank, and the account of somebody at another one. */
async function openMoney(key: string, account_number: string) {
  const connections = await listed(key, '/v1/bank-connections')
  const bank = present(
    connections.find(({ currency }) => currency === 'USD'),
    'a bank for dollars',
  )
  const own = { currency: 'USD', normal_side: 'credit', path: 'company:cash' }
  const account = (await shop.post(key, '/v1/ledger/accounts', own))['id']
  await shop.post(key, '/v1/ledger/transfers', {
    debit_account: bank['bank_account'],
    credit_account: account,
    amount: usd(900_000),
  })
  const payee = await shop.post(key, '/v1/bank-accounts', {
    country: 'US',
    currency: 'USD',
    holder: { name: 'Ada Lovelace', kind: 'individual' },
    account_type: 'checking',
    account: { routing_number: '091000019', account_number },
  })
  return { connection: bank['id'], account, payee: payee['id'] }
}

/** Its orders that are in a state, the oldest first, as soon as there are so many. */
async function ordersIn(key: string, state: string, count: number): Promise<readonly Row[]> {
  for (let looks = 0; looks < 600; looks++) {
    const found = await listed(key, `/v1/payment-orders?state=${state}`)
    if (found.length === count)
      return found.toSorted((a, b) => (String(a['updated_at']) < String(b['updated_at']) ? -1 : 1))
    await pause(realWorld(), 10)
  }
  return assert.fail(`never ${count} orders ${state}`)
}

test('money on its way to a bank that nobody answers for is there, and which of it is a payout', async () => {
  const key = await shop.frozen()
  // The simulated bank takes what goes to this number, and says nothing.
  const { connection, account, payee } = await openMoney(key, '100000017013')
  const order = { connection, account, bank_account: payee, kind: 'credit_transfer', rail: 'fednow' }
  await shop.post(key, '/v1/payment-orders', { orders: [{ ...order, amount: usd(1_000) }] })
  const [first] = await ordersIn(key, 'unknown', 1)
  await shop.goForward({ by_ms: 1_000 }, key)
  const asked = { destination: payee, account, amount: usd(2_000), speed: 'instant' }
  const payout = await shop.post(key, '/v1/payouts', asked)
  const [, second] = await ordersIn(key, 'unknown', 2)
  const { unknowns } = await read(key)
  assert.deepEqual(unknowns.payment_orders, { count: 2, oldest_at: first?.['updated_at'] })
  assert.deepEqual(unknowns.payouts, { count: 1, oldest_at: second?.['updated_at'] })
  assert.deepEqual(unknowns.payments, { count: 0, oldest_at: null })
  await shop.goForward({ by_ms: 2 * 60_000 }, key)
  await ordersIn(key, 'settled', 2)
  const none = { count: 0, oldest_at: null }
  assert.deepEqual((await read(key)).unknowns, { payments: none, payment_orders: none, payouts: none })
  const [paid_out] = await listed(key, '/v1/payouts')
  assert.equal(paid_out?.['id'], payout['id'])
})

test('breaks are counted and summed by currency, with the age of the oldest, until they are resolved', async () => {
  const key = await shop.frozen()
  for (const amount of [usd(7_700), eur(5_100), usd(1_900)]) {
    const wrong = { kind: 'wrong_fee', operation: 'authorize', count: 1 }
    assert.equal((await api.call('PUT', '/v1/sandbox/faults', { faults: [wrong] }, key)).status, 200)
    await shop.pay(key, { amount })
    await shop.goForward({ by_ms: DAY_MS }, key)
  }
  await shop.goForward({ by_ms: 5 * DAY_MS }, key)
  const found = await listed(key, '/v1/reconciliation/breaks?status=open')
  const risks = found.map((row) => row['amount_at_risk'] as Money)
  assert.equal(found.map(({ type }) => type).join(' '), 'fee_differs fee_differs fee_differs')
  assert.equal(risks.map(({ currency }) => currency).join(' '), 'USD EUR USD')
  const [oldest = 0, european = 0, latest = 0] = risks.map(({ value }) => Number(value))
  assert.ok(oldest > 0 && european > 0 && latest > 0)
  const opened_at = found.map((row) => row['opened_at'])
  const { breaks } = await read(key)
  assert.deepEqual(breaks, {
    count: 3,
    oldest_at: opened_at[0],
    at_risk: [eur(european), usd(oldest + latest)],
  })
  const note = { note: 'The acquirer gives the difference back.' }
  await shop.post(key, `/v1/reconciliation/breaks/${String(found[0]?.['id'])}/resolve`, note)
  const { breaks: left } = await read(key)
  assert.deepEqual(left, { count: 2, oldest_at: opened_at[1], at_risk: [eur(european), usd(latest)] })
})

test('hours and days follow the clock of the sandbox, and what lies before them is left out', async () => {
  const key = await shop.frozen()
  await shop.pay(key, { amount: usd(100) })
  await shop.goForward({ by_ms: 2 * DAY_MS }, key)
  await shop.pay(key, { amount: usd(20), payment_method: 'pm_card_mastercard' })
  const week = await read(key, '?days=7')
  assert.equal(week.bucket, 'day')
  assert.deepEqual(
    figuresIn(week, 'USD').buckets.map(({ captured }) => captured.value),
    ['0', '0', '0', '0', '100', '0', '20'],
  )
  assert.equal(week.outcomes.buckets.at(-1)?.at, `${week.until.slice(0, 10)}T00:00:00.000000Z`)
  const day = await read(key, '?days=1')
  assert.deepEqual([day.bucket, day.outcomes.buckets.length], ['hour', 24])
  assert.deepEqual(figuresIn(day, 'USD').captured, usd(20))
  assert.equal(day.outcomes.buckets.at(-1)?.at, `${day.until.slice(0, 13)}:00:00.000000Z`)
  assert.equal(day.from, day.outcomes.buckets[0]?.at)
})

test('counted by its consumer or by the look itself: the figures are the same', async () => {
  const key = await shop.frozen()
  const paid = await shop.pay(key, { amount: usd(1_234) })
  await shop.pay(key, { payment_method: 'pm_card_visa_insufficient_funds' })
  await shop.post(key, '/v1/refunds', { payment: paid.id })
  const soon = await read(key)
  // A move of the clock waits for every listener of the facts before it.
  await shop.goForward({ by_ms: 1_000 }, key)
  await caughtUp()
  const { until: _until, counted_until: _counted, ...later } = await read(key)
  const { until: _soon, counted_until: _was, ...same } = soon
  assert.deepEqual(later, same)
})

/** Until nothing is left for the consumer of payments, in any tenant. */
async function caughtUp(): Promise<void> {
  for (;;) {
    const { rows } = await api.database.admin.query<{ behind: string }>(
      `select count(*) as behind from platform.tenant_head h
        left join platform.feed_cursor c on c.tenant_id = h.tenant_id and c.consumer = 'payments'
        where h.seq > coalesce(c.seq, 0)`,
    )
    if (Number(rows[0]?.behind) === 0) return
  }
}

test('a dispute comes nearer: within seven days, within three, and late it stays there', async () => {
  const key = await shop.frozen()
  await shop.pay(key, { payment_method: 'pm_card_visa_disputed' })
  const dispute = await disputed(key)
  const due = async (days_before: number) => {
    const to = new Date(Date.parse(dispute.due_at) - days_before * DAY_MS).toISOString()
    await shop.goForward({ to }, key)
    const { needs_response, due_in_3_days, due_in_7_days, next_due_at } = (await read(key)).disputes
    assert.equal(next_due_at, needs_response === 0 ? null : dispute.due_at)
    return [needs_response, due_in_7_days, due_in_3_days]
  }
  assert.deepEqual(await due(8), [1, 0, 0])
  assert.deepEqual(await due(6), [1, 1, 0])
  assert.deepEqual(await due(2), [1, 1, 1])
})

async function disputed(key: string): Promise<{ readonly due_at: string }> {
  for (let day = 0; day < 30; day++) {
    const { body } = await api.call<{ data: readonly { due_at: string }[] }>(
      'GET',
      '/v1/disputes',
      undefined,
      key,
    )
    if (body.data[0] !== undefined) return body.data[0]
    await shop.goForward({ by_ms: DAY_MS }, key)
  }
  return assert.fail('no dispute within thirty days')
}

test('endpoints that are off are told apart from those that hear us', async () => {
  const key = await shop.frozen()
  const asked = { url: 'https://example.com/hooks', events: ['payment.*'] }
  await shop.post(key, '/v1/webhook-endpoints', asked)
  const off = await shop.post(key, '/v1/webhook-endpoints', asked)
  await shop.post(key, `/v1/webhook-endpoints/${String(off['id'])}/disable`, {})
  const { webhooks } = await read(key)
  assert.deepEqual([webhooks.endpoints, webhooks.disabled, webhooks.failing, webhooks.pending], [2, 1, 0, 0])
})

test('a tenant sees nothing of another', async () => {
  const [one, other] = [await shop.frozen(), await shop.frozen()]
  await shop.pay(one)
  assert.equal((await read(one)).outcomes.payments, 1)
  assert.equal((await read(other)).outcomes.payments, 0)
})

test('whoever lacks the scope is refused, and each wrong parameter is named', async () => {
  const key = await shop.frozen()
  const narrow = await shop.post(key, '/v1/api-keys', {
    kind: 'restricted',
    name: 'Payments only',
    scopes: ['payments:read'],
  })
  assert.equal((await ask(String(narrow['secret']))).status, 403)
  for (const [query, param] of [
    ['?days=0', 'days'],
    ['?days=32', 'days'],
    ['?days=1.5', 'days'],
    ['?bucket=minute', 'bucket'],
    ['?month=3', 'month'],
  ] as const) {
    const { status, body } = await api.call<{ errors: readonly { param: string }[] }>(
      'GET',
      `/v1/overview${query}`,
      undefined,
      key,
    )
    assert.deepEqual([status, body.errors.map((fault) => fault.param)], [400, [param]], query)
  }
})
