import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { addTenant } from '../../platform/jobs/testing.ts'
import type { TenantId } from '../../platform/scope.ts'
import { listRequestLogs, type RequestFilter } from './store.ts'

// Goal: a page of the requests that somebody looks for reads as many rows as it shows, however many others lie between.
// Method: a few rare requests below thousands of others; PostgreSQL itself counts the rows that one list fetched.
const NOISE = 20_000
const RARE = 5
let house: TestDatabase
let tenant: TenantId
before(async () => {
  house = await createTestDatabase()
  tenant = await addTenant(house.admin, 1n)
  await insert(1, RARE, ['key_rare', 'DELETE', 'rare', 503, 'rare_error', '2020-01-01'])
  await insert(RARE + 1, NOISE, ['key_often', 'POST', 'often', 400, 'often_error', '2026-11-21'])
  await house.admin.query('analyze requests.request_log')
})
after(() => house.drop())

const insert = (from: number, count: number, values: readonly (string | number)[]) =>
  house.admin.query(
    `insert into requests.request_log (tenant_id, id, created_at, actor_type, actor_id, method, path, route,
        operation_id, query_fields, status, error_code, faults, api_version, duration_ms, is_replay)
      select $1, gen_random_uuid(), '2026-11-01'::timestamptz + n * interval '1 second', 'api_key', $4, $5, '/', '/',
        $6, '{}', $7, $8, '[]', $9, 1, false from generate_series($2::int8, $2::int8 + $3::int8 - 1) n`,
    [tenant, from, count, ...values],
  )

const filters: readonly RequestFilter[] = [
  { actor_id: 'key_rare' },
  { method: 'DELETE' },
  { operation_id: 'rare' },
  { error_code: 'rare_error' },
  { status_class: '5xx' },
  { api_version: '2020-01-01' },
  { error_code: 'rare_error', operation_id: 'rare' },
]

for (const filter of filters)
  test(`requests are found by ${Object.keys(filter).join(' and ')} without reading the others`, () =>
    house.db.withTenant(tenant, async (tx) => {
      const fetched = async (): Promise<number> => {
        const { rows } = await sql<{ fetched: string }>`select
            coalesce(sum(idx_tup_fetch), 0) + coalesce(sum(seq_tup_read), 0) as fetched
          from pg_stat_xact_user_tables where schemaname = 'requests' and relname ~ '^request_log'`.execute(
          tx,
        )
        return Number(rows[0]?.fetched)
      }
      const earlier = await fetched()
      const found = await listRequestLogs(tx, tenant, filter, { after: undefined, limit: 51 })
      assert.equal(found.length, RARE)
      assert.ok((await fetched()) - earlier <= 2 * RARE, JSON.stringify(filter))
    }))
