import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Id, idOf, newId, newUuid } from '../../kernel/id.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { valueOf } from '../ledger/testing.ts'
import { MERCHANT_CACHED_MS, MERCHANT_SETTLE_MS } from './parties_limits.ts'
import { type TestParties, testParties } from './parties_testing.ts'

let test_parties: TestParties
let lane: Lane
let asked: number
before(async () => {
  test_parties = await testParties()
  const own = test_parties.test_ledger.database.db.lane('payments-look')
  asked = 0
  lane = {
    ...own,
    run(statement, values) {
      asked += 1
      return own.run(statement, values)
    },
  }
})
after(() => test_parties.close())

const nobody = { merchants: [], customers: [], methods: [] }

test('what payments need to know of their parties comes in one round trip, in the order asked for', async () => {
  const { parties, inside, merchant, customer, method, world } = test_parties
  const scope = await test_parties.newScope()
  const address = { line1: null, line2: null, city: null, region: null, postal_code: null, country: 'NL' }
  const made = await inside(scope, async (tx) => ({
    shop: valueOf(await parties.createMerchant(tx, merchant())),
    anna: valueOf(await parties.createCustomer(tx, customer({ billing_address: address }))),
  }))
  const asked_method = method({ customer: made.anna.id, consent: { reference: null } })
  const card = valueOf(await inside(scope, (tx) => parties.createPaymentMethod(tx, asked_method)))
  const views = await parties.look(lane, scope.tenant_id, {
    merchants: [newId('mer', world), made.shop.id, made.shop.id],
    customers: [made.anna.id, newId('cus', world)],
    methods: [card.id],
  })
  assert.equal(asked, 1)
  const { id, state, name, statement_descriptor, city, country, mcc, settlement_currency } = made.shop
  const shop = { id, state, name, statement_descriptor, city, country, mcc, settlement_currency }
  assert.deepEqual(views, {
    merchants: [undefined, shop, shop],
    customers: [
      {
        id: made.anna.id,
        state: 'active',
        email: 'anna@example.com',
        billing_country: 'NL',
        shipping_country: null,
        default_payment_method: null,
      },
      undefined,
    ],
    methods: [
      {
        id: card.id,
        state: 'active',
        token: card.token,
        customer: made.anna.id,
        has_consent: true,
        network_transaction_id: null,
        transaction_link_id: null,
        billing_country: null,
        billing_email: null,
      },
    ],
  })
  const elsewhere = await test_parties.newScope()
  const others = await parties.look(lane, elsewhere.tenant_id, { ...nobody, methods: [card.id] })
  assert.deepEqual(others.methods, [undefined], 'another tenant has no such method')
})

test('merchants come from memory for a second; a change on this node is seen at once, elsewhere within it', async () => {
  const { parties, node, inside, merchant, world } = test_parties
  const scope = await test_parties.newScope()
  const other = node()
  const { id } = valueOf(await inside(scope, (tx) => parties.createMerchant(tx, merchant())))
  const look = async (of = parties) => {
    asked = 0
    const { merchants } = await of.look(lane, scope.tenant_id, { ...nobody, merchants: [id] })
    return [merchants[0]?.state, asked]
  }
  assert.deepEqual(
    [await look(), await look()],
    [
      ['active', 1],
      ['active', 0],
    ],
  )
  await look(other)
  valueOf(await inside(scope, (tx) => parties.suspendMerchant(tx, id)))
  assert.deepEqual(
    [await look(), await look()],
    [
      ['suspended', 1],
      ['suspended', 1],
    ],
  )
  assert.deepEqual(await look(other), ['active', 0])
  world.advance(MERCHANT_CACHED_MS)
  assert.deepEqual(await look(other), ['suspended', 1])
  world.advance(MERCHANT_SETTLE_MS)
  assert.deepEqual(
    [await look(), await look()],
    [
      ['suspended', 1],
      ['suspended', 0],
    ],
  )
})

// Method: the statement is planned while the tables are empty, they grow, and PostgreSQL says which rows it read.
test('1, 100 and 1,000 of each are read by their keys, whatever the tables hold besides', async () => {
  const { parties } = test_parties
  const scope = await test_parties.newScope()
  const ids = await grow(scope, 3_000)
  for (const count of [1, 100, 1_000]) {
    asked = 0
    const some = { merchants: take('mer', ids, count), customers: take('cus', ids, count) }
    const views = await parties.look(lane, scope.tenant_id, { ...some, methods: take('pm', ids, count) })
    assert.equal(asked, 1)
    for (const list of [views.merchants, views.customers, views.methods])
      assert.equal(list.filter((view) => view !== undefined).length, count)
    assert.deepEqual(await rowsRead(scope, ids.slice(0, count)), {
      customer: [0, count],
      merchant: [0, count],
      payment_method: [0, count],
    })
  }
})

/** By table: how often it was read from end to end, and how many rows were fetched by an index. */
async function rowsRead({ tenant_id }: OpenScope, ids: readonly string[]): Promise<object> {
  const client = await test_parties.test_ledger.database.admin.connect()
  // Counts of the transaction before may still be in there. The partitions of a table count for it.
  const counts = async () => {
    const { rows } = await client.query<{ name: string; scans: number; fetched: number }>(
      `select t.name, coalesce(sum(seq_scan), 0)::int as scans, coalesce(sum(idx_tup_fetch), 0)::int as fetched
       from unnest($1::text[]) as t (name) left join pg_stat_xact_user_tables s on s.schemaname like 'payments%'
         and (s.relname = t.name or s.relid in (select inhrelid from pg_inherits where inhparent = ('payments.' || t.name)::regclass))
       group by t.name order by t.name`,
      [tables],
    )
    return rows
  }
  try {
    await client.query('begin')
    const was = await counts()
    await client.query('select count(*) from payments.look_parties($1, $2, $2, $2)', [tenant_id, ids])
    const now = await counts()
    return Object.fromEntries(
      now.map(({ name, scans, fetched }, index) => {
        const before_it = was[index] ?? { scans: 0, fetched: 0 }
        return [name, [scans - before_it.scans, fetched - before_it.fetched]]
      }),
    )
  } finally {
    await client.query('rollback')
    client.release()
  }
}
const tables = ['customer', 'merchant', 'payment_method']

const take = <P extends 'mer' | 'cus' | 'pm'>(prefix: P, ids: readonly string[], count: number): Id<P>[] =>
  ids.slice(0, count).map((uuid) => idOf(prefix, uuid))

/** Merchants, customers and methods of the same ids, past the face. */
async function grow({ tenant_id }: OpenScope, count: number): Promise<string[]> {
  const { admin } = test_parties.test_ledger.database
  const ids = Array.from({ length: count }, () => newUuid(test_parties.world))
  const at = '2026-01-01T00:00:00Z'
  await admin.query(
    `insert into payments.merchant (tenant_id, id, name, statement_descriptor, city, country, mcc, metadata, created_at,
       updated_at) select $1, id, 'a', 'A', 'a', 'NL', '5999', '{}', $3, $3 from unnest($2::uuid[]) as u (id)`,
    [tenant_id, ids, at],
  )
  await admin.query(
    `insert into payments.customer (tenant_id, id, metadata, created_at, updated_at)
     select $1, id, '{}', $3, $3 from unnest($2::uuid[]) as u (id)`,
    [tenant_id, ids, at],
  )
  await admin.query(
    `insert into payments.payment_method (tenant_id, id, token, scheme, bin, last4, expiry_month, expiry_year,
       fingerprint, metadata, created_at, updated_at)
     select $1, id, id, 'visa', '424242', '4242', 1, 2030, repeat('0', 32), '{}', $3, $3 from unnest($2::uuid[]) as u (id)`,
    [tenant_id, ids, at],
  )
  return ids
}
