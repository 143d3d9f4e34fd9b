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
const paid = (status: string, created_at: string, value: string) => ({
  status,
  created_at,
  amount_captured: usd(value),
})
const lists: Record<string, object[]> = {
  '/v1/payments': [
    paid('succeeded', '2026-12-03T11:50:00Z', '1050'),
    paid('processing', '2026-12-03T11:30:00Z', '0'),
    paid('succeeded', '2026-12-03T01:00:00Z', '500'),
    paid('succeeded', '2026-11-30T01:00:00Z', '99999'),
  ],
  '/v1/payment-orders?state=submitted': [{ updated_at: '2026-12-03T00:00:00Z' }, { updated_at: NOW }],
  '/v1/reconciliation/breaks?status=open': [{ opened_at: '2026-12-01T12:00:00Z' }],
  '/v1/disputes?status=needs_response': [
    { due_at: '2026-12-09T00:00:00Z' },
    { due_at: '2026-12-05T00:00:00Z' },
  ],
  '/v1/webhook-endpoints': [{ failing_since: null }, { failing_since: '2026-12-03T11:00:00Z' }],
}
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
    if (url.startsWith('/v1/payouts')) return void say(403, { code: 'scope_missing', detail: 'No.' })
    say(200, { data: lists[url] ?? [], has_more: false, next_cursor: null })
  })
})
after(() => server.close())
const env = () => ({ FLORIN_KEY: 'sk_test_abcdefghijkl', FLORIN_URL: server.url })

test('what happened in the last hour and day, what is unknown, what waits and what fails is counted', async () => {
  const cli = await testCli(env())
  const { out } = await cli.run('status')
  for (const line of [
    /^payments +2 +3$/m,
    / succeeded +1 +2$/m,
    /^captured +10\.50 USD +15\.50 USD$/m,
    /^unknown payments +1, the oldest for 30 min 0 s$/m,
    /^orders waiting +2 submitted$/m,
    /^payouts waiting +this key may not look$/m,
    /^breaks open +1, the oldest for 48 h 0 min$/m,
    /^disputes due +2, the next by 2026-12-05T00:00$/m,
    /^endpoints failing +1, the oldest for 1 h 0 min$/m,
    /frozen, 1\.00 days ahead/,
  ])
    assert.match(out, line)
  const json = JSON.parse((await cli.run('status', '--json')).out) as Overview
  assert.deepEqual([json.payments?.day.by_status['succeeded'], json.payouts['ordered']], [2, null])
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

test('whatever it shows fits 80 columns and 24 rows', () => {
  const count = fc.record({ count: fc.nat(), is_more: fc.boolean(), oldest_at: fc.constantFrom(NOW, null) })
  const counts = fc.dictionary(fc.stringMatching(/^[a-z_]{1,20}$/), fc.option(count), { maxKeys: 6 })
  const span = fc.record({
    by_status: fc.dictionary(fc.stringMatching(/^[a-z_]{1,30}$/), fc.nat(), { maxKeys: 14 }),
    captured: fc.dictionary(fc.stringMatching(/^[A-Z]{3}$/), fc.stringMatching(/^[1-9][0-9]{0,17}$/), {
      maxKeys: 8,
    }),
  })
  const overview = fc.record({
    url: fc.webUrl(),
    tenant: fc.record({ name: fc.stringMatching(/^[ -~]{0,100}$/), mode: fc.constant('live') }),
    now: fc.constant(NOW),
    clock: fc.constant(null),
    payments: fc.option(fc.record({ hour: span, day: span, is_more: fc.boolean() })),
    unknown: fc.record({ payments: fc.option(count), payment_orders: fc.option(count) }),
    payment_orders: counts,
    payouts: counts,
    breaks_open: fc.option(count),
    disputes_due: fc.option(count),
    endpoints_failing: fc.option(count),
    deliveries: counts,
  })
  fc.assert(
    fc.property(overview, (one) => {
      const lines = overviewLines(one, 80)
      assert.ok(lines.length <= 24, String(lines.length))
      for (const line of lines) assert.ok(widthOf(line) <= 80, line)
    }),
  )
})
