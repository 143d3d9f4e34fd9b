import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { simWorld } from '../kernel/world.ts'
import { insertAccount, openAccount } from '../modules/ledger/testing.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { TenantId } from '../platform/scope.ts'
import { brokenInvariants } from './invariants.ts'
import { runSeed, type SeedReport } from './run_seed.ts'

// Goal: whatever the network and the program's own death do, no promise of the ledger breaks.
// Method: two hundred seeds, F6 after every step; a failure prints the line that replays it.
const SEEDS = 200
const STEPS = 8
let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())

async function play(first: number, count: number): Promise<SeedReport[]> {
  const reports: SeedReport[] = []
  for (let seed = first; seed < first + count; seed++)
    reports.push(await runSeed(database, BigInt(seed), BigInt(seed) as TenantId, STEPS))
  return reports
}

test(`${SEEDS} seeds with loss, duplication, delay and crashes break no invariant`, async (t) => {
  const reports = (await Promise.all([play(1, SEEDS / 2), play(1 + SEEDS / 2, SEEDS / 2)])).flat()
  const sum = (of: (report: SeedReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0)
  t.diagnostic(`${sum((report) => report.deliveries)} deliveries, ${sum((report) => report.crashes)} crashes`)
  // A simulation in which nothing goes wrong would prove nothing.
  assert.ok(sum((report) => report.crashes) > SEEDS / 8)
  assert.ok(sum((report) => report.deliveries) > sum((report) => report.intents))
})

test('the same seed gives the same trace', async () => {
  for (const seed of [3n, 4n]) {
    const once = await runSeed(database, seed, (1_000n + seed) as TenantId, STEPS)
    const again = await runSeed(database, seed, (2_000n + seed) as TenantId, STEPS)
    assert.equal(once.trace_hash, again.trace_hash)
  }
})

test('the checker sees what a broken ledger would look like', async () => {
  const tenant_id = 5_000n as TenantId
  const world = simWorld(1n)
  await database.admin.query('insert into platform.tenant_head (tenant_id) values ($1)', [tenant_id])
  await insertAccount(database.admin, tenant_id, newId('acc', world), openAccount(0))
  assert.deepEqual(await brokenInvariants(database.admin, tenant_id), [])
  await database.admin.query(
    'update ledger.balance set debits_posted = 1, debits_pending = 1 where tenant_id = $1',
    [tenant_id],
  )
  await database.admin.query('update platform.tenant_head set seq = 1 where tenant_id = $1', [tenant_id])
  assert.deepEqual(await brokenInvariants(database.admin, tenant_id), [
    'debits equal credits, posted and pending, per currency',
    'a balance is the sum of its legs',
    'pending is the sum of open holds',
    'the feed has no gaps and names every row once',
  ])
})
