import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPartitionScans } from '../platform/db/partitions_testing.ts'
import { createTestDatabase } from '../platform/db/testing.ts'
import { fuzzApp, withApp } from './fuzz_app.ts'

// Goal: whatever a tenant asks for is found on one shard.
// Method: the tenant tables are partitioned by tenant, every route is called for the only tenant there is, and
// PostgreSQL counts what was read. The guard says the same of each statement's text; this is what the planner made of it.
const CASES = 2_500

test('a call reads the partitions of its own tenant and no other', async (t) => {
  const database = await createTestDatabase({ is_partitioned: true })
  t.after(() => database.drop())
  // Another sandbox, or one in this one's place, would be another tenant.
  const options = { seed: 7, cases: CASES, left_out: ['createSandbox', 'resetSandbox'] }
  await withApp(database, (app) => fuzzApp(app, options))
  const { rows } = await database.admin.query<{ tenant_id: string }>('select tenant_id from auth.tenant')
  assert.equal(rows.length, 1)
  const tenant_id = BigInt(rows[0]?.tenant_id ?? 0)
  const { own, stray } = await readPartitionScans(database.admin, tenant_id)
  t.diagnostic(`read of ${own.length} tenant tables: ${own.join(', ')}`)
  // A start looks once whether it has the key of every tenant's keys, on all shards. That is no call of a tenant.
  const ofStart = (partition: string, scans: number) =>
    partition.startsWith('vault.sealing_key_') && scans === 1
  assert.deepEqual(
    [...stray].filter(([partition, scans]) => !ofStart(partition, scans)),
    [],
  )
  assert.ok(own.length >= 15, 'the calls reached the tables')

  await database.admin.query('select from ledger.transfer where id = $1', [
    '00000000-0000-7000-8000-000000000000',
  ])
  const planted = await readPartitionScans(database.admin, tenant_id)
  assert.equal(planted.stray.size, stray.size + 3, 'a read without its tenant is seen')
})
