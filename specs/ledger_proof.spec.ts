import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type LedgerApi, startLedgerApi } from '../modules/ledger/testing.ts'

// Goal: anybody with the right to ask can have the books proved, and a proof that fails says what is wrong and where.
let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

type Proof = {
  holds: boolean
  checked_at: string
  through_seq: number
  invariants: {
    name: string
    statement: string
    checked: number
    violations: number
    examples: { account?: string }[]
  }[]
}
const prove = (): Promise<Proof> => api.good<Proof>('GET', '/v1/ledger/proof')

async function keepBooks(): Promise<string[]> {
  const open = async (path: string): Promise<string> =>
    (
      await api.good<{ id: string }>('POST', '/v1/ledger/accounts', {
        currency: 'USD',
        normal_side: 'credit',
        path,
      })
    ).id
  const [bank, alice] = [await open('assets:bank'), await open('liabilities:alice')]
  const money = (value: string) => ({ value, currency: 'USD' })
  const post = (item: object) => api.good<{ id: string }>('POST', '/v1/ledger/transfers', item)
  await post({ debit_account: bank, credit_account: alice, amount: money('100') })
  const hold = await post({
    kind: 'pending',
    debit_account: alice,
    credit_account: bank,
    amount: money('40'),
  })
  await post({ kind: 'post', pending_id: hold.id, amount: money('15') })
  return [bank, alice]
}

test('books that nobody touched hold, and every invariant is stated in words', async () => {
  await keepBooks()
  const proof = await prove()
  assert.equal(proof.holds, true)
  assert.ok(proof.through_seq >= 5)
  assert.ok(proof.invariants.length >= 19)
  for (const { statement, violations } of proof.invariants) {
    assert.match(statement, /^[A-Z].*\.$/)
    assert.equal(violations, 0)
  }
})

test('a balance that somebody changed in the database is found, and the account is named', async () => {
  const [, alice] = await keepBooks()
  const { database } = api.test_ledger
  await database.admin.query(
    `update ledger.balance set credits_posted = credits_posted + 1000000
     where tenant_id = $1 and ledger.public_id('acc', account_id) = $2`,
    [api.scope.tenant_id, alice],
  )
  const proof = await prove()
  assert.equal(proof.holds, false)
  const violated = proof.invariants.filter(({ violations }) => violations > 0)
  assert.deepEqual(
    violated.map(({ name }) => name),
    ['debits_equal_credits', 'balance_is_sum_of_entries', 'balance_is_last_entry'],
  )
  assert.deepEqual(
    violated.slice(1).map(({ examples }) => examples[0]?.account),
    [alice, alice],
  )
})
