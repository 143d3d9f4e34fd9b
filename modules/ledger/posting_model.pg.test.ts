import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'
import { type Id, newId, uuidOf } from '../../kernel/id.ts'
import { dayOf, instant, plusMs, realWorld, type SimWorld, simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import type { TenantId } from '../../platform/scope.ts'
import { createPosting, type PostAnswer } from './posting.ts'
import { resultOf } from './results.ts'
import { createModel, type ModelOutcome } from './testing/model.ts'
import type { ModelAccount } from './testing/model_account.ts'
import { insertAccount } from './testing/store_insert_account.ts'
import { openAccount, randomOrders } from './testing/random_orders.ts'
import type { PostCommand, TransferOrder, TransferOutcome } from './transfer.ts'

// Goal: the posting functions decide exactly as a book-keeper who takes one transfer at a time would.
// Method: random calls of every kind; the model takes the same calls in the order of the feed.
let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.drop())

const caller: Pick<PostCommand, 'actor' | 'ip'> = {
  actor: { type: 'system', id: 'test', authenticated_by: 'internal', on_behalf_of: null },
  ip: null,
}
type Played = { command: PostCommand; answer: PostAnswer }

async function setUp(tenant: TenantId, world: SimWorld) {
  const model = createModel()
  await database.admin.query('insert into platform.tenant_head (tenant_id) values ($1)', [tenant])
  const accounts: Id<'acc'>[] = []
  for (let index = 0; index < 12; index++) {
    const id = newId('acc', world)
    const account = openAccount(index)
    accounts.push(id)
    model.open(id, account)
    await insertAccount(database.admin, tenant, id, account)
  }
  await database.admin.query(
    `insert into ledger.book (tenant_id, closed_through) values ($1, '2025-12-01')`,
    [tenant],
  )
  model.state.closed_through = '2025-12-01'
  return { model, accounts }
}

/** The order in which commands took effect: the feed's, which is the order of the locks. */
async function orderOfFeed(
  tenant: TenantId,
  played: readonly Played[],
): Promise<{ played: Played; at: number }[]> {
  const commandOf = new Map<string, Played>()
  for (const one of played)
    for (const order of one.command.transfers) {
      const uuid = uuidOf(order.id)
      if (!commandOf.has(`${uuid}:${one.command.request_id}`))
        commandOf.set(`${uuid}:${one.command.request_id}`, one)
    }
  const byId = new Map<string, Played[]>()
  for (const [key, one] of commandOf) byId.set(key.slice(0, 36), [...(byId.get(key.slice(0, 36)) ?? []), one])
  const { rows } = await database.admin.query<{ id: string; at: string }>(
    `select r.id::text, (extract(epoch from o.at) * 1000000)::int8 as at
     from platform.outbox o cross join lateral unnest(o.refs) with ordinality as r (id, ord)
     where o.tenant_id = $1 order by o.seq, r.ord`,
    [tenant],
  )
  const done = new Set<Played>()
  const out: { played: Played; at: number }[] = []
  for (const row of rows)
    for (const one of byId.get(row.id) ?? []) {
      // The id may have been used by several commands; the one that stored it did not answer "exists".
      if (done.has(one) || !stored(one, row.id)) continue
      done.add(one)
      out.push({ played: one, at: Number(row.at) })
    }
  return out
}

function stored(one: Played, uuid: string): boolean {
  assert.ok('outcomes' in one.answer)
  const index = one.command.transfers.findIndex((order) => uuidOf(order.id) === uuid)
  const result = one.answer.outcomes[index]?.result
  return result !== 'exists' && result !== 'id_reused'
}

function compare(
  outcomes: readonly TransferOutcome[],
  expected: readonly ModelOutcome[],
  orders: readonly TransferOrder[],
): void {
  for (const [index, outcome] of outcomes.entries()) {
    const wanted = expected[index] as ModelOutcome
    if (outcome.result !== wanted.result)
      assert.fail(
        `item ${index} came out as ${outcome.result}, not ${wanted.result}, in ${inspect(orders, { depth: 4 })}`,
      )
    assert.equal(outcome.precondition, wanted.precondition)
    const transfer = outcome.transfer
    if (outcome.result !== 'posted' || transfer === undefined) continue
    assert.equal(BigInt(transfer.amount), wanted.amount)
    assert.deepEqual([transfer.debit.account, transfer.credit.account], [wanted.debit, wanted.credit])
    assert.deepEqual([transfer.debit.version, transfer.credit.version], wanted.versions)
    assert.deepEqual([transfer.debit.net, transfer.credit.net], wanted.nets)
    assert.equal(transfer.released === undefined ? undefined : BigInt(transfer.released), wanted.released)
  }
}

async function compareBalances(tenant: TenantId, accounts: ReadonlyMap<string, ModelAccount>): Promise<void> {
  for (const [id, account] of accounts) {
    const { rows } = await database.admin.query(
      `select version::text, debits_posted::text as debits, credits_posted::text as credits, debits_pending::text, credits_pending::text
       from ledger.balance where tenant_id = $1 and account_id = $2`,
      [tenant, uuidOf(id)],
    )
    const { version, debits, credits, debits_pending, credits_pending } = account
    assert.deepEqual(rows[0], {
      version: String(version),
      debits: String(debits),
      credits: String(credits),
      debits_pending: String(debits_pending),
      credits_pending: String(credits_pending),
    })
  }
}

async function compareRows(tenant: TenantId, model: ReturnType<typeof createModel>): Promise<void> {
  const { rows } = await database.admin.query<{ id: string; result: number }>(
    'select id::text, result from ledger.transfer where tenant_id = $1',
    [tenant],
  )
  assert.equal(rows.length, model.state.stored.size)
  const results = new Map(rows.map((row) => [row.id, resultOf(row.result)]))
  for (const [id, one] of model.state.stored) assert.equal(results.get(uuidOf(id)), one.result)
  const holds = await database.admin.query<{ id: string; remaining: string; state: number }>(
    'select id::text, remaining::text, state from ledger.hold where tenant_id = $1',
    [tenant],
  )
  const states = ['open', 'posted', 'voided', 'expired']
  assert.equal(holds.rows.length, model.state.holds.size)
  const held = new Map(holds.rows.map((row) => [row.id, `${states[row.state]} ${row.remaining}`]))
  for (const [id, hold] of model.state.holds) assert.equal(held.get(uuidOf(id)), `${hold.state} ${hold.left}`)
}

test('ten thousand random transfers, one call after another, come out as the model says', async () => {
  const world = simWorld(20_261_121n)
  const tenant = 101n as TenantId
  const { model, accounts } = await setUp(tenant, world)
  const posting = createPosting({ db: database.db, world, lanes: 1 })
  let count = 0
  const results = new Map<string, number>()
  while (count < 10_000) {
    world.advance(40)
    const transfers = randomOrders(world, accounts, model.state)
    const answer = await posting.submit(tenant, { transfers, ...caller, request_id: 'req', at: world.now() })
    assert.ok('outcomes' in answer)
    compare(answer.outcomes, model.post(transfers, world.now()), transfers)
    for (const { result } of answer.outcomes) results.set(result, (results.get(result) ?? 0) + 1)
    count += transfers.length
  }
  await compareBalances(tenant, model.state.accounts)
  await compareRows(tenant, model)
  // A generator that never reaches a rule proves nothing about it.
  const reached = [
    'posted',
    'exists',
    'id_reused',
    'chain_failed',
    'debit_account_not_found',
    'pending_not_found',
    'pending_already_posted',
    'pending_already_voided',
    'pending_expired',
    'same_account',
    'debit_currency_mismatch',
    'credit_currency_mismatch',
    'debit_account_closed',
    'debit_account_frozen',
    'credit_account_frozen',
    'period_closed',
    'already_expired',
    'reversed_not_found',
    'reversal_exceeds',
    'exceeds_pending',
    'max_unbounded',
    'nothing_to_move',
    'debit_insufficient_funds',
    'debit_exceeds_ceiling',
    'credit_insufficient_funds',
    'credit_exceeds_ceiling',
    'precondition_failed',
  ]
  for (const result of reached) assert.ok(results.has(result), `no transfer ended as ${result}`)
})

test('concurrent writers on three connections leave what one writer in the order of the feed would', async () => {
  const world = simWorld(7n)
  const tenant = 102n as TenantId
  const { model, accounts } = await setUp(tenant, world)
  const posting = createPosting({ db: database.db, world, lanes: 3 })
  const played: Played[] = []
  for (let round = 0; round < 60; round++) {
    world.advance(1_000)
    const commands = Array.from(
      { length: 8 },
      (_, index): PostCommand => ({
        transfers: randomOrders(world, accounts, model.state),
        ...caller,
        request_id: `${round}-${index}`,
        at: world.now(),
      }),
    )
    played.push(
      ...(await Promise.all(
        commands.map(async (command) => ({ command, answer: await posting.submit(tenant, command) })),
      )),
    )
  }
  for (const { played: one, at } of await orderOfFeed(tenant, played)) {
    assert.ok('outcomes' in one.answer)
    compare(one.answer.outcomes, model.post(one.command.transfers, instant(at)), one.command.transfers)
  }
  await compareBalances(tenant, model.state.accounts)
  await compareRows(tenant, model)
})

test('sums beyond what a counter can hold answer overflow and leave the batch standing', async () => {
  const world = realWorld()
  const tenant = 103n as TenantId
  const { accounts } = await setUp(tenant, simWorld(5n))
  const [rich, other] = [accounts[0] as Id<'acc'>, accounts[2] as Id<'acc'>]
  await database.admin.query(
    'update ledger.balance set debits_posted = 2305843009213693900, credits_posted = 2305843009213693900 where tenant_id = $1 and account_id = $2',
    [tenant, uuidOf(rich)],
  )
  const posting = createPosting({ db: database.db, world, lanes: 1 })
  const order = (amount: number): TransferOrder => ({
    id: newId('trf', world),
    kind: 'single',
    debit_account: rich,
    credit_account: other,
    amount,
    currency: 'USD',
    code: 'x',
  })
  const at = world.now()
  const transfers = [order(100), order(5)]
  const answer = await posting.submit(tenant, { transfers, ...caller, request_id: 'req', at })
  assert.ok('outcomes' in answer)
  assert.deepEqual(
    answer.outcomes.map((outcome) => outcome.result),
    ['overflow', 'posted'],
  )
  assert.equal(dayOf(plusMs(at, 0)), dayOf(at))
})
