import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import type pg from 'pg'
import { realWorld } from '../../kernel/world.ts'
import { createTestDatabase } from '../../platform/db/testing.ts'
import { addTenant } from '../../platform/jobs/testing.ts'
import { tenantsWithNews } from './store_sweep.ts'

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

/** How many rows this transaction has fetched from these tables. */
const rowsRead = (tables: string): string =>
  `select coalesce(sum(idx_tup_fetch + seq_tup_read), 0)::int as count from pg_stat_xact_user_tables
    where schemaname = 'payments' and relname ~ '^(${tables})(_[0-9]+)?$'`

async function fetched(client: pg.ClientBase, tables = 'payment'): Promise<number> {
  const { rows } = await client.query<{ count: number }>(rowsRead(tables))
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

const ATTEMPTS = 5_000
const NEW_ATTEMPTS = 100

async function addAttempts(client: pg.ClientBase): Promise<void> {
  const ids = Array.from({ length: ATTEMPTS }, (_, index) => idOf(100_000 + index))
  await client.query(
    `insert into payments.operation (tenant_id, id, payment_id, kind, number, account_id, amount, request_id, lease_until,
        created_at)
      select $1, u.id, u.id, 'authorize', 1, u.id, 100, 'req', $3, $3 from unnest($2::uuid[]) as u (id)`,
    [String(tenant_id), ids, AT],
  )
  await client.query(
    `insert into payments.outcome (tenant_id, operation_id, id, result, via, is_applied, at)
      select $1, u.id, u.id, 'approved', 'answer', true, $3 from unnest($2::uuid[]) as u (id)`,
    [String(tenant_id), ids, AT],
  )
}

test('a look for abandoned operations reads those that came since the last one, and what was said of them', async () => {
  const client = await database.admin.connect()
  try {
    await client.query(
      `insert into payments.sweep (tenant_id, seen_id, seen_lease, seen_next)
        values ($1, '00000000-0000-0000-0000-000000000000', '-infinity', '00000000-0000-0000-0000-000000000000')`,
      [String(tenant_id)],
    )
    const look = () =>
      client.query<{ looked: number; lost: string[] }>(
        `select f.looked, f.lost from payments.sweep_operations($1, now(), 2000) f`,
        [String(tenant_id)],
      )
    for (let warm = 0; warm < 7; warm++) await look()
    await addAttempts(client)
    await client.query('update payments.sweep set seen_id = $2 where tenant_id = $1', [
      String(tenant_id),
      idOf(100_000 + ATTEMPTS - NEW_ATTEMPTS - 1),
    ])
    await client.query('begin')
    const { rows } = await look()
    assert.deepEqual(rows, [{ looked: NEW_ATTEMPTS, lost: [] }])
    const own = await fetched(client, 'operation|outcome')
    await client.query('rollback')
    assert.ok(own <= 2 * NEW_ATTEMPTS, `${own} rows for ${NEW_ATTEMPTS} operations`)
    await database.db.scatter('payments.sweep', async (tx) => {
      assert.deepEqual(
        await tenantsWithNews({ ...database.db, scatter: (_, fn) => fn(tx) }, realWorld().now()),
        [tenant_id],
      )
      const { rows: counts } = await sql.raw<{ count: number }>(rowsRead('operation')).execute(tx)
      const count = counts[0]?.count ?? 0
      assert.ok(count <= NEW_ATTEMPTS, `${count} rows to find one`)
    })
  } finally {
    client.release()
  }
})
