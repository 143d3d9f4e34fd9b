import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { runPaymentsChaos } from './run_payments_chaos.ts'

test('kills of the server, of the acquirers and of PostgreSQL lose no card payment and double none', async (t) => {
  const report = await runPaymentsChaos({
    world: realWorld(),
    seed: 1n,
    app_kills: 2,
    simulator_kills: 1,
    postgres_kills: 1,
    clients: 6,
    has_timeouts: false,
  })
  t.diagnostic(JSON.stringify(report))
  assert.ok(report.payments > 20)
  assert.ok(report.effects > 20)
})
