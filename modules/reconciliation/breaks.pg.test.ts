import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { dayOf, type Day } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Break } from './break.ts'
import { plusDays } from './settlement_rules.ts'
import { type Desk, openDesk } from './reconciliation_testing.ts'

const DAY_MS = 86_400_000
let desk: Desk
before(async () => {
  desk = await openDesk()
})
after(() => desk.close())

const day = (): Day => dayOf(desk.world.now())
const breaksOf = (scope: OpenScope): Promise<Break[]> =>
  desk.reconciliation.listBreaks(scope, {}, { after: undefined, limit: 100 })
const shown = async (scope: OpenScope) =>
  (await breaksOf(scope)).map(({ type, state, amount_at_risk, suspended }) => ({
    type,
    state,
    amount_at_risk,
    suspended,
  }))
const assertClean = async (scope: OpenScope): Promise<void> => {
  const proofs = await desk.reconciliation.proofs(scope, {})
  assert.ok(proofs.length > 0)
  assert.deepEqual(
    proofs.map(({ difference }) => difference).filter((off) => off !== 0n),
    [],
  )
}
async function openShop(amounts: readonly number[], more: Parameters<Desk['happen']>[3] = {}) {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const operations = await desk.happen(scope, merchant, amounts, more)
  const [first] = operations
  assert.ok(first !== undefined)
  return { scope, merchant, operations, first }
}

test('an acquirer that pays less leaves the rest pending, missing in suspense, and a break', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  desk.ready(day(), desk.report([desk.line(first, { amount: 940, fees: [10, 5, 5] })]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'amount_differs', state: 'open', amount_at_risk: 60n, suspended: -60n },
  ])
  assert.deepEqual(await desk.balances(scope, merchant), {
    receivable: 0n,
    suspense: -60n,
    bank: 920n,
    pending: 60n,
    available: 920n,
  })
  await assertClean(scope)
})

test('a later line with the rest closes that break by itself', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  desk.ready(day(), desk.report([desk.line(first, { amount: 940, fees: [10, 5, 5] })]))
  await desk.run(scope)
  desk.ready(day(), desk.report([desk.line(first, { amount: 60, fees: [1, 0, 0] })]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'amount_differs', state: 'resolved', amount_at_risk: 60n, suspended: -60n },
  ])
  assert.deepEqual(await desk.balances(scope, merchant), {
    receivable: 0n,
    suspense: 0n,
    bank: 979n,
    pending: 0n,
    available: 979n,
  })
  await assertClean(scope)
})

test('two lines of one report that make the whole open no break', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  const parts = [
    desk.line(first, { amount: 400, fees: [0, 0, 0] }),
    desk.line(first, { amount: 600, fees: [0, 0, 0] }),
  ]
  desk.ready(day(), desk.report(parts))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [])
  assert.equal((await desk.balances(scope, merchant)).available, 1_000n)
  await assertClean(scope)
})

test('an acquirer that pays more is owed the rest, in suspense', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  desk.ready(day(), desk.report([desk.line(first, { amount: 1_030, fees: [0, 0, 0] })]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'amount_differs', state: 'open', amount_at_risk: 30n, suspended: 30n },
  ])
  assert.deepEqual(await desk.balances(scope, merchant), {
    receivable: 0n,
    suspense: 30n,
    bank: 1_030n,
    pending: 0n,
    available: 1_000n,
  })
})

test('money for a reference that nobody knows goes to suspense', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  const stranger = desk.line(first, {
    operation_reference: '7'.repeat(26),
    acquirer_reference: 'X',
    fees: [0, 0, 10],
  })
  desk.ready(day(), desk.report([stranger]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'unknown_reference', state: 'open', amount_at_risk: 990n, suspended: 990n },
  ])
  const { receivable, suspense, pending } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, suspense, pending }, { receivable: 1_000n, suspense: 990n, pending: 1_000n })
  await assertClean(scope)
})

test('an operation of another acquirer account is unknown to this one', async () => {
  const { scope, first } = await openShop([1_000], { account: desk.other.id })
  desk.ready(day(), desk.report([desk.line(first, { fees: [0, 0, 0] })]))
  await desk.run(scope)
  assert.deepEqual(
    (await shown(scope)).map(({ type }) => type),
    ['unknown_reference'],
  )
})

test('a line that comes twice is paid to the merchant once', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  const line = desk.line(first)
  const net = desk.report([line]).net.minor
  desk.ready(day(), desk.report([line, line]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'duplicate_line', state: 'open', amount_at_risk: net, suspended: net },
  ])
  assert.equal((await desk.balances(scope, merchant)).available, net)
  await assertClean(scope)
  // The acquirer takes it back the day after.
  const back = desk.line(first, { kind: 'adjustment', amount: -Number(net), fees: [0, 0, 0] })
  desk.ready(day(), desk.report([back]))
  await desk.run(scope)
  assert.equal((await shown(scope))[0]?.state, 'resolved')
  assert.equal((await desk.balances(scope, merchant)).suspense, 0n)
  await assertClean(scope)
})

test('a line in the currency of another report is not believed', async () => {
  const { scope, first } = await openShop([1_000], { currency: 'USD' })
  const line = desk.line(first, { fees: [0, 0, 0] })
  const euros = { ...line, gross: money(1_000n, 'EUR') }
  for (const name of ['interchange', 'scheme_fee', 'acquirer_fee'] as const) euros[name] = money(0n, 'EUR')
  desk.ready(day(), desk.report([euros]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'currency_differs', state: 'open', amount_at_risk: 1_000n, suspended: 1_000n },
  ])
  await assertClean(scope)
})

test('fees beyond the tolerance are booked as they were taken, and told', async () => {
  const { scope, merchant, first } = await openShop([10_000])
  const right = desk.line(first)
  const dear = { ...right, acquirer_fee: money(right.acquirer_fee.minor - 50n, 'EUR') }
  desk.ready(day(), desk.report([dear]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'fee_differs', state: 'open', amount_at_risk: 50n, suspended: 0n },
  ])
  const { pending, available, bank } = await desk.balances(scope, merchant)
  assert.deepEqual({ pending, available }, { pending: 0n, available: bank })
})

test('what no report names by its due day is missing, and a late line closes that by itself', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  desk.world.advance(6 * DAY_MS)
  await desk.run(scope)
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'missing_line', state: 'open', amount_at_risk: 1_000n, suspended: 0n },
  ])
  assert.equal((await desk.balances(scope, merchant)).receivable, 1_000n)
  desk.ready(day(), desk.report([desk.line(first)]))
  await desk.run(scope)
  const [one] = await breaksOf(scope)
  assert.equal(one?.state, 'resolved')
  assert.match(one?.note ?? '', /^Explained by line 1 of stl_/)
  assert.equal((await desk.balances(scope, merchant)).pending, 0n)
  await assertClean(scope)
})

test('a line that comes before we know of the capture waits in suspense, and is settled once we do', async () => {
  const { scope, merchant } = await openShop([500])
  const [late] = await desk.happen(scope, merchant, [1_000], { is_booked: false })
  assert.ok(late !== undefined)
  const line = desk.line(late)
  desk.ready(day(), desk.report([line]))
  await desk.run(scope)
  assert.deepEqual(
    (await shown(scope)).map(({ type, state }) => ({ type, state })),
    [{ type: 'state_differs', state: 'open' }],
  )
  await assertClean(scope)
  await desk.bench.book(scope, [late])
  await desk.run(scope)
  await desk.run(scope)
  assert.deepEqual(
    (await shown(scope)).map(({ state }) => state),
    ['resolved'],
  )
  const { receivable, suspense, pending, available, bank } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, suspense, pending }, { receivable: 500n, suspense: 0n, pending: 500n })
  assert.equal(available, bank)
  await assertClean(scope)
})

test('a merchant whose account is frozen stays pending, and the report is booked around it', async () => {
  const { scope, merchant, operations } = await openShop([1_000])
  const neighbour = await desk.merchant(scope)
  const others = await desk.happen(scope, neighbour, [2_000])
  const pending = desk.deps.payments.ledgerAccounts.merchant(scope.tenant_id, merchant, 'pending', 'EUR').id
  const { ledger } = desk.bench.test.test_ledger
  await desk.bench.test.inside(scope, (inner) =>
    ledger.changeAccounts(inner, [{ id: pending, event: 'freeze' }]),
  )
  const report = desk.report([...operations, ...others].map((one) => desk.line(one)))
  desk.ready(day(), report)
  await desk.run(scope)
  const [one] = await breaksOf(scope)
  assert.equal(one?.type, 'posting_refused')
  const books = await desk.balances(scope, merchant)
  assert.deepEqual(
    { receivable: books.receivable, pending: books.pending },
    { receivable: 0n, pending: 1_000n },
  )
  assert.equal(books.bank, report.net.minor)
  assert.equal((await desk.balances(scope, neighbour)).pending, 0n)
  await assertClean(scope)
})

test('money that somebody moves on the receivable by hand is a claim that goes missing', async () => {
  const { scope, merchant } = await openShop([1_000])
  const plan = desk.deps.payments.ledgerAccounts
  await desk.bench.test.test_ledger.ledger.post(scope, [
    {
      kind: 'single',
      id: newId('trf', desk.world),
      code: 'by_hand',
      amount: 5,
      currency: 'EUR',
      debit_account: plan.acquirer(scope.tenant_id, desk.account.id, 'EUR').id,
      credit_account: plan.merchant(scope.tenant_id, merchant, 'pending', 'EUR').id,
    },
  ])
  desk.world.advance(7 * DAY_MS)
  await desk.run(scope)
  assert.deepEqual(
    (await shown(scope)).map(({ amount_at_risk }) => amount_at_risk).toSorted((a, b) => Number(a - b)),
    [5n, 1_000n],
  )
  await assertClean(scope)
})

test('a proof that does not come out says by how much, and is a break', async () => {
  const { scope, first } = await openShop([1_000])
  await desk.run(scope, plusDays(day(), 100))
  const { admin } = desk.bench.test.test_ledger.database
  const where = 'where tenant_id = $1 and id = $2'
  await admin.query(`update reconciliation.claim set amount = 900 ${where}`, [
    String(scope.tenant_id),
    first.id,
  ])
  await desk.run(scope, plusDays(day(), 100))
  await desk.run(scope, plusDays(day(), 100))
  const breaks = await breaksOf(scope)
  assert.deepEqual(
    breaks.map(({ type, amount_at_risk }) => ({ type, amount_at_risk })),
    [{ type: 'proof_differs', amount_at_risk: 100n }],
  )
  assert.equal((await desk.reconciliation.proofs(scope, {}))[0]?.difference, 100n)
})

test('the database keeps a closed break closed, and lines as they were booked', async () => {
  const { scope, first } = await openShop([1_000])
  desk.ready(day(), desk.report([desk.line(first)]))
  await desk.run(scope)
  for (const statement of [
    `update reconciliation.line set gross = 1 where tenant_id = ${scope.tenant_id}`,
    `delete from reconciliation.report where tenant_id = ${scope.tenant_id}`,
    `update reconciliation.break set state = 'open' where tenant_id = ${scope.tenant_id}`,
    `update reconciliation.claim set state = 'open' where tenant_id = ${scope.tenant_id}`,
  ])
    await assert.rejects(refused(scope, statement), /permission denied/)
})
async function refused(scope: OpenScope, statement: string): Promise<void> {
  const { admin } = desk.bench.test.test_ledger.database
  const client = await admin.connect()
  try {
    await client.query('begin')
    await client.query('set local role florin_app')
    await client.query(statement)
  } finally {
    await client.query('rollback')
    client.release()
  }
  void scope
}
