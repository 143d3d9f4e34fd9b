// Goal: what is wrong with the API, the key, the clock, the certificate or the webhooks is named, with what to do.
// Method: a server in the test that is broken in one way after the other, and one with a real certificate.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { systemRuntime } from '../../../sdk/typescript/runtime.ts'
import { listen } from '../../../sdk/typescript/testing.ts'
import { newProgram } from '../main.ts'
import type { Means } from '../means.ts'
import { testMeans } from '../testing.ts'
import { lookAtApi } from './api_checks.ts'
import { certificateFinding, lookAtCertificate } from './certificate.ts'
import { doctorCommand } from './commands_doctor.ts'
import { note, well, wrong } from './finding.ts'

type Reply = { readonly status: number; readonly text: string; readonly date?: string }
const replies = new Map<string, Reply>()
let server: Awaited<ReturnType<typeof listen>>
before(async () => {
  server = await listen((request, response) => {
    const { status, text, date } = replies.get(request.url ?? '') ?? { status: 404, text: '{}' }
    response
      .writeHead(status, { 'content-type': 'application/json', ...(date === undefined ? {} : { date }) })
      .end(text)
  })
})
after(() => server.close())

const say = (path: string, body: unknown, status = 200): void =>
  void replies.set(path, { status, text: typeof body === 'string' ? body : JSON.stringify(body) })
const metrics = (dead: number, lag: number): string =>
  `florin_jobs{state="waiting"} 3\nflorin_jobs{state="due"} 0\nflorin_jobs{state="dead"} ${dead}\nflorin_outbox_lag_facts{consumer="webhooks"} ${lag}\n`
beforeEach(() => {
  replies.clear()
  say('/readyz', { is_ready: true, because: null })
  say('/metrics', metrics(0, 0))
  say('/v1/tenant', { name: 'Shop', mode: 'sandbox' })
  for (const path of ['payments', 'ledger/accounts', 'payment-orders', 'webhook-endpoints', 'events'])
    for (const limit of [1, 100]) say(`/v1/${path}?limit=${limit}`, { data: [] })
  say('/v1/webhook-deliveries?state=dead&limit=100', { data: [] })
})

const means = (more: Partial<Means> = {}): Means => ({
  ...testMeans(),
  // What the doctor waits for are limits, and a busy machine keeps within the real ones.
  runtime: systemRuntime(),
  env: { HOME: '/nonexistent' },
  ...more,
})
const look = async (url = server.url, more: Partial<Means> = {}) => {
  const findings = await lookAtApi(means(more), { url, key: 'sk_test_abcdefghijkl' })
  return findings
    .filter(({ verdict }) => verdict !== 'well')
    .map(({ verdict, area, seen }) => `${verdict} ${area}: ${seen}`)
}
const refusal = (code: string) => ({ code, title: code, detail: `It is ${code}.` })

test('with a healthy server and a good key nothing is wrong', async () => {
  assert.deepEqual(await look(), [])
})

test('a server that is away, not ready, or another one is told apart', async () => {
  assert.match(
    (await look('http://127.0.0.1:1')).join(),
    /^wrong API: http:\/\/127\.0\.0\.1:1 does not answer/,
  )
  say('/readyz', { is_ready: false, because: 'database' }, 503)
  assert.match((await look()).join(), /is not ready \(database\)$/)
  say('/readyz', '<html>nginx</html>', 404)
  assert.match((await look()).join(), /is not Florin \(404\)$/)
})

test('a clock that is off, jobs that were given up, and readers that are behind are wrong', async () => {
  replies.set('/readyz', { status: 200, text: '{"is_ready":true}', date: 'Sat, 21 Nov 2020 00:00:00 GMT' })
  say('/metrics', metrics(2, 20_000))
  const [clock, ...backlog] = await look()
  assert.match(clock ?? '', /^wrong clock: this machine and the server are \d+ s apart$/)
  assert.deepEqual(backlog, [
    'wrong jobs: 2 were given up',
    'wrong events: readers are behind: webhooks 20000',
  ])
})

test('counters that do not come are told, and everything else is looked at', async () => {
  say('/v1/tenant', refusal('unauthenticated'), 401)
  const ask: Means['fetch'] = (url, init) =>
    url.endsWith('/metrics') ? Promise.reject(new Error('cut off')) : fetch(url, init)
  assert.deepEqual(await look(server.url, { fetch: ask }), [
    `note API: ${server.url}/metrics does not answer`,
    'wrong key: It is unauthenticated.',
  ])
})

test('a key that is unknown, or may not look, and endpoints that fail are told', async () => {
  say('/v1/tenant', refusal('unauthenticated'), 401)
  assert.deepEqual(await look(), ['wrong key: It is unauthenticated.'])
  say('/v1/tenant', { name: 'Shop', mode: 'live' })
  say('/v1/events?limit=1', refusal('scope_missing'), 403)
  const url = 'https://shop.example/hooks'
  const endpoints = [
    { id: 'whe_1', url, state: 'enabled', failing_since: '2026-11-21' },
    { id: 'whe_2', url, state: 'disabled', failing_since: null },
  ]
  say('/v1/webhook-endpoints?limit=100', { data: endpoints })
  say('/v1/webhook-deliveries?state=dead&limit=100', { data: [{}] })
  assert.deepEqual(await look(), [
    'note scopes: the key may not read /v1/events',
    `wrong webhooks: ${url} fails since 2026-11-21`,
    `note webhooks: ${url} is disabled, its events are held`,
    'note webhooks: 1 deliveries were given up',
  ])
  const [profile] = await lookAtApi(means(), {})
  assert.deepEqual([profile?.verdict, profile?.area], ['wrong', 'profile'])
})

test('a certificate is read from the server that shows it, and told before it ends', async (t) => {
  const pem = (name: string): Buffer =>
    readFileSync(new URL(`../../../fixtures/tls/${name}.pem`, import.meta.url))
  const key = readFileSync(new URL('../../../fixtures/tls/server.key', import.meta.url))
  const secure = createServer({ key, cert: pem('server') })
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
  t.after(() => secure.close())
  const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`
  const at = (time: string): Means => {
    const base = means()
    return { ...base, runtime: { ...base.runtime, now: () => Date.parse(time) * 1_000 } }
  }
  const verdict = async (time: string) => (await lookAtCertificate(at(time), url))[0]?.verdict
  assert.deepEqual(
    [await verdict('2026-12-01'), await verdict('2126-10-20'), await verdict('2127-01-01')],
    ['well', 'note', 'wrong'],
  )
  assert.deepEqual(await lookAtCertificate(means(), 'http://127.0.0.1:1'), [])
  assert.match(
    certificateFinding('Oct 28 04:43:14 2026 GMT', Date.parse('2026-11-01'), 'it').seen,
    /ended on 2026-10-28/,
  )
})

test('what is wrong ends with 1, what is worth knowing does not, and --json tells it to programs', async () => {
  const run = async (machine: ReturnType<typeof well>[], ...args: string[]) => {
    let [exit, out] = [0, '']
    const told = means({ out: (text) => void (out += `${text}\n`), exit: (code) => void (exit = code) })
    const program = newProgram()
    doctorCommand(program, told, () => Promise.resolve(machine))
    const to = ['--url', server.url, '--key', 'sk_test_abcdefghijkl']
    await program.parseAsync(['doctor', ...to, ...args], { from: 'user' })
    return { exit, out }
  }
  const noted = await run([well('a', 'b'), note('disk', 'little', 'make room')])
  assert.deepEqual([noted.exit, noted.out.includes('! disk: little\n    → make room')], [0, true])
  const broken = await run([wrong('a', 'b', 'c')], '--json')
  const { findings } = JSON.parse(broken.out) as { findings: object[] }
  assert.deepEqual([broken.exit, findings[0]], [1, { area: 'a', verdict: 'wrong', seen: 'b', advice: 'c' }])
  assert.equal((await run([wrong('a', 'b', 'c')], '--api-only')).exit, 0)
})
