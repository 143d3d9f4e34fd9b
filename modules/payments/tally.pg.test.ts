import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Id, idOf } from '../../kernel/id.ts'
import { type Instant, parseInstant, plusMs } from '../../kernel/world.ts'
import { present } from '../../kernel/assert.ts'
import type { Consume } from '../../platform/bus/event.ts'
import type { Db } from '../../platform/db/database.ts'
import { createTestDatabase } from '../../platform/db/testing.ts'
import { addTenant } from '../../platform/jobs/testing.ts'
import { moveCursor, readFeed, StaleCursor } from '../../platform/outbox/outbox.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { sql } from 'kysely'
import { listPayments } from './store_payments.ts'
import { followOwnFacts, type PaymentsTally, readTally } from './tally.ts'

// Goal: the tally counts every fact once, whoever counts, and a look at it costs the same whatever lies below.
// Method: payments with what was said of them and told, in thousands, planted by one statement each; the consumer is given
// their facts by hand; the rows that a look fetches are counted by PostgreSQL itself.
const database = await createTestDatabase()
after(() => database.drop())

const NOON = present(parseInstant('2026-06-10T12:00:00Z'), 'noon')
const FROM = present(parseInstant('2026-06-10T00:00:00Z'), 'the beginning of the day')
const uuid = (index: number): string => `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`

let consume: Consume = () => assert.fail('nothing was subscribed')
followOwnFacts({ subscribe: (_name, _filter, given) => (consume = given) }, database)

/** One payment a second from noon on: every fifth is declined, the others are taken. */
async function plant(tenant_id: TenantId, count: number): Promise<void> {
  const tenant = String(tenant_id)
  const run = (text: string) => database.admin.query(text, [tenant, count])
  const each = `(select i, ('01900000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid as id,
      timestamptz '2026-06-10T12:00:00Z' + i * interval '1 second' as at, i % 5 = 0 as is_declined
    from generate_series(1, $2::int4) as i) g`
  await run(`insert into payments.payment_order (tenant_id, id, merchant_id, customer_id, reference, asked, created_at)
    select $1, g.id, md5('merchant ' || g.i % 10)::uuid, md5('customer ' || g.i % 100)::uuid, 'order-' || g.i,
      '{"channel":"ecommerce","initiated_by":"customer"}', g.at from ${each}`)
  await run(`insert into payments.payment (tenant_id, id, step, version, currency, is_manual, amount, amount_authorized,
      amount_captured, attempt_id, attempts, updated_at)
    select $1, g.id, case when g.is_declined then 40605 else 41008 end, 2, 'USD', false, 100,
      case when g.is_declined then 0 else 100 end, case when g.is_declined then 0 else 100 end, g.id, 1, g.at from ${each}`)
  await run(`insert into payments.operation (tenant_id, id, payment_id, kind, number, account_id, amount, request_id,
      lease_until, created_at)
    select $1, g.id, g.id, 'authorize', 1, g.id, 100, 'req', g.at, g.at from ${each}`)
  await run(`insert into payments.outcome (tenant_id, operation_id, id, result, via, amount, is_applied, told_seq, at)
    select $1, g.id, g.id, case when g.is_declined then 'declined' else 'approved' end, 'answer',
      case when g.is_declined then null else 100 end, true, g.i, g.at + interval '64 ms' from ${each}`)
  await tell(tenant_id, count)
}

/** The facts of planted payments, as the transactions that made them true would have told them. */
async function tell(tenant_id: TenantId, count: number): Promise<void> {
  const indexes = Array.from({ length: count }, (_, index) => index + 1)
  await told(
    tenant_id,
    indexes.map((index) => ({
      seq: index,
      type: index % 5 === 0 ? 'payments.payment_declined' : 'payments.payment_succeeded',
      object: idOf('pay', uuid(index)),
      at_s: index,
    })),
  )
}

type Planted = { readonly seq: number; readonly type: string; readonly object: string; readonly at_s: number }

async function told(tenant_id: TenantId, facts: readonly Planted[]): Promise<void> {
  await database.admin.query(
    `insert into platform.outbox (tenant_id, seq, id, type, object_id, at, body)
      select $1, u.seq, md5(u.seq::text)::uuid, u.type, u.object, timestamptz '2026-06-10T12:00:00Z' + u.at_s * interval '1 second', '{}'
      from unnest($2::int8[], $3::text[], $4::text[], $5::int4[]) as u (seq, type, object, at_s)`,
    [
      String(tenant_id),
      facts.map(({ seq }) => seq),
      facts.map(({ type }) => type),
      facts.map(({ object }) => object),
      facts.map(({ at_s }) => at_s),
    ],
  )
  await database.admin.query(
    `insert into platform.tenant_head (tenant_id, seq) values ($1, $2)
      on conflict (tenant_id) do update set seq = excluded.seq`,
    [String(tenant_id), facts.at(-1)?.seq],
  )
}

/** Gives the consumer what follows its place, up to `limit` facts. */
async function bring(tenant_id: TenantId, from_seq: bigint, limit: number): Promise<bigint> {
  const facts = await database.db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, from_seq, limit))
  const to_seq = present(facts.at(-1), 'a fact').seq
  await consume(facts, {
    tenant_id,
    settle: (tx) => moveCursor(tx, tenant_id, { consumer: 'payments', from_seq, to_seq }),
  })
  return to_seq
}

const scopeOf = (tenant_id: TenantId) => ({ tenant_id }) as OpenScope
const look = (tenant_id: TenantId, from: Instant = FROM): Promise<PaymentsTally> =>
  readTally(database, scopeOf(tenant_id), { from, bucket: 'hour' })

/** Counts and amounts by measure, over all hours. */
function sums({ tallies }: PaymentsTally): Record<string, string> {
  const measures = [...new Set(tallies.map(({ measure }) => measure))].toSorted()
  return Object.fromEntries(
    measures.map((measure) => {
      const own = tallies.filter((one) => one.measure === measure)
      const total = own.reduce((sum, one) => sum + one.count, 0n)
      return [measure, `${total} of ${own.reduce((sum, one) => sum + one.amount, 0n)}`]
    }),
  )
}

test('a look says the same wherever the consumer is', async () => {
  const tenant_id = await addTenant(database.admin, 11n)
  await plant(tenant_id, 60)
  const expected = {
    approved: '48 of 4800',
    captured: '48 of 4800',
    created: '60 of 6000',
    declined: '12 of 1200',
  }
  for (let seq = 0n; seq < 60n; seq = await bring(tenant_id, seq, 7)) {
    const seen = await look(tenant_id)
    assert.deepEqual(sums(seen), expected, `with ${seq} facts counted before`)
    assert.deepEqual([seen.answers, seen.counted_until], [{ count: 60n, p50_ms: 64, p99_ms: 64 }, null])
  }
  assert.deepEqual(sums(await look(tenant_id)), expected)
})

test('of two processes that come with the same facts, one counts', async () => {
  const tenant_id = await addTenant(database.admin, 12n)
  await plant(tenant_id, 20)
  const both = await Promise.allSettled([bring(tenant_id, 0n, 20), bring(tenant_id, 0n, 20)])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  assert.ok(both.some((one) => one.status === 'rejected' && one.reason instanceof StaleCursor))
  assert.equal(sums(await look(tenant_id))['captured'], '16 of 1600')
})

test('what comes back later is counted when it comes: a capture taken back, a refund sent back', async () => {
  const tenant_id = await addTenant(database.admin, 13n)
  await plant(tenant_id, 3)
  const tenant = String(tenant_id)
  const refund: Id<'ref'> = idOf('ref', uuid(90))
  await database.admin.query(
    `insert into payments.operation (tenant_id, id, payment_id, kind, number, account_id, amount, refund_id, request_id,
        lease_until, created_at) values ($1, $3, $2, 'refund', 0, $2, 40, $3, 'req', now(), now())`,
    [tenant, uuid(2), uuid(90)],
  )
  await database.admin.query(
    `insert into payments.refund (tenant_id, id, payment_id, operation_id, step, amount, asked, created_at, updated_at)
      values ($1, $3, $2, $3, 20203, 40, '{}', now(), now())`,
    [tenant, uuid(2), uuid(90)],
  )
  await database.admin.query(
    `insert into payments.outcome (tenant_id, operation_id, id, result, via, amount, is_applied, told_seq, at)
      values ($1, $2, $4, 'reversed', 'callback', null, true, 4, now()), ($1, $3, $4, 'approved', 'answer', 40, true, 5, now()),
        ($1, $3, $5, 'reversed', 'callback', null, true, 6, now())`,
    [tenant, uuid(1), uuid(90), uuid(91), uuid(92)],
  )
  const later = (seq: number, type: string, object: string) => ({ seq, type, object, at_s: 7_200 })
  await told(tenant_id, [
    later(4, 'payments.payment_reversed', idOf('pay', uuid(1))),
    later(5, 'payments.refund_succeeded', refund),
    later(6, 'payments.refund_failed', refund),
  ])
  const expected = {
    approved: '3 of 300',
    captured: '3 of 300',
    created: '3 of 300',
    refund_returned: '1 of 40',
    refunded: '1 of 40',
    reversed: '1 of 100',
  }
  assert.deepEqual(sums(await look(tenant_id)), expected)
  await bring(tenant_id, 0n, 10)
  assert.deepEqual(sums(await look(tenant_id)), expected)
  const two_hours_later = await look(tenant_id, plusMs(NOON, 7_200_000))
  assert.deepEqual(Object.keys(sums(two_hours_later)), ['refund_returned', 'refunded', 'reversed'])
})

test('more facts than one look counts: it says up to when it counted', async () => {
  const tenant_id = await addTenant(database.admin, 14n)
  await plant(tenant_id, 2_500)
  const seen = await look(tenant_id)
  assert.equal(seen.counted_until, plusMs(NOON, 1_000_000))
  assert.equal(sums(seen)['created'], '1000 of 100000')
})

/** How many rows of these tables `run` fetches in a transaction; PostgreSQL counts those of earlier ones too. */
async function rowsOf(
  tenant_id: TenantId,
  tables: string,
  run: (tx: Db) => Promise<unknown>,
): Promise<number> {
  const fetched = async (tx: Db): Promise<number> => {
    const { rows } = await sql<{
      count: number
    }>`select coalesce(sum(idx_tup_fetch + seq_tup_read), 0)::int4 as count
      from pg_stat_xact_user_tables where schemaname = 'payments' and relname ~ ${`^(${tables})(_[0-9]+)?$`}`.execute(
      tx,
    )
    return rows[0]?.count ?? 0
  }
  return database.db.withTenant(tenant_id, async (tx) => {
    const earlier = await fetched(tx)
    await run(tx)
    return (await fetched(tx)) - earlier
  })
}
/** Parts of the module run in a transaction that is open already. */
const within = (tx: Db) =>
  ({ withTenant: (_tenant: TenantId, fn: (db: Db) => Promise<unknown>) => fn(tx) }) as typeof database.db

const ROWS = 'payment|payment_order|operation|outcome'
const MANY = 4_000

test('a look reads hours and no payments; a list reads what it shows, by whatever it is filtered', async () => {
  const tenant_id = await addTenant(database.admin, 15n)
  await plant(tenant_id, MANY)
  await database.admin.query(
    'analyze payments.payment, payments.payment_order, payments.operation, payments.outcome',
  )
  for (let seq = 0n; seq < MANY; ) seq = await bring(tenant_id, seq, 500)
  const asked = { from: FROM, bucket: 'day' } as const
  const own = await rowsOf(tenant_id, ROWS, async (tx) => {
    const seen = await readTally({ db: within(tx) }, scopeOf(tenant_id), asked)
    assert.equal(sums(seen)['created'], `${MANY} of ${MANY * 100}`)
    assert.equal(seen.answers.count, BigInt(MANY))
  })
  assert.equal(own, 0)
  const hours = await rowsOf(tenant_id, 'tally|answer_time', (tx) =>
    readTally({ db: within(tx) }, scopeOf(tenant_id), asked),
  )
  assert.ok(hours > 0 && hours <= 20, `${hours} rows of the tally`)
  const merchant = idOf('mer', (await md5('merchant 3')) ?? '')
  const customer = idOf('cus', (await md5('customer 7')) ?? '')
  const none = { merchant: undefined, customer: undefined, reference: undefined, attempt: undefined }
  const filters = {
    none,
    merchant: { ...none, merchant },
    customer: { ...none, customer },
    reference: { ...none, reference: 'order-77' },
    attempt: { ...none, attempt: idOf('att', uuid(78)) },
    status: { ...none, waiting: { state: 'processing', fresh: [] } },
  } as const
  for (const [name, filter] of Object.entries(filters)) {
    const read = await rowsOf(tenant_id, ROWS, async (tx) => {
      const page = await listPayments(tx, tenant_id, filter, { before: undefined, limit: 20 })
      assert.equal(page.length, { reference: 1, attempt: 1, status: 0 }[name] ?? 20, name)
    })
    assert.ok(read <= 20 * 6, `${read} rows by ${name}`)
  }
})

async function md5(text: string): Promise<string | undefined> {
  const { rows } = await database.admin.query<{ id: string }>('select md5($1)::uuid as id', [text])
  return rows[0]?.id
}

test('counting a batch reads its own payments only, however many there are', async () => {
  const tenant_id = await addTenant(database.admin, 16n)
  await plant(tenant_id, MANY)
  const facts = await database.db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, 0n, 300))
  const own = await rowsOf(tenant_id, ROWS, async (tx) => {
    let counting: Consume = () => assert.fail('nothing was subscribed')
    followOwnFacts({ subscribe: (_name, _filter, given) => (counting = given) }, { db: within(tx) })
    await counting(facts, { tenant_id, settle: async () => undefined })
  })
  // The payment, its order, its operation and what was said of that; and once more whether it waits.
  assert.ok(own >= 300 * 4 && own <= 300 * 5, `${own} rows for 300 facts`)
})
