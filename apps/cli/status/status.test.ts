// Goal: the view says how a tenant stands by its own clock, fits a small terminal, and leaves it as it was.
// Method: a server in the test answers the lists; the screen is one that remembers what was written.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { pause, systemRuntime } from '../../../sdk/typescript/index.ts'
import { listen } from '../../../sdk/typescript/testing.ts'
import { widthOf } from '../show.ts'
import { testCli } from '../testing.ts'
import type { Overview } from './collect.ts'
import { overviewLines } from './view.ts'

const NOW = '2026-12-03T12:00:00.000Z'
const usd = (value: string) => ({ value, currency: 'USD' })
const outcomes = (payments: number, approved: number, declined: number, blocked: number) => ({
  payments,
  approved,
  declined,
  blocked,
  success_rate_bps: approved === 0 ? null : Math.floor((approved * 10_000) / (approved + declined + blocked)),
})
const hour = (at: string, of: ReturnType<typeof outcomes>, captured: string) => ({
  at,
  ...of,
  captured: usd(captured),
  refunded: usd('0'),
})
const hours = [
  hour('2026-12-03T11:00:00Z', outcomes(700, 600, 90, 5), '99950'),
  hour('2026-12-03T12:00:00Z', outcomes(2, 1, 0, 0), '1050'),
]
const waiting = (count: number, oldest_at: string | null) => ({ count, oldest_at })
const figures: Overview['figures'] = {
  from: '2026-12-02T13:00:00Z',
  until: NOW,
  bucket: 'hour',
  counted_until: NOW,
  outcomes: { ...outcomes(702, 601, 90, 5), buckets: hours },
  currencies: [
    {
      currency: 'USD',
      ...outcomes(702, 601, 90, 5),
      captures: 601,
      captured: usd('101000'),
      refunds: 1,
      refunded: usd('250'),
      refunds_returned: usd('0'),
      reversed: usd('0'),
      buckets: hours,
    },
  ],
  answer_time: { answers: 691, p50_ms: 80, p99_ms: 400 },
  unknowns: {
    payments: waiting(1, '2026-12-03T11:30:00Z'),
    payment_orders: waiting(2, '2026-12-03T00:00:00Z'),
    payouts: waiting(1, '2026-12-03T00:00:00Z'),
  },
  reviews: waiting(0, null),
  approvals: waiting(3, '2026-12-03T11:00:00Z'),
  breaks: { ...waiting(1, '2026-12-01T12:00:00Z'), at_risk: [usd('1234')] },
  disputes: {
    needs_response: 2,
    due_in_3_days: 1,
    due_in_7_days: 2,
    next_due_at: '2026-12-05T00:00:00Z',
  },
  webhooks: {
    endpoints: 2,
    disabled: 0,
    failing: 1,
    pending: 7,
    succeeded: 990,
    given_up: 10,
    success_rate_bps: 9_900,
  },
}
const lists: Record<string, object[]> = {
  '/v1/payment-orders?state=submitted': [{ id: 'po_1' }, { id: 'po_2' }],
}
const withheld = new Set<string>()
let server: Awaited<ReturnType<typeof listen>>
let isDown = false
before(async () => {
  server = await listen((request, response) => {
    const url = (request.url ?? '').replace(/[?&]limit=100$/, '')
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (isDown) return void say(503, { code: 'down', detail: 'It is down.' })
    if (url === '/v1/tenant') return void say(200, { name: 'Shop', mode: 'sandbox' })
    if (url === '/v1/sandbox/clock') return void say(200, { now: NOW, is_frozen: true, ahead_ms: 86_400_000 })
    if ([...withheld].some((path) => url.startsWith(path)))
      return void say(403, { code: 'scope_missing', detail: 'No.' })
    if (url === '/v1/overview?days=1&bucket=hour') return void say(200, figures)
    say(200, { data: lists[url] ?? [], has_more: false, next_cursor: null })
  })
})
after(() => server.close())
const env = () => ({ FLORIN_KEY: 'sk_test_abcdefghijkl', FLORIN_URL: server.url })

test('what happened in this hour and in a day, what is unknown, what waits and what fails is told', async () => {
  const cli = await testCli(env())
  const { out } = await cli.run('status')
  for (const line of [
    /^payments +2 +702$/m,
    /^approved +1 +601$/m,
    /^success rate +100\.00 % +86\.35 %$/m,
    /^captured USD +10\.50 +1010\.00, refunded 2\.50$/m,
    /^unknown payments +1, the oldest for 30 min 0 s$/m,
    /^unknown orders +2, 1 of them of payouts, the oldest for 12 h 0 min$/m,
    /^approvals asked for +3, the oldest for 1 h 0 min$/m,
    /^orders waiting +2 submitted$/m,
    /^payouts waiting +0$/m,
    /^breaks open +1 \(12\.34 USD\), the oldest for 48 h 0 min$/m,
    /^disputes to answer +2, the next by 2026-12-05 00:00$/m,
    /^webhook endpoints +2, 1 failing, 0 disabled$/m,
    /^webhook deliveries +7 pending; 10 of the latest given up$/m,
    /frozen, 1\.00 days ahead/,
  ])
    assert.match(out, line)
  const json = JSON.parse((await cli.run('status', '--json')).out) as Overview
  assert.deepEqual([json.figures, json.unseen], [figures, {}])
})

test('what a key may not see is missing, and the scope that it lacks is named', async () => {
  for (const path of ['/v1/overview', '/v1/payouts']) withheld.add(path)
  const cli = await testCli(env())
  const { exit, out } = await cli.run('status')
  assert.equal(exit, 0)
  assert.match(out, /^overview +this key may not look: it lacks overview:read$/m)
  assert.doesNotMatch(out, /^payments|^unknown/m)
  assert.match(out, /^orders waiting +2 submitted$/m)
  assert.match(out, /^payouts waiting +this key may not look: it lacks payouts:read$/m)
  const json = JSON.parse((await cli.run('status', '--json')).out) as Overview
  assert.deepEqual([json.figures, json.payouts], [null, null])
  withheld.clear()
})

test('on a terminal it is drawn over and over, waits for a server that is away, and Ctrl-C gives the screen back', async () => {
  const written: string[] = []
  const screen = { rows: () => 24, columns: () => 80, write: (text: string) => void written.push(text) }
  const cli = await testCli(env(), { screen })
  const running = cli.run('status')
  const until = async (isSeen: () => boolean) => {
    while (!isSeen()) await pause(systemRuntime(), 2)
  }
  await until(() => written.length >= 3)
  isDown = true
  await until(() => written.at(-1)?.includes('It is down.') === true)
  isDown = false
  await until(() => written.at(-1)?.includes('Ctrl-C ends') === true)
  cli.interrupt()
  assert.equal((await running).exit, 0)
  assert.deepEqual([written[0], written.at(-1)], ['\u001b[?1049h\u001b[?25l', '\u001b[?25h\u001b[?1049l'])
  assert.ok(written.slice(1, -1).every((text) => text.startsWith('\u001b[H') && !text.includes('\u001b[2J')))
  assert.ok(written.slice(1, -1).every((text) => text.split('\r\n').length <= 24))
})

const nat = fc.nat()
const at = fc.constantFrom(NOW, null)
const some = fc.record({ count: nat, oldest_at: at })
const code = fc.stringMatching(/^[A-Z]{3}$/)
const amount = fc.record({ value: fc.stringMatching(/^[1-9][0-9]{0,17}$/), currency: code })
const of = fc.record({
  payments: nat,
  approved: nat,
  declined: nat,
  blocked: nat,
  success_rate_bps: fc.option(fc.nat(10_000)),
})
const bucket = fc.tuple(of, amount, amount).map(([counts, captured, refunded]) => ({
  at: NOW,
  ...counts,
  captured,
  refunded,
}))
const currency = fc
  .record({ currency: code, of, buckets: fc.array(bucket, { maxLength: 2 }), amount })
  .map(({ of: counts, amount: sum, ...rest }) => ({
    ...rest,
    ...counts,
    captures: 1,
    captured: sum,
    refunds: 1,
    refunded: sum,
    refunds_returned: sum,
    reversed: sum,
  }))
const told = fc.record({
  from: fc.constant(NOW),
  until: fc.constant(NOW),
  bucket: fc.constant('hour' as const),
  counted_until: fc.constantFrom(NOW, '2026-12-03T11:00:00Z'),
  outcomes: fc
    .tuple(of, fc.array(bucket, { maxLength: 2 }))
    .map(([counts, buckets]) => ({ ...counts, buckets })),
  currencies: fc.array(currency, { maxLength: 12 }),
  answer_time: fc.record({ answers: nat, p50_ms: fc.option(nat), p99_ms: fc.option(nat) }),
  unknowns: fc.record({ payments: some, payment_orders: some, payouts: some }),
  reviews: some,
  approvals: some,
  breaks: fc
    .tuple(some, fc.array(amount, { maxLength: 8 }))
    .map(([count, at_risk]) => ({ ...count, at_risk })),
  disputes: fc.record({ needs_response: nat, due_in_3_days: nat, due_in_7_days: nat, next_due_at: at }),
  webhooks: fc.record({
    endpoints: nat,
    disabled: nat,
    failing: nat,
    pending: nat,
    succeeded: nat,
    given_up: nat,
    success_rate_bps: fc.option(nat),
  }),
})
const count = fc.record({ count: nat, is_more: fc.boolean() })
const counts = fc.dictionary(fc.stringMatching(/^[a-z_]{1,20}$/), count, { maxKeys: 6 })
const overview = fc.record({
  url: fc.webUrl(),
  tenant: fc.option(fc.record({ name: fc.stringMatching(/^[ -~]{0,100}$/), mode: fc.constant('live') })),
  now: fc.constant(NOW),
  clock: fc.option(fc.record({ is_frozen: fc.boolean(), ahead_ms: nat })),
  figures: fc.option(told),
  payment_orders: fc.option(counts),
  payouts: fc.option(counts),
  unseen: fc.record(
    {
      tenant: fc.constant('access.tenant:read'),
      figures: fc.constant('overview:read'),
      payment_orders: fc.constant('payment_orders:read'),
      payouts: fc.constant('payouts:read'),
    },
    { requiredKeys: [] },
  ),
})

test('both columns are there on a terminal of 40', () => {
  const given = { url: server.url, tenant: null, now: NOW, clock: null, payment_orders: {}, payouts: {} }
  const lines = overviewLines({ ...given, figures, unseen: {} }, 40)
  assert.ok(lines.some((line) => /^payments +2 +702$/.test(line)))
})

test('whatever it shows fits 80 columns and 24 rows, and narrow terminals', () => {
  fc.assert(
    fc.property(overview, fc.constantFrom(80, 40, 12), (one, width) => {
      const lines = overviewLines(one, width)
      // One row is left for what stands below.
      assert.ok(lines.length <= 23, String(lines.length))
      for (const line of lines) assert.ok(widthOf(line) <= width, line)
    }),
  )
})
