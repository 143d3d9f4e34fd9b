import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { runChaos } from './run_chaos.ts'

test('twenty kills of the program and five of PostgreSQL lose nothing and double nothing', async (t) => {
  const report = await runChaos({ world: realWorld(), app_kills: 20, postgres_kills: 5 })
  t.diagnostic(`${report.keys} keys in ${report.requests} requests, ${report.transfers} transfers posted`)
  assert.ok(report.keys > 100)
  // Kills that no client noticed would prove nothing.
  assert.ok(report.requests > report.keys)
})
