import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { dayOf, type Day, instant, type Instant, startOfDay } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import type { Entry } from './entry.ts'
import { openStatement } from './read_statement.ts'
import type { StatementLine, StatementRange } from './statement.ts'
import { type Books, liveThrough, openBooks } from './testing/history.ts'
import { four, fourOf, lastWhere, type Replayed, replay, type Step } from './testing/store_replayed.ts'

// Goal: entries and statements are those a book-keeper would write, page by page, however short the pages.
// Method: a random life, compared with a replay that adds amounts and trusts no stored balance.
let database: TestDatabase
let books: Books
let accounts: readonly Id<'acc'>[]
let replayed: Map<Id<'acc'>, Replayed>

before(async () => {
  database = await createTestDatabase()
  books = await openBooks(database, 1n, 77n)
  accounts = await liveThrough(books, 160)
  replayed = await replay(database.admin, accounts)
})
after(() => database.drop())

const known = (id: Id<'acc'>): Replayed => present(replayed.get(id), 'a replayed account')
const someAccount = () => fc.constantFrom(...accounts)
const someTime = () =>
  fc
    .integer({ min: Date.parse('2025-12-31T00:00:00Z'), max: Date.parse('2026-01-12T00:00:00Z') })
    .map((ms) => instant(ms * 1_000))
const someDay = () => someTime().map(dayOf)
const somePage = () => fc.constantFrom(1, 2, 7, 1_000)

async function allEntries(
  id: Id<'acc'>,
  order: 'oldest_first' | 'newest_first',
  filter = {},
  limit = 7,
): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let behind: bigint | undefined, isMore = true; isMore; ) {
    const page = await books.ledger.entries(books.scope, id, filter, {
      order,
      limit,
      ...(behind === undefined ? {} : { after: behind }),
    })
    assert.ok(page.ok)
    entries.push(...page.value.entries)
    isMore = page.value.next !== null
    behind = page.value.next ?? undefined
  }
  return entries
}

test('entries come page by page in both directions, each with the balances it left', async () => {
  for (const id of accounts.slice(0, 7)) {
    const { side, steps } = known(id)
    const forward = await allEntries(id, 'oldest_first')
    assert.deepEqual(
      forward.map((entry) => [entry.version, entry.transfer_id, ...fourOf(entry)]),
      steps.map((step) => [step.version, step.transfer_id, ...four(side, step.net, step)]),
    )
    assert.deepEqual(await allEntries(id, 'newest_first'), forward.toReversed())
  }
})

test('entries are filtered by time, effective date, code and kind', async () => {
  const id = accounts[0] as Id<'acc'>
  const { steps } = known(id)
  const [from, to] = [steps[10], steps[60]].map((step) => present(step, 'an entry').at) as [Instant, Instant]
  const versions = async (filter: object): Promise<bigint[]> =>
    (await allEntries(id, 'oldest_first', filter)).map(({ version }) => version)
  const expected = (is: (step: Step) => boolean): bigint[] => steps.filter(is).map(({ version }) => version)
  assert.deepEqual(
    await versions({ from, to }),
    expected(({ at }) => at >= from && at < to),
  )
  const day = '2025-12-31' as Day
  assert.deepEqual(
    await versions({ effective_to: day }),
    expected((step) => step.effective_on <= day),
  )
  assert.deepEqual(
    await versions({ kind: 'pending' }),
    expected(({ kind }) => kind === 2),
  )
  assert.deepEqual(await versions({ code: 'nothing' }), [])
  assert.deepEqual((await versions({ code: 'test', from })).length, expected(({ at }) => at >= from).length)
})

async function linesOf(id: Id<'acc'>, range: StatementRange, page_lines?: number) {
  const statement = await openStatement(database.db, books.scope, id, range, page_lines)
  assert.ok(statement.ok)
  const lines: StatementLine[] = []
  const pages = statement.value.lines()
  let page = await pages.next()
  for (; page.done !== true; page = await pages.next()) lines.push(...page.value)
  return { head: statement.value.head, lines, totals: page.value }
}

test('a statement by time has every movement of its range, and opening and lines come to the closing', async () => {
  await fc.assert(
    fc.asyncProperty(someAccount(), someTime(), someTime(), somePage(), async (id, one, other, page) => {
      const [from, to] = [instant(Math.min(one, other)), instant(Math.max(one, other))]
      const { side, steps } = known(id)
      const { head, lines, totals } = await linesOf(id, { axis: 'recorded', from, to }, page)
      const moved = steps.filter(({ at, moved: amount }) => at >= from && at < to && amount !== 0n)
      assert.deepEqual(
        lines.map(({ version }) => version),
        moved.map(({ version }) => version),
      )
      const sign = side === 'credit' ? 1n : -1n
      assert.equal(head.opening, sign * lastWhere(steps, ({ at }) => at < from).net)
      assert.equal(head.closing, sign * lastWhere(steps, ({ at }) => at < to).net)
      assert.deepEqual(
        lines.map(({ balance }) => balance),
        moved.map(({ net }) => sign * net),
      )
      assert.equal(head.opening + sign * (totals.credits - totals.debits), head.closing)
    }),
    { numRuns: 60 },
  )
})

test('a statement by effective date has the entries of its days in their order, redated ones among them', async () => {
  const edge = () => fc.oneof(someDay(), fc.constantFrom('2025-11-30' as Day, '2026-02-03' as Day, undefined))
  await fc.assert(
    fc.asyncProperty(someAccount(), edge(), edge(), somePage(), async (id, one, other, page) => {
      const [from, to] = one !== undefined && other !== undefined && one > other ? [other, one] : [one, other]
      const { side, steps } = known(id)
      const range: StatementRange = {
        axis: 'effective',
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      }
      const { head, lines } = await linesOf(id, range, page)
      const isIn = ({ effective_on, moved }: Step): boolean =>
        moved !== 0n &&
        (from === undefined || effective_on >= from) &&
        (to === undefined || effective_on <= to)
      const expected = steps
        .filter(isIn)
        .sort((a, b) =>
          a.effective_on < b.effective_on
            ? -1
            : a.effective_on > b.effective_on
              ? 1
              : Number(a.version - b.version),
        )
      assert.deepEqual(
        lines.map(({ version }) => version),
        expected.map(({ version }) => version),
      )
      const sign = side === 'credit' ? 1n : -1n
      let balance =
        sign *
        steps
          .filter((step) => from !== undefined && step.effective_on < from)
          .reduce((sum, step) => sum + step.moved, 0n)
      assert.equal(head.opening, balance)
      for (const [index, step] of expected.entries())
        assert.equal(lines[index]?.balance, (balance += sign * step.moved))
      assert.equal(head.closing, balance)
    }),
    { numRuns: 60 },
  )
})

test('a statement that is read slowly is not disturbed by what is recorded meanwhile', async () => {
  const id = accounts[0] as Id<'acc'>
  const [a, b] = [accounts[0] as Id<'acc'>, accounts[1] as Id<'acc'>]
  const statement = await books.ledger.statement(books.scope, id, { axis: 'effective' })
  assert.ok(statement.ok)
  const order = {
    kind: 'single' as const,
    code: 'late',
    debit_account: b,
    credit_account: a,
    amount: 5,
    currency: 'USD' as const,
    effective_on: dayOf(instant(startOfDay(dayOf(books.world.now())) - 1)),
  }
  await books.ledger.post(books.scope, [{ ...order, id: newId('trf', books.world) }])
  let count = 0
  const pages = statement.value.lines()
  let page = await pages.next()
  for (; page.done !== true; page = await pages.next()) count += page.value.length
  assert.equal(count, known(id).steps.filter(({ moved }) => moved !== 0n).length)
})
