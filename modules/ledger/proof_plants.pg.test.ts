import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { type InvariantName, invariants } from './invariants.ts'
import type { Books } from './testing/history.ts'
import { keepSmallBooks } from './testing/small_books.ts'

// Goal: no invariant is a sentence only.
// Method: against each at least one fault is planted in the tables, past the schema's own checks, and must be found.
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
const smallBooks = (): Promise<Books> => keepSmallBooks(database, ++tenants)

type Plant = readonly [invariant: InvariantName, plant: string]

/** What somebody with all rights might do to the tables, and the invariant that must find it. */
const plants: readonly Plant[] = [
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
  ...[
    "body::jsonb - 'by'",
    "jsonb_set(body::jsonb, '{by,counts,0}', '7')",
    "jsonb_set(body::jsonb, '{by,actors}', '[]')",
  ].map(
    (body): Plant => [
      'every_transfer_has_a_caller',
      `update platform.outbox set body = (${body})::text where tenant_id = $1 and cardinality(refs) = 4`,
    ],
  ),
  [
    'closed_periods_stay_closed',
    `update ledger.transfer set effective_on = effective_on - 2 where tenant_id = $1 and amount = 8`,
  ],
  [
    'book_is_closed_as_told',
    'update ledger.book set closed_through = closed_through - 1 where tenant_id = $1',
  ],
  [
    'accounts_change_as_declared',
    `update ledger.account set came_from = 0, event = 2, state = 2 where tenant_id = $1 and name = 'Carol'`,
  ],
  [
    'accounts_change_as_declared',
    `update platform.outbox set body = jsonb_set(body::jsonb, '{before,state}', '"closed"')::text
      where tenant_id = $1 and type = 'ledger.account_changed' and body::jsonb #>> '{before,state}' = 'frozen'`,
  ],
  [
    'accounts_change_as_declared',
    `update platform.outbox set body = jsonb_set(body::jsonb, '{before,name}', '"Caroline"')::text
      where tenant_id = $1 and type = 'ledger.account_changed' and body::jsonb #>> '{before,state}' = 'frozen'`,
  ],
  ...[
    "path = 'elsewhere'",
    "name = 'Caroline'",
    `metadata = '{"a":"b"}'`,
    'updated_at = now()',
    'original = null',
  ].map(
    (change): Plant => [
      'accounts_are_as_told',
      `update ledger.account set ${change} where tenant_id = $1 and name = 'Carol'`,
    ],
  ),
  ['monitors_are_as_told', 'update ledger.monitor set is_triggered = not is_triggered where tenant_id = $1'],
  ['monitors_are_as_told', 'update ledger.monitor set threshold = threshold + 1 where tenant_id = $1'],
  ['monitors_are_as_told', 'update ledger.monitor set is_deleted = true where tenant_id = $1'],
  ['monitors_are_as_told', 'delete from ledger.monitor where tenant_id = $1'],
  [
    'monitors_are_as_told',
    'update ledger.balance set is_monitored = false where tenant_id = $1 and is_monitored',
  ],
  ['periods_are_as_told', 'delete from ledger.period where tenant_id = $1'],
  ['periods_are_as_told', `update ledger.period set description = 'changed' where tenant_id = $1`],
  [
    'periods_are_as_told',
    `insert into ledger.period (tenant_id, id, closed_through, closed_at)
      select tenant_id, gen_random_uuid(), closed_through - 3, closed_at from ledger.period where tenant_id = $1`,
  ],
  [
    'reversals_stay_within_their_originals',
    'update ledger.transfer set amount = 65 where tenant_id = $1 and amount = 60',
  ],
  [
    'reversals_stay_within_their_originals',
    'update ledger.transfer set reversal_of = gen_random_uuid() where tenant_id = $1 and amount = 60',
  ],
  [
    'reversals_stay_within_their_originals',
    `update ledger.transfer set reversal_of = (select o.id from ledger.transfer o where o.tenant_id = $1 and o.amount = 100)
      where tenant_id = $1 and amount = 60`,
  ],
  [
    'holds_end_in_time',
    `update ledger.transfer set posted_at = posted_at + interval '2 hours' where tenant_id = $1 and amount = 3`,
  ],
  [
    'holds_end_in_time',
    `update ledger.transfer set posted_at = posted_at - interval '3 days' where tenant_id = $1 and kind = 5`,
  ],
  [
    'balance_is_dated_by_last_entry',
    `update ledger.balance set updated_at = '2090-01-01' where tenant_id = $1 and overdraft = 50`,
  ],
  [
    'balance_is_dated_by_last_entry',
    `update ledger.balance set updated_at = '2090-01-01' where tenant_id = $1 and version = 0`,
  ],
  ['consumers_are_within_the_feed', 'update platform.feed_cursor set seq = seq + 1000 where tenant_id = $1'],
]

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
      await books.close()
    })
  assert.equal((await untouched.ledger.prove(untouched.scope)).holds, true)
  const proven = new Set(plants.map(([name]) => name))
  for (const name of Object.keys(invariants) as InvariantName[])
    assert.ok(proven.has(name), `no fault is planted against ${name}`)
})
