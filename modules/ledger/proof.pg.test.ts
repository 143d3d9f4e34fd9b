import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { invariants } from './invariants.ts'
import { createReads } from './reads.ts'
import { type Books, liveThrough, openBooks } from './testing/history.ts'
import { keepSmallBooks, openPlain } from './testing/small_books.ts'
import type { MoveOrder } from './transfer.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

let tenants = 0n
const smallBooks = (): Promise<Books> => keepSmallBooks(database, ++tenants)

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

test('a proof says how far behind each consumer is, also when all is well', async () => {
  const books = await smallBooks()
  const { invariants: proven, through_seq } = await books.ledger.prove(books.scope)
  const consumers = proven.find(({ name }) => name === 'consumers_are_within_the_feed')
  assert.deepEqual(consumers?.examples, [{ consumer: 'reader', seq: 3, behind: Number(through_seq) - 3 }])
})

test('what the program adds to a proof is stated with the rest, and a fault in it fails the proof', async () => {
  const books = await smallBooks()
  for (const violations of [0n, 1n]) {
    const run = () => Promise.resolve({ checked: 3n, violations, examples: [] })
    const check = { name: 'trail', statement: 'The trail verifies.', run }
    const reads = createReads({ db: database.db, checks: [check] })
    const proof = await reads.prove(books.scope)
    assert.equal(proof.holds, violations === 0n)
    const { name, statement } = check
    assert.deepEqual(proof.invariants.at(-1), { name, statement, checked: 3n, violations, examples: [] })
  }
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
  const [one, two] = [await openPlain(books), await openPlain(books)]
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
