// Goal: payments and collections by ACH go to a bank and come back as banks send them: on time, late, twice, or not at all.
// Method: the whole server with its workers and the simulated bank behind a real SFTP server, on a sandbox's clock, over HTTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../kernel/assert.ts'
import { type BankShop, openBankShop } from './bank_shop.ts'

let shop: BankShop
before(async () => {
  shop = await openBankShop()
})
after(() => shop?.close())

const DAY_MS = 86_400_000

test('a payment waits for its file, settles, and is final when nobody can send it back', async () => {
  const [order] = await shop.order({ account_number: '1000000001', amount: '125000' })
  assert.equal(order?.state, 'scheduled')
  const id = present(order, 'the order').id
  const free = await shop.available()
  await shop.goTo(present(order?.settles_at, 'its settlement'), 3_600_000)
  const settled = await shop.read(id)
  assert.equal(settled.state, 'settled', JSON.stringify(settled))
  assert.equal(settled.finality.state, 'provisional')
  assert.equal(await shop.available(), free, 'it was set aside all along')
  await shop.goForward(5 * DAY_MS)
  assert.equal((await shop.read(id)).finality.state, 'final')
  assert.deepEqual(await shop.statesOf(id), ['submit', 'deliver', 'settle'])
})

test('a rail says what it can do and when it closes, and an order takes a file that it named', async () => {
  const rail = await shop.get('/v1/rails/ach')
  assert.deepEqual(
    [rail['name'], rail['currency'], rail['kinds'], rail['time_zone']],
    ['ACH', 'USD', ['credit_transfer', 'direct_debit'], 'America/New_York'],
  )
  const [connection] = rail['connections'] as readonly { readonly lead_minutes: number }[]
  const lead_ms = present(connection, 'the simulated bank').lead_minutes * 60_000
  const cut_offs = rail['cut_offs'] as readonly { readonly closes_at: string }[]
  const [order] = await shop.order({ account_number: '1000000003', amount: '100' })
  const cutoff = present(order?.file_cutoff_at, 'its cut-off')
  const ours = cut_offs.map(({ closes_at }) => Date.parse(closes_at) - lead_ms)
  assert.ok(ours.includes(Date.parse(cutoff)), `${cutoff} of ${JSON.stringify(cut_offs)}`)
  const rails = (await shop.get('/v1/rails'))['data'] as readonly { readonly id: string }[]
  assert.deepEqual(
    rails.map(({ id }) => id),
    ['ach', 'sepa', 'sepa_instant', 'sepa_core', 'sepa_b2b', 'rtp', 'fednow'],
  )
})

test('a debit that comes back for want of funds is tried again, with its own words, and not more often than the law allows', async () => {
  const id = await shop.collect({ account_number: '9900010000', amount: '5000' })
  await shop.goForward(40 * DAY_MS)
  const first = await shop.read(id)
  assert.equal(first.state, 'returned')
  assert.equal(first.reason_code, 'R01')
  const attempts = [first]
  for (let next = first.next; next !== null; next = present(attempts.at(-1), 'the last one').next)
    attempts.push(await shop.read(next))
  assert.deepEqual(
    attempts.map(({ attempt, state, description }) => [attempt, state, description]),
    [
      [1, 'returned', 'PAYMENT'],
      [2, 'returned', 'RETRY PYMT'],
      [3, 'returned', 'RETRY PYMT'],
    ],
  )
})

test('what a code asks for is done: details are asked for, a mandate is revoked, an account is frozen, a person looks', async () => {
  const cases = {
    '9900020000': { code: 'R02', account: 'needs_details', mandate: 'active' },
    '9900100000': { code: 'R10', account: 'enabled', mandate: 'revoked' },
    '9900160000': { code: 'R16', account: 'frozen', mandate: 'active' },
    '9900990000': { code: 'R99', account: 'enabled', mandate: 'active' },
  } as const
  const made = new Map<string, string>()
  for (const account_number of Object.keys(cases))
    made.set(account_number, await shop.collect({ account_number, amount: '700' }))
  await shop.goForward(9 * DAY_MS)
  for (const [account_number, expected] of Object.entries(cases)) {
    const order = await shop.read(made.get(account_number) ?? '')
    assert.equal(order.state, 'returned', `${account_number}: ${JSON.stringify(order)}`)
    assert.equal(order.reason_code, expected.code)
    const account = await shop.get(`/v1/bank-accounts/${order.bank_account}`)
    const mandate = await shop.get(`/v1/mandates/${order.mandate}`)
    assert.equal(account['state'], expected.account, account_number)
    assert.equal(mandate['state'], expected.mandate, account_number)
  }
  assert.equal((await shop.read(made.get('9900990000') ?? '')).needs_review, true)
})

test('a notification of change corrects the account that it is about', async () => {
  const id = await shop.collect({ account_number: '9908020000', amount: '900' })
  const order = await shop.read(id)
  const before_ = await shop.get(`/v1/bank-accounts/${order.bank_account}`)
  await shop.goForward(9 * DAY_MS)
  const after_ = await shop.get(`/v1/bank-accounts/${order.bank_account}`)
  assert.equal((await shop.read(id)).state, 'settled')
  assert.equal(Number(after_['version']), Number(before_['version']) + 1)
})

test('an unauthorised debit comes back after two months, and the books know it', async () => {
  const id = await shop.collect({ account_number: '9901100000', amount: '1100' })
  await shop.goForward(30 * DAY_MS)
  assert.equal((await shop.read(id)).state, 'settled')
  await shop.goForward(40 * DAY_MS)
  assert.equal((await shop.read(id)).state, 'returned')
})

test('a return that is sent twice is booked once, and somebody is told', async () => {
  const id = await shop.collect({ account_number: '9903020000', amount: '1300' })
  await shop.goForward(9 * DAY_MS)
  assert.equal((await shop.read(id)).state, 'returned')
  assert.deepEqual(await shop.statesOf(id), ['submit', 'deliver', 'settle', 'return'])
  const notices = (await shop.get('/v1/bank-notices'))['data'] as readonly { kind: string }[]
  assert.ok(
    notices.some(({ kind }) => kind === 'duplicate_return'),
    JSON.stringify(notices),
  )
})

test('a file of which nobody knows whether it arrived is asked about, and never sent twice', async () => {
  await shop.fault({ kind: 'drop_after_upload', acquirer: 'larkfield', count: 1 })
  const [order] = await shop.order({ account_number: '1000000002', amount: '3100' })
  const id = present(order, 'the order').id
  await shop.goForward(4 * DAY_MS)
  assert.equal((await shop.read(id)).state, 'settled')
  const files = (await shop.get('/v1/outgoing-files'))['data'] as readonly {
    state: string
    attempts: number
  }[]
  assert.ok(
    files.every(({ state }) => state === 'accepted'),
    JSON.stringify(files),
  )
})

test('bank and books differ by exactly what somebody was told of: the return that was taken twice', async () => {
  await shop.goForward(3 * DAY_MS)
  const proof = await shop.get('/v1/ledger/proof')
  assert.equal(proof['holds'], true)
  type Notice = { readonly kind: string; readonly amount: { readonly value: string } }
  const notices = (await shop.get('/v1/bank-notices'))['data'] as readonly Notice[]
  const twice = notices.filter(({ kind }) => kind === 'duplicate_return')
  const taken = twice.reduce((sum, { amount }) => sum + BigInt(amount.value), 0n)
  assert.equal(BigInt(await shop.bankSays()) + taken, BigInt(await shop.booksSay()))
})
