import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importLedger, type LogSource } from '../modules/ledger/index.ts'
import { type LedgerApi, startLedgerApi } from '../modules/ledger/testing.ts'

// Goal: a ledger can be taken elsewhere whole, and whoever receives it can see that nothing was changed on the way.
let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

const lines = (text: string): string[] => text.trimEnd().split('\n')
const pieces = (text: string): LogSource =>
  async function* () {
    yield text
  }

async function keepBooks(): Promise<void> {
  const money = (value: string) => ({ value, currency: 'USD' })
  const account = (path: string) => ({ currency: 'USD', normal_side: 'credit', path, floor: money('0') })
  const opened = await api.good<{ data: { id: string }[] }>('POST', '/v1/ledger/accounts', {
    accounts: [{ ...account('world'), floor: null }, account('alice'), account('bob')],
  })
  const [world, alice, bob] = opened.data.map(({ id }) => id)
  const post = (item: object) =>
    api.call<{ id: string }>('POST', '/v1/ledger/transfers', { body: item, key: `k${++keys}` })
  await post({ debit_account: world, credit_account: alice, amount: money('100'), description: 'Opening' })
  const hold = await post({ kind: 'pending', debit_account: alice, credit_account: bob, amount: money('60') })
  await post({ kind: 'post', pending_id: hold.body.id, amount: money('20'), final: true })
  const refused = await post({ debit_account: alice, credit_account: bob, amount: money('5000') })
  assert.equal(refused.status, 422)
  await api.good('PATCH', `/v1/ledger/accounts/${alice}`, { name: 'Alice', floor: money('-50') })
}
let keys = 0

test('the ledger comes out as one line for everything that happened, refusals included', async () => {
  await keepBooks()
  const answer = await api.call('GET', '/v1/ledger/export')
  assert.equal(answer.headers.get('content-type'), 'application/x-ndjson')
  const records = lines(answer.text).map(
    (line) => JSON.parse(line) as { record: string; line: number; result?: string },
  )
  assert.deepEqual(
    records.map(({ record, result }) => result ?? record),
    [
      'header',
      'account_created',
      'account_created',
      'account_created',
      'posted',
      'posted',
      'posted',
      'debit_insufficient_funds',
      'account_changed',
      'trailer',
    ],
  )
  assert.deepEqual(
    records.map(({ line }) => line),
    records.map((_, index) => index + 1),
  )
})

test('replayed elsewhere it is the same ledger: the same balances, and the same lines when exported again', async () => {
  const { text } = await api.call('GET', '/v1/ledger/export')
  const elsewhere = await startLedgerApi()
  try {
    const { database, world } = elsewhere.test_ledger
    const imported = await importLedger({ db: database.db, world }, elsewhere.scope.tenant_id, pieces(text))
    assert.ok(imported.ok, JSON.stringify(imported))
    assert.equal(imported.value.lines, lines(text).length)
    assert.equal((await elsewhere.call('GET', '/v1/ledger/export')).text, text)
    assert.equal((await elsewhere.good<{ holds: boolean }>('GET', '/v1/ledger/proof')).holds, true)
  } finally {
    await elsewhere.stop()
  }
})

test('one digit changed on the way is refused, with the line it stands in', async () => {
  const { text } = await api.call('GET', '/v1/ledger/export')
  const elsewhere = await startLedgerApi()
  try {
    const { database, world } = elsewhere.test_ledger
    const changed = text.replace('"amount":"100"', '"amount":"900"')
    const imported = await importLedger(
      { db: database.db, world },
      elsewhere.scope.tenant_id,
      pieces(changed),
    )
    assert.deepEqual(imported.ok ? [] : [imported.error.code, imported.error.line], ['hash_differs', 5])
    // Nothing was taken: the ledger is as empty as before.
    assert.equal(lines((await elsewhere.call('GET', '/v1/ledger/export')).text).length, 2)
  } finally {
    await elsewhere.stop()
  }
})
