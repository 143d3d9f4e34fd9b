import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { dayOf, type Day, instant } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import type { Balance, Moment } from './balance.ts'
import { createReads } from './reads.ts'
import { type Books, liveThrough, openBooks } from './testing/history.ts'
import { countRoundTrips } from './testing/round_trips.ts'
import { beforeAll, four, fourOf, lastWhere, type Replayed, replay } from './testing/store_replayed.ts'

// Goal: every question about the past answers as a book-keeper would who goes through all entries from the first.
// Method: a random life; the answers are compared with a replay that adds amounts and trusts no stored balance.
let database: TestDatabase
let books: Books
let accounts: readonly Id<'acc'>[]
let replayed: Map<Id<'acc'>, Replayed>

before(async () => {
  database = await createTestDatabase()
  books = await openBooks(database, 1n, 77n)
  accounts = await liveThrough(books, 400)
  replayed = await replay(database.admin, accounts)
  // A walk through a history begins at a mark, one in 64 entries: there must be several to begin at.
  assert.ok([...replayed.values()].filter(({ steps }) => steps.length > 3 * 64).length > 1)
})
after(() => database.drop())

const known = (id: Id<'acc'>): Replayed => present(replayed.get(id), 'a replayed account')
const balanceAt = async (id: Id<'acc'>, moment?: Moment): Promise<Balance> => {
  const found = await books.ledger.balance(books.scope, id, moment)
  assert.ok(found.ok)
  return found.value
}

const someAccount = () => fc.constantFrom(...accounts)
const someTime = () =>
  fc
    .integer({ min: Date.parse('2025-12-31T00:00:00Z'), max: Date.parse('2026-01-24T00:00:00Z') })
    .map((ms) => instant(ms * 1_000))
const someDay = () => someTime().map(dayOf)

test('balances as of a version are those after that many entries', async () => {
  await fc.assert(
    fc.asyncProperty(someAccount(), fc.double({ min: 0, max: 1, noNaN: true }), async (id, share) => {
      const { side, steps } = known(id)
      const version = BigInt(Math.floor(share * steps.length))
      const step = lastWhere(steps, (one) => one.version <= version)
      const balance = await balanceAt(id, { as_of_version: version })
      assert.equal(balance.version, version)
      assert.deepEqual(fourOf(balance), four(side, step.net, step))
    }),
    { numRuns: 150 },
  )
})

test('balances as of a time count what was recorded by then, to the microsecond', async () => {
  await fc.assert(
    fc.asyncProperty(someAccount(), someTime(), fc.constantFrom(-1, 0, 1), async (id, time, nudge) => {
      const { side, steps } = known(id)
      // Half of the time exactly at, just before or just after an entry.
      const near = steps[Number(time % Math.max(1, steps.length))]
      const at = nudge === 1 || near === undefined ? time : instant(near.at + nudge)
      const step = lastWhere(steps, (one) => one.at <= at)
      const balance = await balanceAt(id, { as_of: at })
      assert.equal(balance.version, step.version)
      assert.deepEqual(fourOf(balance), four(side, step.net, step))
    }),
    { numRuns: 200 },
  )
})

test('balances by effective date count entries for their day, whenever they were recorded', async () => {
  const days = ['2025-11-29', '2025-11-30', '2025-12-20', '2026-02-02', '2026-02-03', '2026-12-31'] as Day[]
  await fc.assert(
    fc.asyncProperty(someAccount(), fc.oneof(someDay(), fc.constantFrom(...days)), async (id, day) => {
      const { side, steps } = known(id)
      const net = steps.filter((one) => one.effective_on <= day).reduce((sum, one) => sum + one.moved, 0n)
      const step = lastWhere(steps, (one) => dayOf(one.at) <= day)
      const balance = await balanceAt(id, { effective_on: day })
      assert.equal(balance.version, null)
      assert.deepEqual(fourOf(balance), four(side, net, step))
    }),
    { numRuns: 200 },
  )
})

test('now is the last version, with the limits in force', async () => {
  for (const id of accounts) {
    const { side, steps } = known(id)
    const step = steps.at(-1) ?? beforeAll
    const balance = await balanceAt(id)
    assert.equal(balance.version, step.version)
    assert.deepEqual(fourOf(balance), four(side, step.net, step))
    const account = await books.ledger.findAccount(books.scope, id)
    assert.ok(account.ok && balance.limits !== null)
    const { floor, ceiling, overdraft } = account.value
    assert.deepEqual([balance.limits.floor, balance.limits.ceiling], [floor, ceiling])
    assert.equal(balance.limits.overdraft.used + balance.limits.overdraft.available, overdraft)
    if (floor !== null && balance.available < floor)
      assert.equal(balance.limits.overdraft.used, floor - balance.available)
  }
})

test('many accounts are answered in one statement, unknown ones left out', async () => {
  const missing = newId('acc', books.world)
  const at = present(known(accounts[0] as Id<'acc'>).steps[20], 'an entry').at
  const found = await books.ledger.balances(books.scope, [...accounts, missing], { as_of: at })
  assert.deepEqual(new Set(found.keys()), new Set(accounts))
  for (const [id, balance] of found) assert.deepEqual(balance, await balanceAt(id, { as_of: at }))
})

test('an unknown account and a version not reached yet are told apart', async () => {
  const unknown = await books.ledger.balance(books.scope, newId('acc', books.world))
  assert.equal(unknown.ok ? '' : unknown.error.code, 'account_not_found')
  const id = accounts[0] as Id<'acc'>
  const newest = known(id).steps.length
  const later = await books.ledger.balance(books.scope, id, { as_of_version: BigInt(newest + 1) })
  assert.equal(later.ok ? '' : later.error.code, 'version_not_reached')
  assert.match(later.ok ? '' : (later.error.detail ?? ''), new RegExp(`${newest}`))
})

test('sums over a path are the sums of its accounts, per currency and side', async () => {
  const all = await books.ledger.balances(books.scope, accounts)
  for (const path of [
    '*',
    'liabilities:*',
    'assets:*',
    'liabilities:room_0:*',
    'liabilities:room_0',
    'liab:*',
    'liabilities:room_0:a0',
  ]) {
    const sums = new Map<string, bigint[]>()
    for (const [index, id] of accounts.entries()) {
      const balance = present(all.get(id), 'a balance')
      const own = `${balance.normal_side === 'debit' ? 'assets' : 'liabilities'}:room_${index % 3}:a${index}`
      if (path !== '*' && path !== own && !(path.endsWith(':*') && own.startsWith(path.slice(0, -1))))
        continue
      const key = `${balance.currency} ${balance.normal_side}`
      const sum = sums.get(key) ?? [0n, 0n, 0n, 0n, 0n]
      sums.set(
        key,
        [1n, ...fourOf(balance)].map((value, at) => value + (sum[at] ?? 0n)),
      )
    }
    const found = await books.ledger.rollUp(books.scope, path)
    assert.deepEqual(
      new Map(
        found.map((one) => [
          `${one.currency} ${one.normal_side}`,
          [one.accounts, one.posted, one.pending_in, one.pending_out, one.available],
        ]),
      ),
      sums,
      path,
    )
  }
})

test('every balance is one round trip, for one account or a thousand; a page of entries is two', async () => {
  const counting = countRoundTrips(database.db)
  const reads = createReads({ db: counting.db })
  const id = accounts[0] as Id<'acc'>
  const asked = async (ask: () => Promise<unknown>): Promise<number> => {
    counting.reset()
    await ask()
    assert.equal(counting.seen.transactions, 1)
    return counting.seen.statements
  }
  const { scope } = books
  const at = scope.world.now()
  assert.equal(await asked(() => reads.balance(scope, id)), 1)
  assert.equal(await asked(() => reads.balance(scope, id, { as_of: at })), 1)
  assert.equal(await asked(() => reads.balance(scope, id, { effective_on: dayOf(at) })), 1)
  assert.equal(await asked(() => reads.balances(scope, accounts, { as_of: at })), 1)
  assert.equal(await asked(() => reads.rollUp(scope, '*')), 1)
  assert.equal(await asked(() => reads.entries(scope, id, { from: at }, { limit: 100 })), 2)
})

test('an id asked for twice in one call with another note is refused, and the first note stays', async () => {
  const [debit_account, credit_account] = accounts as [Id<'acc'>, Id<'acc'>]
  const order = {
    id: newId('trf', books.world),
    kind: 'single' as const,
    code: 'test',
    debit_account,
    credit_account,
    amount: 1,
    currency: 'USD' as const,
  }
  const outcomes = await books.ledger.post(books.scope, [
    { ...order, description: 'first' },
    { ...order, description: 'second' },
  ])
  assert.deepEqual(
    outcomes.map(({ result, differs }) => [result, differs]),
    [
      ['posted', undefined],
      ['id_reused', 'description'],
    ],
  )
  const page = await books.ledger.entries(books.scope, debit_account, {}, { limit: 1 })
  assert.ok(page.ok)
  assert.equal(page.value.entries[0]?.description, 'first')
})
