import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type pg from 'pg'
import { assertPartitioned, partitionTenantTables } from './partitions_testing.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase({ is_partitioned: true })))
after(() => database.drop())

/** What `fn` throws after `sql`; everything is undone. */
async function planted(sql: string, fn: (client: pg.PoolClient) => Promise<unknown>): Promise<string> {
  const client = await database.admin.connect()
  try {
    await client.query('begin')
    await client.query(sql)
    return await fn(client).then(
      () => 'nothing',
      (error: unknown) => String(error),
    )
  } finally {
    await client.query('rollback')
    client.release()
  }
}

test('every tenant table of a partitioned database is partitioned', async () => {
  assert.equal(await planted('select', assertPartitioned), 'nothing')
  const { rows } = await database.admin.query<{ tables: number }>(
    'select count(*)::int as tables from pg_partitioned_table',
  )
  assert.ok((rows[0]?.tables ?? 0) >= 15)
})

test('a tenant table that was not partitioned is named, and so is one whose partitions are kept otherwise', async () => {
  const whole = `create table platform.whole (tenant_id bigint primary key); comment on table platform.whole is 'scale:tenant — planted'`
  assert.match(await planted(whole, assertPartitioned), /: platform\.whole$/)
  const fewer = 'drop table platform.tenant_clock_3'
  assert.match(await planted(fewer, assertPartitioned), /: platform\.tenant_clock$/)
  const drifted = 'alter table ledger.balance_2 alter column tenant_id reset (n_distinct)'
  assert.match(await planted(drifted, assertPartitioned), /: ledger\.balance$/)
})

test('only tenant tables are rewritten; what a partition does not inherit is said to each', () => {
  const local = `create table a.local (\n  id int\n);\ncomment on table a.local is 'scale:local — x';\n`
  assert.equal(partitionTenantTables(local), local)
  const tenant = `create table a.t (\n  tenant_id bigint\n) with (fillfactor = 50);\nalter table a.t alter column tenant_id set (n_distinct = 1);\ncomment on table a.t is 'scale:tenant — x';\n`
  const lines = partitionTenantTables(tenant).split('\n')
  assert.ok(lines.includes(') partition by hash (tenant_id);'))
  for (const part of [0, 1, 2, 3]) {
    assert.ok(
      lines.includes(
        `create table a.t_${part} partition of a.t for values with (modulus 4, remainder ${part}) with (fillfactor = 50);`,
      ),
    )
    assert.ok(lines.includes(`alter table a.t_${part} alter column tenant_id set (n_distinct = 1);`))
  }
})

test('what a shard could not promise, PostgreSQL refuses: uniqueness without the tenant', async () => {
  const refusal = await planted('select', (client) =>
    client.query('create unique index planted on ledger.transfer (id)'),
  )
  assert.match(refusal, /unique constraint on partitioned table/)
})

test('the program reads a table, and nobody reads past it into a partition', async () => {
  const read = (table: string) =>
    planted('set local role florin_app', (client) =>
      client.query(`select from ${table} where tenant_id = $1`, [1]),
    )
  assert.equal(await read('ledger.balance'), 'nothing')
  assert.match(await read('ledger.balance_0'), /permission denied/)
})
