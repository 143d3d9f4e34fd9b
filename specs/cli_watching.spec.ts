import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Overview } from '../apps/cli/status/collect.ts'
import { type Cli, testCli } from '../apps/cli/testing.ts'
import { pause, systemRuntime } from '../sdk/typescript/index.ts'
import { type SandboxApp, startSandboxApp } from './sandbox_app.ts'

// Goal: whoever watches a tenant from a terminal sees what the API knows: exact figures, each request once, each event once.
// Method: the whole server with its simulated acquirers, and the commands as a terminal runs them.

let api: SandboxApp
before(async () => {
  api = await startSandboxApp()
})
after(() => api?.close())

const cliFor = (key: string): Promise<Cli> => testCli({ FLORIN_URL: api.url, FLORIN_KEY: key })
const pay = (key: string, value: string, payment_method = 'pm_card_visa') =>
  api.call<{ readonly id: string }>(
    'POST',
    '/v1/payments',
    { amount: { value, currency: 'USD' }, payment_method },
    key,
  )
/** What is in memory for the log is written, until the command has so many lines. */
async function untilLines(cli: Cli, count: number): Promise<void> {
  while (cli.lines.length < count) {
    await api.app.requests.flush()
    await pause(systemRuntime(), 5)
  }
}

test('the state of the tenant has the figures of the overview, and its queues', async () => {
  const key = await api.newSandbox()
  await pay(key, '1050')
  await pay(key, '5000', 'pm_card_visa_insufficient_funds')
  const cli = await cliFor(key)
  const { out } = await cli.run('status')
  for (const line of [
    /^payments +2 +2$/m,
    /^approved +1 +1$/m,
    /^declined +1 +1$/m,
    /^success rate +50\.00 % +50\.00 %$/m,
    /^captured USD +10\.50 +10\.50$/m,
    /^unknown payments +0$/m,
    /^orders waiting +0$/m,
  ])
    assert.match(out, line)
  const told = JSON.parse((await cli.run('status', '--json')).out) as Overview
  assert.deepEqual(
    [told.figures?.outcomes.approved, told.payouts?.['ordered']?.count, told.unseen],
    [1, 0, {}],
  )
})

test('a key that may not read the overview is told which scope it lacks', async () => {
  const key = await api.newSandbox()
  const body = { kind: 'restricted', name: 'Reader', scopes: ['payouts:read', 'sandbox:read'] }
  const made = await api.call<{ readonly secret: string }>('POST', '/v1/api-keys', body, key)
  const { exit, out } = await (await cliFor(made.body.secret)).run('status')
  assert.equal(exit, 0)
  assert.match(out, /^payouts waiting +0$/m)
  assert.match(out, /^overview +this key may not look: it lacks overview:read$/m)
  assert.match(out, /^orders waiting +this key may not look: it lacks payment_orders:read$/m)
})

test('requests are followed live: each once, with what was wrong, and none of those that follow them', async () => {
  const key = await api.newSandbox()
  await pay(key, '100')
  await api.app.requests.flush()
  const cli = await cliFor(key)
  const running = cli.run('logs', 'tail', '--since', '1h')
  await untilLines(cli, 1)
  await api.call('POST', '/v1/payments', { amount: { value: '1.5', currency: 'USD' } }, key)
  const paid = await pay(key, '200')
  await untilLines(cli, 3)
  const refused = await pay(key, '5000', 'pm_card_visa_insufficient_funds')
  assert.equal(refused.status, 402)
  await untilLines(cli, 4)
  cli.interrupt()
  const { exit, out } = await running
  const told = out.split('\n').map((line) => line.split('  ').slice(1, 4).join('  '))
  assert.equal(exit, 0)
  assert.match(told[0] ?? '', /^201 {2}POST \/v1\/payments {2}pay_/)
  assert.deepEqual(told.slice(1, 3).toSorted(), [
    `201  POST /v1/payments  ${paid.body.id}`,
    '400  POST /v1/payments  invalid_request: amount.value',
  ])
  assert.equal(told[3], '402  POST /v1/payments  card_declined')
})

test('events are followed from a day in the past on', async () => {
  const key = await api.newSandbox()
  const paid = await pay(key, '100')
  const cli = await cliFor(key)
  const running = cli.run('events', 'tail', '--since', '2026-01-01', '--type', 'payment.succeeded', '--json')
  await untilLines(cli, 1)
  const second = await pay(key, '200')
  await untilLines(cli, 2)
  cli.interrupt()
  const told = (await running).out
    .split('\n')
    .map((line) => (JSON.parse(line) as { data: { object: { id: string } } }).data.object.id)
  assert.deepEqual(told, [paid.body.id, second.body.id])
})
