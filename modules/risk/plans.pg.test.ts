import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type pg from 'pg'
import { present } from '../../kernel/assert.ts'
import { instantText } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { RECORD_TYPES, type RiskInput } from './index.ts'
import { plainPayment, START_AT } from './testing/payment.ts'
import { type TestRisk, testRisk } from './testing/test_risk.ts'

// Goal: a look and a count read one row per key, however many rows the tenant has got since the plan was made; and two
// batches at once lose nothing and do not block each other for good.
// Method: statements are planned while there is nothing; thousands of rows come; decision the rows that one transaction fetched
// are counted by PostgreSQL itself.
let t: TestRisk
let scope: OpenScope
const ROWS = 3_000
const BATCH = 1_000

const card = (index: number): RiskInput => ({
  ...plainPayment,
  customer: null,
  device: null,
  address: null,
  ip: null,
  email: null,
  fingerprint: index.toString(16).padStart(32, '0'),
})
const cards = (count: number, from = 0): RiskInput[] =>
  Array.from({ length: count }, (_, index) => card(from + index))

const places = RECORD_TYPES.map((type, index) => `$${index + 3}::${type}`).join(', ')
async function record(client: pg.PoolClient, inputs: readonly RiskInput[]): Promise<void> {
  const values = [scope.tenant_id, instantText(START_AT), ...t.risk.packRecord(scope.tenant_id, inputs)]
  await client.query({
    name: 'r',
    text: `select risk.record_attempts($1::int8, $2::timestamptz, ${places})`,
    values,
  })
}
async function look(client: pg.PoolClient, inputs: readonly RiskInput[]): Promise<void> {
  const [keys, , spenders] = t.risk.packRecord(scope.tenant_id, inputs)
  const values = [scope.tenant_id, instantText(START_AT), keys, spenders, keys]
  await client.query({
    name: 'l',
    text: 'select places from risk.look($1::int8, $2::timestamptz, $3::uuid[], $4::uuid[], $5::uuid[])',
    values,
  })
}

/** The table of a partition. */
const WHOLE = `regexp_replace(u.relname, '_[0-9]$', '') as t (name)`

type Fetched = { readonly relname: string; readonly fetched: number; readonly seq_scan: number }
/** What this connection has fetched and not reported yet. */
async function fetchedSoFar(client: pg.PoolClient): Promise<Fetched[]> {
  const { rows } = await client.query<Fetched>(`select t.name as relname, sum(idx_tup_fetch)::int as fetched,
      sum(seq_scan)::int as seq_scan
    from pg_stat_xact_user_tables u, ${WHOLE} where schemaname = 'risk' and t.name in ('velocity', 'spending', 'list_item')
    group by t.name order by t.name`)
  return rows
}
async function fetchedBy(client: pg.PoolClient, fn: () => Promise<void>): Promise<Fetched[]> {
  await client.query('begin')
  const earlier = await fetchedSoFar(client)
  await fn()
  const now = await fetchedSoFar(client)
  await client.query('rollback')
  return now.map(({ relname, fetched, seq_scan }, index) => ({
    relname,
    fetched: fetched - (earlier[index]?.fetched ?? 0),
    seq_scan: seq_scan - (earlier[index]?.seq_scan ?? 0),
  }))
}

async function readsNoMore(client: pg.PoolClient, fn: typeof record, count: number): Promise<void> {
  const tables = await fetchedBy(client, () => fn(client, cards(count, 500)))
  assert.ok(tables.length >= 2)
  for (const { relname, fetched, seq_scan } of tables) {
    assert.equal(seq_scan, 0, `${fn.name} reads all of ${relname}`)
    // Cards, and their merchant.
    assert.ok(fetched <= count + 1, `${fn.name} of ${count}: ${fetched} rows of ${relname}`)
  }
}

before(async () => {
  t = await testRisk()
  scope = await t.newScope()
})
after(() => t.close())

test('a look and a count read each key’s row and no other, at 1, 100 and 1,000 keys', async () => {
  const client = await t.database.admin.connect()
  try {
    // A list, so that items are looked for.
    await t.transact(scope, (inner) =>
      t.risk.createList(inner, {
        id: 'lst_01k0000000000000000000000a' as never,
        name: 'x',
        kind: 'bin',
        effect: 'none',
      }),
    )
    for (let run = 0; run < 7; run++) {
      await record(client, cards(1))
      await look(client, cards(1))
    }
    for (let from = 0; from < ROWS; from += BATCH) await record(client, cards(BATCH, from))
    for (const count of [1, 100, 1_000]) {
      await readsNoMore(client, record, count)
      await readsNoMore(client, look, count)
    }
  } finally {
    client.release()
  }
})

test('updates of counts are HOT: no index is written', async () => {
  await t.database.admin.query('select pg_stat_force_next_flush()')
  const { rows } = await t.database.admin.query<{ relname: string; updated: number; hot: number }>(
    `select t.name as relname, sum(n_tup_upd)::int as updated, sum(n_tup_hot_upd)::int as hot
      from pg_stat_user_tables u, ${WHOLE} where schemaname = 'risk' and t.name in ('velocity', 'spending')
      group by t.name`,
  )
  assert.equal(rows.length, 2)
  for (const { relname, updated, hot } of rows)
    assert.ok(updated > 0 && hot >= updated * 0.9, `${relname} ${hot} ${updated}`)
})

test('batches that count the same new and old keys at once lose no count and do not deadlock', async () => {
  const own = await t.newScope()
  const { db } = t.database
  const lanes = Array.from({ length: 4 }, (_, index) => db.lane(`risk_at_once_${index}`))
  const ROUNDS = 12
  const runs = lanes.map(async (lane, index) => {
    for (let round = 0; round < ROUNDS; round++) {
      // Keys that overlap with those of the other lanes, in another order, some of them new to all.
      const inputs = cards(40, round * 10 + index)
      await t.attempt(own, START_AT, index % 2 === 0 ? inputs : inputs.toReversed(), lane)
      await t.decline(own, START_AT, inputs.slice(0, 20), lane)
    }
  })
  await Promise.all(runs)
  const expected = new Map<string, number>()
  for (let index = 0; index < lanes.length; index++)
    for (let round = 0; round < ROUNDS; round++)
      for (const { fingerprint } of cards(40, round * 10 + index))
        expected.set(fingerprint, (expected.get(fingerprint) ?? 0) + 1)
  const asked = [...expected.keys()].map((fingerprint) => ({ ...card(0), fingerprint }))
  const views = await t.risk.look(t.lane, own.tenant_id, START_AT, asked)
  for (const [index, view] of views.entries())
    assert.equal(view.counts.card?.attempts[0], expected.get(present(asked[index], 'a card').fingerprint))
  const all = lanes.length * ROUNDS
  assert.equal(views[0]?.counts.merchant?.attempts[0], all * 40)
  assert.equal(views[0]?.counts.merchant?.declines[0], all * 20)
})
