import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { eventsSince } from './store_deliveries.ts'
import { type EventFilter, type EventPage, listEvents } from './store_events.ts'
import { type TestWebhooks, testWebhooks } from './testing/test_webhooks.ts'

// Goal: a page of events of one type, or of types that begin alike, reads as many rows as it has, and not those between.
// Method: a few rare events behind thousands of others; PostgreSQL itself counts the rows that one list fetched, before
// and after it knows how they are spread.
const NOISE = 20_000
let t: TestWebhooks
let scope: OpenScope

const insert = (types: string[], from: number, count: number) =>
  t.database.admin.query(
    `insert into webhooks.event (tenant_id, seq, id, type, object_id, sequence, created_at, api_version, data)
      select $1, n, gen_random_uuid(), ($2::text[])[1 + n % cardinality($2::text[])], 'o' || n, 1, now(), '2026-11-21', '{}'
      from generate_series($3::int8, $3::int8 + $4::int8 - 1) n`,
    [scope.tenant_id, types, from, count],
  )

before(async () => {
  t = await testWebhooks()
  scope = await t.newScope()
  await insert(['thing.made', 'thing.moved'], 1, NOISE)
  await insert(['rare.begun', 'rare.done', 'rarely.done'], NOISE + 1, 30)
})
after(() => t.close())

type Read = { readonly fetched: number; readonly scans: number }
/** What this transaction has read of a table, its partitions included. */
async function readSoFar(db: Db, table = 'event'): Promise<Read> {
  const { rows } = await sql<Read>`select coalesce(sum(idx_tup_fetch), 0)::int as fetched,
      coalesce(sum(seq_scan), 0)::int as scans
    from pg_stat_xact_user_tables where schemaname = 'webhooks' and relname ~ ${`^${table}(_[0-9]+)?$`}`.execute(
    db,
  )
  return rows[0] ?? { fetched: 0, scans: 0 }
}

async function list(filter: EventFilter, page: EventPage = { after_seq: 0n, limit: 10 }) {
  return t.transact(scope, async ({ db }) => {
    const earlier = await readSoFar(db)
    const found = await listEvents(db, scope.tenant_id, filter, page)
    const now = await readSoFar(db)
    assert.equal(now.scans, earlier.scans, 'nothing reads the whole table')
    return { found, fetched: now.fetched - earlier.fetched }
  })
}

for (const statistics of ['without', 'with'])
  test(`a list by type reads its own rows only, ${statistics} statistics`, async () => {
    if (statistics === 'with') await t.database.admin.query('analyze webhooks.event')
    const one = await list({ type: 'rare.done' })
    assert.deepEqual([one.found.length, new Set(one.found.map(({ type }) => type)).size], [10, 1])
    assert.ok(one.fetched <= 11, `${one.fetched} rows for 10 of one type`)
    // Two types, each of which could fill the page, and the steps from one type to the next.
    const alike = await list({ type: 'rare.*' })
    assert.deepEqual(
      alike.found.map(({ seq }) => seq),
      alike.found.map(({ seq }) => seq).toSorted((a, b) => Number(a - b)),
    )
    assert.deepEqual([...new Set(alike.found.map(({ type }) => type))].toSorted(), [
      'rare.begun',
      'rare.done',
    ])
    assert.ok(alike.fetched <= 30, `${alike.fetched} rows for 10 of two types`)
    const common = await list({ type: 'thing.*' }, { after_seq: 9_000n, limit: 10 })
    assert.deepEqual(
      common.found.map(({ seq }) => Number(seq)),
      Array.from({ length: 10 }, (_, index) => 9_001 + index),
    )
    assert.ok(common.fetched <= 30, `${common.fetched} rows for 10 of two common types`)
    const seqs = async (filter: EventFilter) => {
      const { found, fetched } = await list(filter, {
        after_seq: BigInt(NOISE),
        limit: 3,
        is_newest_first: true,
      })
      assert.ok(fetched <= 10, `${fetched} rows for the 3 newest`)
      return found.map(({ seq }) => Number(seq))
    }
    assert.deepEqual(await seqs({}), [NOISE - 1, NOISE - 2, NOISE - 3])
    assert.deepEqual(await seqs({ type: 'thing.*' }), [NOISE - 1, NOISE - 2, NOISE - 3])
    assert.deepEqual(await seqs({ type: 'thing.made' }), [NOISE - 2, NOISE - 4, NOISE - 6])
    assert.deepEqual(await seqs({ object_id: 'o7' }), [7])
    assert.deepEqual((await list({ type: 'none.*' })).found, [])
    assert.deepEqual((await list({ type: 'rare.nothing' })).found, [])
  })

test('a recovery finds the delivery of each event by its key, and an attempt is written without reading the earlier ones', async () => {
  const { endpoint } = await t.endpoint(scope, { url: 'http://127.0.0.1:9/' })
  const id = uuidOf(endpoint.id)
  await t.database.admin.query(
    `insert into webhooks.delivery (tenant_id, id, endpoint_id, event_seq, state, came_from, event, attempts, tries, due_at, created_at)
      select $1, md5('d' || n)::uuid, $2, n, 2, 1, 2, 5001, 1, now(), now() from generate_series(1, 20000) n`,
    [scope.tenant_id, id],
  )
  await t.database.admin.query(
    `insert into webhooks.delivery_attempt (tenant_id, delivery_id, number, signed_at, url, signature, took_ms, status)
      select $1, md5('d1')::uuid, n, now(), 'u', 's', 1, 500 from generate_series(1, 5000) n`,
    [scope.tenant_id],
  )
  await t.transact(scope, async ({ db, tenant_id }) => {
    const found = await eventsSince(db, tenant_id, endpoint.id, 0 as Instant, { after_seq: 0n, limit: 100 })
    assert.ok(found.length === 100 && found.every(({ state }) => state === 2))
    assert.deepEqual(await readSoFar(db, 'delivery'), { fetched: 100, scans: 0 })
    const at = instantText(t.world.now())
    await sql`select webhooks.record_attempts(${String(tenant_id)}::int8, ${at}::timestamptz, array[md5('d1')::uuid], array[${id}::uuid],
      array[5001::int2], array[${at}::timestamptz], array['u'], array['s'], array[1], array[200], array[null::text], array[null::text],
      array[null::text], array[0::int2], array[null::timestamptz], '{}'::uuid[], ${at}::timestamptz, ${at}::timestamptz, '{}'::uuid[])`.execute(
      db,
    )
    assert.deepEqual(await readSoFar(db, 'delivery_attempt'), { fetched: 0, scans: 0 })
  })
})
