import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type pg from 'pg'
import { createTestDatabase } from '../../platform/db/testing.ts'
import { addTenant } from '../../platform/jobs/testing.ts'

// Goal: a batch of outcomes reads the rows of its payments and no others, however many the tenant has got since the plan
// was made. Method: the statement is planned while there is nothing; thousands of payments come; the rows that one
// transaction fetched are counted by PostgreSQL itself.
const database = await createTestDatabase()
const tenant_id = await addTenant(database.admin, 7n)
after(() => database.drop())

const PAYMENTS = 3_000
const AUTHORIZED = 40605
const AT = '2026-06-01T00:00:00Z'
const idOf = (index: number): string => `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`

async function addPayments(from: number, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => idOf(from + index))
  await database.admin.query(
    `insert into payments.payment (tenant_id, id, step, currency, is_manual, amount, updated_at)
      select $1, u.id, $3, 'USD', true, 100, $4 from unnest($2::uuid[]) as u (id)`,
    [String(tenant_id), ids, AUTHORIZED, AT],
  )
}

const finish = {
  name: 'finish',
  text: `select payments.finish_operations($1, $2, $3::uuid[], $4::int4[], $5::int4[], $6::uuid[], $7::int8[], $7::int8[],
    $8::int8[], $8::int8[], $8::int8[], $9::timestamptz[], $10::timestamptz[], $6::uuid[], $4::int4[], $6::uuid[],
    '{}'::uuid[], '{}'::int4[], '{}'::int4[])`,
}
const settle = {
  name: 'settle',
  text: `select payments.mark_settled($1, $2::uuid[], $3::int8[], '{}'::uuid[], '2026-06-02'::date)`,
}

type Batch = (client: pg.PoolClient, ids: readonly string[]) => Promise<unknown>
const batches: Readonly<Record<string, Batch>> = {
  outcomes(client, ids) {
    const each = <T>(item: T): T[] => ids.map(() => item)
    const columns = [ids, each(1), each(null), each(null), each(100), each(0), each(null), each(AT)]
    return client.query({ ...finish, values: [String(tenant_id), AT, ...columns] })
  },
  settlements: (client, ids) =>
    client.query({ ...settle, values: [String(tenant_id), ids, ids.map(() => 100)] }),
}

async function fetched(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select coalesce(sum(idx_tup_fetch + seq_tup_read), 0)::int as count from pg_stat_xact_user_tables
      where schemaname = 'payments' and relname ~ '^payment(_[0-9]+)?$'`,
  )
  return rows[0]?.count ?? 0
}

for (const [name, run] of Object.entries(batches))
  test(`a batch of ${name} reads its own payments only`, async () => {
    const client = await database.admin.connect()
    const from = name === 'outcomes' ? 0 : PAYMENTS * 2
    try {
      await client.query('begin')
      for (let warm = 0; warm < 7; warm++) await run(client, [])
      await client.query('rollback')
      await addPayments(from, PAYMENTS)
      for (const count of [1, 30, 300]) {
        await client.query('begin')
        const earlier = await fetched(client)
        await run(
          client,
          Array.from({ length: count }, (_, index) => idOf(from + index * 7)),
        )
        const own = (await fetched(client)) - earlier
        await client.query('rollback')
        // Once to lock it, once to change it.
        assert.ok(own <= 2 * count, `${own} rows for ${count} payments`)
      }
    } finally {
      client.release()
    }
  })
