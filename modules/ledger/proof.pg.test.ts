import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { dayOf, plusMs } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { type InvariantName, invariants } from './invariants.ts'
import { type Books, liveThrough, openBooks } from './testing/history.ts'
import type { MoveOrder, TransferOrder } from './transfer.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
  // What the schema itself would refuse is planted with its constraints out of the way.
  await database.admin.query(`
    alter table ledger.balance drop constraint within_debit_cap, drop constraint within_credit_cap;
    alter table ledger.hold drop constraint declared_transition, drop constraint hold_check, drop constraint hold_check1`)
})
after(() => database.drop())

let tenants = 0n
const DAY_MS = 86_400_000

async function open(books: Books, limits: { floor?: bigint; overdraft?: bigint } = {}): Promise<Id<'acc'>> {
  const id = newId('acc', books.world)
  const account = { id, currency: 'USD' as const, normal_side: 'credit' as const, path: 'test', ...limits }
  await books.inTransaction((scope) => books.ledger.createAccounts(scope, [account]))
  return id
}

/** A little of everything: limits that stay and that change, holds in every state, redated entries, a closed day. */
async function smallBooks() {
  const books = await openBooks(database, ++tenants, tenants)
  const { world, ledger, scope } = books
  const bank = await open(books)
  const alice = await open(books, { floor: 0n })
  const bob = await open(books, { floor: 0n, overdraft: 50n })
  const move = (
    debit: Id<'acc'>,
    credit: Id<'acc'>,
    amount: number,
    more: Partial<MoveOrder> = {},
  ): MoveOrder => ({
    id: newId('trf', world),
    kind: 'single',
    code: 'test',
    debit_account: debit,
    credit_account: credit,
    amount,
    currency: 'USD',
    ...more,
  })
  const post = async (...orders: TransferOrder[]): Promise<void> => {
    world.advance(1_000)
    for (const { result } of await ledger.post(scope, orders)) assert.equal(result, 'posted')
  }
  const settle = (kind: 'post' | 'void', pending_id: Id<'trf'>, amount?: number): TransferOrder => ({
    id: newId('trf', world),
    kind,
    code: 'test',
    pending_id,
    ...(amount === undefined ? {} : { amount }),
  })
  await post(move(bank, alice, 100), move(bank, bob, 200))
  await books.inTransaction((joined) => ledger.changeAccounts(joined, [{ id: bob, patch: { floor: 10n } }]))
  const holds = Array.from({ length: 4 }, () => move(alice, bank, 20, { kind: 'pending' }))
  await post(...holds)
  const [, partly, wholly, never] = holds.map(({ id }) => id) as [Id<'trf'>, Id<'trf'>, Id<'trf'>, Id<'trf'>]
  await post(settle('post', partly, 5), settle('post', wholly), settle('void', never))
  await post(move(bob, alice, 30), move(bob, bank, 15, { effective_on: dayOf(plusMs(world.now(), -DAY_MS)) }))
  world.advance(2 * DAY_MS)
  const day = dayOf(plusMs(world.now(), -DAY_MS))
  const period = { id: newId('per', world), closed_through: day }
  await books.inTransaction((joined) => ledger.closePeriod(joined, period))
  await post(move(bank, alice, 7), move(bank, bob, 8))
  await ledger.post(scope, [move(alice, bank, 5_000)])
  return books
}

/** What somebody with all rights might do to the tables, and the invariant that must find it. */
const plants: readonly [invariant: InvariantName, plant: string][] = [
  [
    'debits_equal_credits',
    'update ledger.balance set debits_posted = debits_posted + 1 where tenant_id = $1 and overdraft = 50',
  ],
  [
    'pending_debits_equal_credits',
    'update ledger.balance set credits_pending = credits_pending + 1 where tenant_id = $1 and overdraft = 50',
  ],
  [
    'one_currency_per_transfer',
    'update ledger.transfer set currency = currency + 1 where tenant_id = $1 and amount = 30',
  ],
  [
    'balances_belong_to_accounts',
    `update ledger.account set normal_side = 'debit' where tenant_id = $1 and overdraft = 50`,
  ],
  ['balances_belong_to_accounts', 'delete from ledger.account where tenant_id = $1 and overdraft = 50'],
  [
    'versions_have_no_gaps',
    'update ledger.transfer set debit_version = debit_version + 1000 where tenant_id = $1 and amount = 30',
  ],
  ['versions_have_no_gaps', 'delete from ledger.transfer where tenant_id = $1 and amount = 8'],
  [
    'versions_have_no_gaps',
    'update ledger.balance set version = version + 1 where tenant_id = $1 and overdraft = 50',
  ],
  [
    'entries_follow_from_each_other',
    'update ledger.transfer set credit_balance = credit_balance + 1 where tenant_id = $1 and amount = 30',
  ],
  [
    'entries_follow_from_each_other',
    'update ledger.transfer set debit_debits_pending = debit_debits_pending - 1 where tenant_id = $1 and amount = 5 and result = 0',
  ],
  [
    'entries_name_the_one_before',
    'update ledger.transfer set debit_prior = id where tenant_id = $1 and amount = 30',
  ],
  [
    'entries_name_the_one_before',
    'update ledger.balance set last_transfer = prior_transfer where tenant_id = $1 and overdraft = 50',
  ],
  [
    'times_never_go_back',
    `update ledger.transfer set posted_at = posted_at - interval '1 hour' where tenant_id = $1 and amount = 30`,
  ],
  [
    'balance_is_sum_of_entries',
    'update ledger.transfer set amount = 31 where tenant_id = $1 and amount = 30',
  ],
  [
    'balance_is_last_entry',
    'update ledger.transfer set credit_balance = credit_balance + 1 where tenant_id = $1 and amount = 8',
  ],
  // Alice's limits never changed, bob's did: each is proved in another way.
  [
    'limits_held_at_every_version',
    'update ledger.transfer set debit_balance = -1 where tenant_id = $1 and amount = 5 and result = 0',
  ],
  [
    'limits_held_at_every_version',
    'update ledger.transfer set debit_balance = -41 where tenant_id = $1 and amount = 15',
  ],
  [
    'limits_held_at_every_version',
    `update platform.outbox set body = jsonb_set(body::jsonb, '{floor}', '"3000"')::text where tenant_id = $1 and type = 'ledger.account_changed'`,
  ],
  [
    'limits_are_as_told',
    'update ledger.balance set debit_cap = debit_cap + 1 where tenant_id = $1 and overdraft = 50',
  ],
  ['limits_are_as_told', 'update ledger.balance set state = 2 where tenant_id = $1 and overdraft = 50'],
  [
    'pending_is_sum_of_open_holds',
    'update ledger.hold set remaining = remaining - 1 where tenant_id = $1 and state = 0 and remaining = 20',
  ],
  [
    'holds_keep_what_is_left',
    'update ledger.hold set amount = 21, remaining = 21 where tenant_id = $1 and state = 0 and remaining = 20',
  ],
  ['holds_keep_what_is_left', 'delete from ledger.hold where tenant_id = $1 and state = 2'],
  [
    'only_declared_transitions',
    'update ledger.hold set state = 1, event = 3 where tenant_id = $1 and state = 2',
  ],
  [
    'only_declared_transitions',
    'update ledger.hold set state = 0, event = null, came_from = null where tenant_id = $1 and state = 1',
  ],
  ['redated_entries_are_complete', 'delete from ledger.redated where tenant_id = $1 and net > 0'],
  [
    'redated_entries_are_complete',
    'update ledger.redated set net = net + 1 where tenant_id = $1 and net > 0',
  ],
  ['feed_has_no_gaps', 'delete from platform.outbox where tenant_id = $1 and seq = 2'],
  ['feed_has_no_gaps', 'update platform.tenant_head set seq = seq + 1 where tenant_id = $1'],
  [
    'feed_covers_every_transfer_once',
    `update platform.outbox set refs = refs[2:] where tenant_id = $1 and cardinality(refs) = 4`,
  ],
  [
    'feed_covers_every_transfer_once',
    `update platform.outbox set refs = refs || refs[1] where tenant_id = $1 and cardinality(refs) = 4`,
  ],
  [
    'feed_covers_every_transfer_once',
    `update platform.outbox set refs = refs || gen_random_uuid() where tenant_id = $1 and cardinality(refs) = 4`,
  ],
  [
    'closed_periods_stay_closed',
    `update ledger.transfer set effective_on = effective_on - 2 where tenant_id = $1 and amount = 8`,
  ],
  [
    'book_is_closed_as_told',
    'update ledger.book set closed_through = closed_through - 1 where tenant_id = $1',
  ],
]

test('books that were kept by the ledger hold, after a little of everything', async () => {
  const books = await smallBooks()
  const proof = await books.ledger.prove(books.scope)
  assert.deepEqual(
    proof.invariants.filter(({ violations }) => violations > 0n),
    [],
  )
  assert.equal(proof.holds, true)
  assert.deepEqual(
    proof.invariants.map(({ name }) => name),
    Object.keys(invariants),
  )
  assert.ok(
    proof.invariants.every(({ checked }) => checked > 0n),
    'an invariant that looks at nothing proves nothing',
  )
  const { rows } = await database.admin.query<{ seq: string }>(
    'select seq from platform.tenant_head where tenant_id = $1',
    [books.tenant_id],
  )
  assert.equal(String(proof.through_seq), rows[0]?.seq)
})

test('every invariant finds the fault that is planted against it, and names where', async (t) => {
  const untouched = await smallBooks()
  for (const [name, plant] of plants)
    await t.test(`${name}: ${plant}`, async () => {
      const books = await smallBooks()
      const planted = await database.admin.query(plant, [books.tenant_id])
      assert.ok((planted.rowCount ?? 0) > 0, 'the plant changed something')
      const proof = await books.ledger.prove(books.scope)
      const found = present(
        proof.invariants.find((one) => one.name === name),
        'the invariant',
      )
      assert.equal(proof.holds, false)
      assert.ok(found.violations > 0n)
      assert.ok(found.examples.length > 0 && found.examples.length <= 5)
    })
  assert.equal((await untouched.ledger.prove(untouched.scope)).holds, true)
  const proven = new Set(plants.map(([name]) => name))
  for (const name of Object.keys(invariants) as InvariantName[])
    assert.ok(proven.has(name), `no fault is planted against ${name}`)
})

test('a version used twice is found, and the account is named', async () => {
  const books = await smallBooks()
  await database.admin.query(
    `update ledger.transfer set debit_version = debit_version - 1 where tenant_id = $1 and amount = 15`,
    [books.tenant_id],
  )
  const { invariants: proven } = await books.ledger.prove(books.scope)
  const gaps = proven.find(({ name }) => name === 'versions_have_no_gaps')
  assert.ok((gaps?.violations ?? 0n) > 0n)
  assert.match(JSON.stringify(gaps?.examples), /acc_[0-9a-z]{26}/)
})

test('a long random life leaves books that hold', async () => {
  for (const seed of [11n, 12n]) {
    const books = await openBooks(database, 500n + seed, seed)
    await liveThrough(books, 80)
    const proof = await books.ledger.prove(books.scope)
    assert.deepEqual(
      proof.invariants.filter(({ violations }) => violations > 0n),
      [],
    )
  }
})

test('a proof looks at one moment, however much is recorded while it runs', async () => {
  const books = await smallBooks()
  const { world, ledger, scope } = books
  const [one, two] = [await open(books), await open(books)]
  const write = async (): Promise<void> => {
    for (let round = 0; round < 40; round++) {
      const orders = Array.from(
        { length: 50 },
        (): MoveOrder => ({
          id: newId('trf', world),
          kind: 'single',
          code: 'test',
          debit_account: one,
          credit_account: two,
          amount: 1,
          currency: 'USD',
        }),
      )
      await ledger.post(scope, orders)
    }
  }
  const prove = async (): Promise<boolean[]> => {
    const held: boolean[] = []
    for (let round = 0; round < 6; round++) held.push((await ledger.prove(scope)).holds)
    return held
  }
  const [, held] = await Promise.all([write(), prove()])
  assert.ok(held.every(Boolean))
})
