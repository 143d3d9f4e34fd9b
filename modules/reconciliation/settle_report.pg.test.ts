import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { money } from '../../kernel/money.ts'
import { dayOf, type Day } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Break } from './break.ts'
import { plusDays } from './settlement_rules.ts'
import { type Desk, openDesk } from './reconciliation_testing.ts'

let desk: Desk
let today: Day
before(async () => {
  desk = await openDesk()
  today = dayOf(desk.world.now())
})
after(() => desk.close())

const breaksOf = (scope: OpenScope): Promise<Break[]> =>
  desk.reconciliation.listBreaks(scope, {}, { after: undefined, limit: 100 })
const settlementsOf = (scope: OpenScope) =>
  desk.reconciliation.listSettlements(scope, {}, { after: undefined, limit: 100 })
const isClean = async (scope: OpenScope): Promise<boolean> =>
  (await desk.reconciliation.proofs(scope, {})).every(({ difference }) => difference === 0n)
const told = async (scope: OpenScope): Promise<string[]> =>
  (await desk.bench.test.test_ledger.facts(scope))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('reconciliation.'))
    .map((type) => type.slice('reconciliation.'.length))

test('a report that names what was captured pays the merchant what is left after fees', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const operations = await desk.happen(scope, merchant, [10_000, 5_000, -2_000])
  const report = desk.report(operations.map((one) => desk.line(one)))
  desk.ready(today, report)
  assert.deepEqual(await desk.run(scope), { outcome: 'done' })
  const { receivable, suspense, bank, pending, available } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, suspense, pending }, { receivable: 0n, suspense: 0n, pending: 0n })
  assert.equal(bank, report.net.minor)
  assert.equal(available, report.net.minor)
  assert.ok(available < 13_000n, 'fees were taken')
  assert.deepEqual(await breaksOf(scope), [])
  assert.ok(await isClean(scope))
  const [settlement] = await settlementsOf(scope)
  assert.equal(settlement?.state, 'reconciled')
  assert.equal(settlement?.lines_matched, 3)
  assert.equal(settlement?.fees, 13_000n - available)
  assert.deepEqual(await told(scope), [
    'settlement_received',
    'settlement_reconciled',
    'merchant_balance_available',
    'proven',
  ])
})

test('payments know how much of them was settled, and when', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const operations = await desk.happen(scope, merchant, [900, -300])
  desk.ready(today, desk.report(operations.map((one) => desk.line(one))))
  await desk.run(scope)
  const { rows } = await desk.bench.test.test_ledger.database.admin.query(
    `select amount_settled, settled_on::text from payments.payment where tenant_id = $1 order by amount desc`,
    [String(scope.tenant_id)],
  )
  assert.deepEqual(rows, [
    { amount_settled: '900', settled_on: today },
    { amount_settled: '-300', settled_on: today },
  ])
})

test('a report read twice is one', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const operations = await desk.happen(scope, merchant, [700])
  desk.ready(today, desk.report(operations.map((one) => desk.line(one))))
  await desk.run(scope)
  const once = await desk.balances(scope, merchant)
  await desk.run(scope)
  await Promise.all([desk.run(scope), desk.run(scope)])
  assert.deepEqual(await desk.balances(scope, merchant), once)
  assert.equal((await settlementsOf(scope)).length, 1)
})

test('a report that comes again with other content is not booked again, and a break says by how much it differs', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const [operation] = await desk.happen(scope, merchant, [700])
  assert.ok(operation !== undefined)
  const report = desk.report([desk.line(operation)])
  desk.ready(today, report)
  await desk.run(scope)
  const once = await desk.balances(scope, merchant)
  const more = desk.report([desk.line(operation, { amount: 750 })], {
    report_reference: report.report_reference,
  })
  desk.ready(today, more)
  await desk.run(scope)
  await desk.run(scope)
  assert.deepEqual(await desk.balances(scope, merchant), once)
  const breaks = await breaksOf(scope)
  assert.deepEqual(
    breaks.map(({ type, amount_at_risk }) => ({ type, amount_at_risk })),
    [{ type: 'report_restated', amount_at_risk: 50n }],
  )
})

test('a report that does not add up is put aside whole', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const operations = await desk.happen(scope, merchant, [700])
  const report = desk.report(operations.map((one) => desk.line(one)))
  desk.ready(today, { ...report, net: money(report.net.minor + 10n, 'EUR') })
  await desk.run(scope)
  const { receivable, bank } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, bank }, { receivable: 700n, bank: 0n })
  const [one] = await breaksOf(scope)
  assert.equal(one?.type, 'report_total_differs')
  assert.equal(one?.amount_at_risk, 10n)
  assert.equal((await settlementsOf(scope))[0]?.state, 'quarantined')
})

test('refunds above the day’s sales make a net below zero, which the acquirer takes', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const operations = await desk.happen(scope, merchant, [1_000, -4_000])
  const report = desk.report(operations.map((one) => desk.line(one)))
  assert.ok(report.net.minor < 0n)
  desk.ready(today, report)
  await desk.run(scope)
  const { receivable, bank, pending, available } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, pending }, { receivable: 0n, pending: 0n })
  assert.equal(bank, report.net.minor)
  assert.equal(available, report.net.minor)
  assert.ok(await isClean(scope))
})

test('each currency of an account has its own report, receivable and proof', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const euros = await desk.happen(scope, merchant, [1_000])
  const dollars = await desk.happen(scope, merchant, [2_000], { currency: 'USD' })
  const reports = [euros, dollars].map((all) => desk.report(all.map((one) => desk.line(one))))
  desk.ready(today, ...reports)
  await desk.run(scope)
  assert.equal((await desk.balances(scope, merchant, 'EUR')).bank, reports[0]?.net.minor)
  assert.equal((await desk.balances(scope, merchant, 'USD')).bank, reports[1]?.net.minor)
  assert.equal((await desk.reconciliation.proofs(scope, {})).length, 2)
  assert.ok(await isClean(scope))
  assert.equal((await settlementsOf(scope)).length, 2)
})

test('a line without our reference is matched by the acquirer’s, when only one operation fits', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const [operation] = await desk.happen(scope, merchant, [1_234])
  assert.ok(operation !== undefined)
  desk.ready(today, desk.report([desk.line(operation, { operation_reference: null })]))
  await desk.run(scope)
  assert.deepEqual(await breaksOf(scope), [])
  assert.equal((await desk.balances(scope, merchant)).pending, 0n)
})

test('a report that is not ready is asked for again, and the day after a quiet one follows while anything is owed', async () => {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  await desk.happen(scope, merchant, [1_000])
  const quiet = plusDays(today, 300)
  const outcome = await desk.run(scope, quiet)
  assert.equal(outcome.outcome, 'again')
  const earlier = await desk.run(scope, plusDays(today, -1))
  assert.equal(earlier.outcome, 'again')
  const longAgo = await desk.run(scope, plusDays(today, -10))
  assert.deepEqual(longAgo, { outcome: 'done' })
  const { rows } = await desk.bench.test.test_ledger.database.admin.query(
    'select unique_key from platform.job where tenant_id = $1 order by unique_key',
    [String(scope.tenant_id)],
  )
  assert.deepEqual(
    rows.map((row) => String((row as { unique_key: string }).unique_key).slice(-10)),
    [plusDays(today, -9), today],
  )
})
