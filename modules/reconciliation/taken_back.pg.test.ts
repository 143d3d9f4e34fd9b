import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dayOf, type Day } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type Desk, openDesk } from './reconciliation_testing.ts'

const DAY_MS = 86_400_000
let desk: Desk
before(async () => {
  desk = await openDesk()
})
after(() => desk.close())

const day = (): Day => dayOf(desk.world.now())
const shown = async (scope: OpenScope) =>
  (await desk.reconciliation.listBreaks(scope, {}, { after: undefined, limit: 100 })).map(
    ({ type, state, amount_at_risk, suspended }) => ({ type, state, amount_at_risk, suspended }),
  )
const assertClean = async (scope: OpenScope): Promise<void> => {
  const proofs = await desk.reconciliation.proofs(scope, {})
  assert.ok(proofs.length > 0)
  assert.ok(proofs.every(({ difference }) => difference === 0n))
}
async function openShop(amounts: readonly number[]) {
  const scope = await desk.scope()
  const merchant = await desk.merchant(scope)
  const operations = await desk.happen(scope, merchant, amounts)
  const [first] = operations
  assert.ok(first !== undefined)
  return { scope, merchant, operations, first }
}

test('what a report settles otherwise than our books say is asked about, and explained by the answer', async () => {
  const { scope, merchant } = await openShop([500])
  const [late] = await desk.happen(scope, merchant, [1_000], { is_booked: false })
  assert.ok(late !== undefined)
  desk.whenAsked(late, (within) => desk.bench.book(within, [late]))
  desk.ready(day(), desk.report([desk.line(late)]))
  await desk.run(scope)
  assert.deepEqual(
    (await shown(scope)).map(({ type, state }) => ({ type, state })),
    [{ type: 'state_differs', state: 'resolved' }],
  )
  const { suspense, pending, available, bank } = await desk.balances(scope, merchant)
  assert.deepEqual({ suspense, pending }, { suspense: 0n, pending: 500n })
  assert.equal(available, bank)
  await assertClean(scope)
})

test('a sale that the acquirer takes back is asked about, and both lines are explained', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  desk.ready(day(), desk.report([desk.line(first)]))
  await desk.run(scope)
  desk.whenAsked(first, (within) => desk.bench.takeBack(within, [first]))
  const back = desk.line(first, { kind: 'adjustment', amount: -1_000, fees: [0, 0, 0] })
  desk.ready(day(), desk.report([back]))
  await desk.run(scope)
  assert.deepEqual(
    (await shown(scope)).map(({ type, state }) => ({ type, state })),
    [{ type: 'state_differs', state: 'resolved' }],
  )
  const { receivable, suspense, pending, available, bank } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, suspense, pending }, { receivable: 0n, suspense: 0n, pending: 0n })
  // The costs of the sale stay.
  assert.ok(bank < 0n)
  assert.equal(available, bank)
  await assertClean(scope)
})

test('a sale that was taken back before it was settled is named twice, and nothing is left of it', async () => {
  const { scope, merchant, first } = await openShop([1_000])
  await desk.bench.takeBack(scope, [first])
  const back = desk.line(first, { kind: 'adjustment', amount: -1_000, fees: [0, 0, 0] })
  desk.ready(day(), desk.report([back, desk.line(first)]))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [])
  const { receivable, pending, available, bank } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, pending }, { receivable: 0n, pending: 0n })
  assert.equal(available, bank)
  await assertClean(scope)
})

test('a sale that was taken back and is named by no report is owed by nobody', async () => {
  const { scope, first } = await openShop([1_000])
  desk.world.advance(3 * DAY_MS)
  await desk.bench.takeBack(scope, [first])
  desk.world.advance(4 * DAY_MS)
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [])
  desk.world.advance(3 * DAY_MS)
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [])
  const [proof] = await desk.reconciliation.proofs(scope, {})
  assert.deepEqual([proof?.claims_open, proof?.receivable], [0n, 0n])
  await assertClean(scope)
})

test('a sale that is missing when it is taken back is explained by that', async () => {
  const { scope, first } = await openShop([1_000])
  desk.world.advance(6 * DAY_MS)
  await desk.run(scope)
  await desk.bench.takeBack(scope, [first])
  desk.world.advance(6 * DAY_MS)
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [
    { type: 'missing_line', state: 'resolved', amount_at_risk: 1_000n, suspended: 0n },
  ])
  await assertClean(scope)
})

test('a refund is settled by its line, as a sale is', async () => {
  const { scope, merchant, operations } = await openShop([1_000, -300])
  desk.ready(day(), desk.report(operations.map((one) => desk.line(one))))
  await desk.run(scope)
  assert.deepEqual(await shown(scope), [])
  const { receivable, pending, available, bank } = await desk.balances(scope, merchant)
  assert.deepEqual({ receivable, pending }, { receivable: 0n, pending: 0n })
  assert.equal(available, bank)
  await assertClean(scope)
})
