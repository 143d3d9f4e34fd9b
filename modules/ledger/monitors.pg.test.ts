import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Account } from './account.ts'
import { MONITORS_PER_ACCOUNT_MAX } from './limits.ts'
import type { Monitor, NewMonitor } from './monitor.ts'
import { type TestLedger, testLedger, valueOf } from './testing/test_ledger.ts'

let t: TestLedger
before(async () => void (t = await testLedger()))
after(() => t.close())

const watch = (scope: OpenScope, monitor: NewMonitor): Promise<Result<Monitor, Failure>> =>
  t.transact(scope, (inner) => t.ledger.createMonitor(inner, monitor))
const below = (account: Account, threshold: bigint, more: Partial<NewMonitor> = {}): NewMonitor => ({
  id: newId('mon', t.world),
  account_id: account.id,
  field: 'available',
  operator: 'lt',
  threshold,
  currency: 'USD',
  ...more,
})
const code = (result: Result<unknown, Failure>): string => (result.ok ? 'ok' : result.error.code)

/** What monitors said, in order. */
async function said(scope: OpenScope): Promise<string[]> {
  const facts = await t.facts(scope)
  return facts
    .filter(({ type }) => /^ledger\.monitor_(triggered|cleared)$/.test(type))
    .map(({ type, body }) => `${type.slice(15)} at ${String(body['value'])}`)
}

/** A customer with money, and the bank it comes from. */
async function customer(scope: OpenScope, amount: number) {
  const [account, bank] = (await t.open(scope, {}, { normal_side: 'debit' })) as [Account, Account]
  const give = async (cents: number): Promise<void> => {
    const order =
      cents > 0 ? t.move(bank, account, { amount: cents }) : t.move(account, bank, { amount: -cents })
    assert.equal((await t.ledger.post(scope, [order]))[0]?.result, 'posted')
  }
  await give(amount)
  return { account, bank, give }
}

test('a monitor speaks at the edge, once, and again only after it was cleared', async () => {
  const scope = await t.newScope()
  const { account, give } = await customer(scope, 1_000)
  const monitor = valueOf(await watch(scope, below(account, 500n)))
  assert.equal(monitor.is_triggered, false)
  for (const cents of [-400, -100, -1, -100, -50, 200, -10, 100, 400, -800]) await give(cents)
  // 600 500 499 399 349 549 539 639 1039 239
  assert.deepEqual(await said(scope), ['triggered at 499', 'cleared at 549', 'triggered at 239'])
  assert.equal(valueOf(await t.ledger.findMonitor(scope, monitor.id)).is_triggered, true)
  const fact = (await t.facts(scope)).find(({ type }) => type === 'ledger.monitor_triggered')
  assert.equal(fact?.object_id, monitor.id)
  assert.equal(fact.body['account_id'], account.id)
})

test('hysteresis keeps a balance that swings around the threshold from speaking at each swing', async () => {
  const scope = await t.newScope()
  const { account, give } = await customer(scope, 1_000)
  await watch(scope, below(account, 500n, { hysteresis: 100n }))
  for (const cents of [-501, 50, -50, 100, -10, 11, -1]) await give(cents)
  // 499 549 499 599 589 600 599
  assert.deepEqual(await said(scope), ['triggered at 499', 'cleared at 600'])
})

test('upper bounds mirror lower ones, and every field can be watched', async () => {
  const scope = await t.newScope()
  const { account, bank, give } = await customer(scope, 0 + 1)
  await watch(scope, below(account, 100n, { operator: 'gte', field: 'posted', hysteresis: 10n }))
  for (const cents of [99, -10, -1, 10]) await give(cents)
  // 100 90 89 99
  assert.deepEqual(await said(scope), ['triggered at 100', 'cleared at 89'])
  await watch(scope, below(account, 5n, { operator: 'gt', field: 'pending_out' }))
  const hold = t.move(account, bank, { kind: 'pending', amount: 6 })
  await t.ledger.post(scope, [hold])
  await t.ledger.post(scope, [{ id: newId('trf', t.world), kind: 'void', code: 'test', pending_id: hold.id }])
  assert.deepEqual((await said(scope)).slice(2), ['triggered at 6', 'cleared at 0'])
})

test('one that holds already starts as triggered and speaks at the next edge', async () => {
  const scope = await t.newScope()
  const { account, give } = await customer(scope, 10)
  assert.equal(valueOf(await watch(scope, below(account, 500n))).is_triggered, true)
  assert.deepEqual(await said(scope), [])
  await give(490)
  assert.deepEqual(await said(scope), ['cleared at 500'])
})

test('a batch is compared by what it leaves behind, not by what it passes through', async () => {
  const scope = await t.newScope()
  const { account, bank } = await customer(scope, 1_000)
  await watch(scope, below(account, 500n))
  await t.ledger.post(scope, [t.move(account, bank, { amount: 900 }), t.move(bank, account, { amount: 900 })])
  assert.deepEqual(await said(scope), [])
})

test('a repeat returns the monitor; another content, account or currency is refused by name', async () => {
  const scope = await t.newScope()
  const { account } = await customer(scope, 10)
  const asked = below(account, 5n, { metadata: { a: '1' } })
  const monitor = valueOf(await watch(scope, asked))
  assert.deepEqual(valueOf(await watch(scope, asked)), monitor)
  assert.equal(code(await watch(scope, { ...asked, threshold: 6n })), 'monitor_differs')
  assert.equal(
    code(await watch(scope, below({ ...account, id: newId('acc', t.world) }, 5n))),
    'account_not_found',
  )
  assert.equal(code(await watch(scope, below(account, 5n, { currency: 'EUR' }))), 'monitor_currency_mismatch')
  assert.equal(code(await watch(scope, below(account, 2n ** 61n))), 'invalid_request')
})

test('a deleted monitor is silent, its account unwatched, its id used up', async () => {
  const scope = await t.newScope()
  const { account, give } = await customer(scope, 1_000)
  const asked = below(account, 500n)
  await watch(scope, asked)
  const remove = () => t.transact(scope, (inner) => t.ledger.deleteMonitor(inner, asked.id))
  assert.deepEqual([code(await remove()), code(await remove())], ['ok', 'ok'])
  await give(-900)
  assert.deepEqual(await said(scope), [])
  assert.equal(code(await t.ledger.findMonitor(scope, asked.id)), 'monitor_not_found')
  assert.equal(code(await watch(scope, asked)), 'monitor_differs')
  const { rows } = await t.database.admin.query(
    'select bool_or(is_monitored) as is_monitored from ledger.balance where tenant_id = $1',
    [scope.tenant_id],
  )
  assert.deepEqual(rows, [{ is_monitored: false }])
  const unknown = await t.transact(scope, (inner) => t.ledger.deleteMonitor(inner, newId('mon', t.world)))
  assert.equal(code(unknown), 'monitor_not_found')
})

test('an account has a bounded number of monitors; they are listed page by page', async () => {
  const scope = await t.newScope()
  const { account } = await customer(scope, 1_000)
  const other = await customer(scope, 1)
  await watch(scope, below(other.account, 0n))
  for (let index = 0; index < MONITORS_PER_ACCOUNT_MAX; index++)
    assert.equal(code(await watch(scope, below(account, BigInt(index)))), 'ok')
  assert.equal(code(await watch(scope, below(account, 99n))), 'too_many_monitors')
  const filter = { account_id: account.id }
  const first = await t.ledger.listMonitors(scope, filter, { after: undefined, limit: 15 })
  const rest = await t.ledger.listMonitors(scope, filter, { after: first.at(-1)?.id, limit: 15 })
  assert.deepEqual([first.length, rest.length], [15, 5])
  assert.equal((await t.ledger.listMonitors(scope, {}, { after: undefined, limit: 100 })).length, 21)
})
