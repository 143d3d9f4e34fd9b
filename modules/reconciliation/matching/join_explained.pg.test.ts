// Goal: what stands open in two places and is the same money is found, and nothing of it is left in suspense; what only looks
// like it is left to a person, and what a person undid is not made again.
// Method: batches that come to something else than their entries, on a real PostgreSQL; days pass by moving the world.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { valueOf } from '../../ledger/testing.ts'
import { byText, DAY_MS, line, on, stepsOf } from './matching_steps_testing.ts'
import { type Bound, openDesk } from './matching_testing.ts'

const desk = await openDesk()
after(() => desk.close())
const { begin, matchesOf, passesOf, breaksOf, proofOf } = stepsOf(desk)

/** An entry of a batch, on the fifth. */
const entry = (amount: number, end_to_end_id: string, batch_reference?: string) => ({
  amount,
  on: on(5),
  metadata: { end_to_end_id, ...(batch_reference === undefined ? {} : { batch_reference }) },
})
const late = async (days: number, fn: () => Promise<void>): Promise<void> => {
  desk.world.advance(days * DAY_MS)
  await fn()
  desk.world.advance(-days * DAY_MS)
}
const openOf = async (scope: OpenScope, bound: Bound) =>
  (await breaksOf(scope, bound))
    .map(({ type, suspended, amount_at_risk }) => [type, Number(suspended), Number(amount_at_risk)])
    .toSorted(byText)
const suspenseOf = async (scope: OpenScope, bound: Bound) => Number(await desk.balance(scope, bound.suspense))

/** Collections of 350.00, 200.00 and 100.00 go out in a batch, the bank settles the last two only. */
async function shortBatch() {
  const begun = await begin([line('C300,00', 'BATCH-0001')])
  const { scope, bound, run } = begun
  await desk.post(scope, bound, [
    entry(35_000, 'ORDER-0001', 'BATCH-0001'),
    entry(20_000, 'ORDER-0002', 'BATCH-0001'),
    entry(10_000, 'ORDER-0008', 'BATCH-0001'),
  ])
  await late(3, run)
  assert.deepEqual(await openOf(scope, bound), [['amount_diff', -35_000, 35_000]])
  assert.equal(await suspenseOf(scope, bound), -35_000)
  return begun
}

test('a batch that came short, and the entry that takes back what the bank never settled', async () => {
  const { scope, bound, run } = await shortBatch()
  await desk.post(scope, bound, [entry(-35_000, 'ORDER-0001')])
  await late(3, async () => {
    await run()
    assert.deepEqual(await openOf(scope, bound), [
      ['amount_diff', -35_000, 35_000],
      ['timing', 0, 35_000],
    ])
  })
  await late(12, async () => {
    await run()
    assert.deepEqual(await openOf(scope, bound), [])
    // The line, four entries, what lay in suspense and what took it out of there.
    assert.deepEqual(await passesOf(scope, bound), [['match', 'group', 30_000, 0, 7]])
    const [joined] = await matchesOf(scope, bound)
    const [ended] = await matchesOf(scope, bound, false)
    assert.deepEqual([joined?.ledger_total, ended?.difference, joined?.rule_version], [30_000n, -35_000n, 0])
    assert.equal(await suspenseOf(scope, bound), 0)
    const proof = await proofOf(scope, bound)
    assert.deepEqual(
      [proof.difference, proof.bank_open, proof.ledger_open, proof.suspended],
      [0n, 0n, 0n, 0n],
    )
    await run()
    assert.equal((await matchesOf(scope, bound)).length, 1)
  })
  const closed = await breaksOf(scope, bound, 'resolved')
  assert.deepEqual(closed.map(({ type, note }) => [type, note]).toSorted(byText), [
    ['amount_diff', 'Matched by group.'],
    ['missing_external', 'Matched by group.'],
    ['timing', 'It is not late any more, but missing: another break tells of it.'],
  ])
})

test('a return that came twice in a batch, and the line by which the bank takes one back', async () => {
  const { scope, bound, run, next } = await begin([line('D60,00', 'RETURN-001')])
  await desk.post(scope, bound, [
    entry(-2_000, 'ORDER-0003', 'RETURN-001'),
    entry(-2_000, 'ORDER-0004', 'RETURN-001'),
  ])
  await late(3, run)
  assert.deepEqual(await openOf(scope, bound), [['amount_diff', -2_000, 2_000]])
  await next([line('C20,00', 'ORDER-0003', { day: '260106' })])
  await late(4, async () => {
    await run()
    assert.deepEqual(await openOf(scope, bound), [])
    assert.deepEqual(await passesOf(scope, bound), [['match', 'group', -4_000, 0, 8]])
    assert.equal(await suspenseOf(scope, bound), 0)
    assert.equal((await proofOf(scope, bound)).difference, 0n)
  })
})

test('two batches of which one lacks what the other has too much', async () => {
  const { scope, bound, run } = await begin([line('C300,00', 'BATCH-0005'), line('D120,00', 'RETURN-005')])
  await desk.post(scope, bound, [
    entry(35_000, 'ORDER-0005', 'BATCH-0005'),
    entry(20_000, 'ORDER-0006', 'BATCH-0005'),
    entry(10_000, 'ORDER-0009', 'BATCH-0005'),
    entry(-35_000, 'ORDER-0005', 'RETURN-005'),
    entry(-7_000, 'ORDER-0007', 'RETURN-005'),
    entry(-5_000, 'ORDER-0010', 'RETURN-005'),
  ])
  await late(3, run)
  assert.deepEqual(await openOf(scope, bound), [])
  assert.deepEqual(await passesOf(scope, bound), [['match', 'group', 18_000, 0, 12]])
  assert.equal(await suspenseOf(scope, bound), 0)
  assert.equal((await proofOf(scope, bound)).difference, 0n)
})

test('money that nobody expected, and that the bank took back, as it says', async () => {
  const { scope, bound, run, next } = await begin([
    line('C40,00', 'STRANGER-1'),
    line('C90,00', 'STRANGER-2'),
  ])
  await late(3, run)
  assert.equal(await suspenseOf(scope, bound), 13_000)
  // `RC` takes a credit back; a debit is another payment.
  const back = [
    line('RC40,00', 'STRANGER-1', { day: '260106' }),
    line('D90,00', 'STRANGER-2', { day: '260106' }),
  ]
  await next(back)
  await late(4, async () => {
    await run()
    assert.deepEqual(await openOf(scope, bound), [
      ['missing_internal', -9_000, 9_000],
      ['missing_internal', 9_000, 9_000],
    ])
    const joined = (await matchesOf(scope, bound)).filter(({ pass }) => pass === 'group')
    assert.deepEqual(
      joined.map(({ bank_total, ledger_total, items }) => [bank_total, ledger_total, items.length]),
      [[0n, 0n, 6]],
    )
    assert.equal(await suspenseOf(scope, bound), 0)
    const proof = await proofOf(scope, bound)
    assert.deepEqual([proof.difference, proof.bank_open, proof.suspended], [0n, 0n, 0n])
  })
})

test('the same amount without a reference in common is left to a person', async () => {
  const { scope, bound, run } = await shortBatch()
  await desk.post(scope, bound, [entry(-35_000, 'ORDER-9999')])
  await late(12, run)
  assert.deepEqual(await openOf(scope, bound), [
    ['amount_diff', -35_000, 35_000],
    ['missing_external', 0, 35_000],
  ])
  assert.equal(await suspenseOf(scope, bound), -35_000)
})

test('what a person takes apart is told again, and no rule puts it together', async () => {
  const { scope, bound, run } = await shortBatch()
  const undo = async () => {
    const found = (await matchesOf(scope, bound)).find(({ bank_total }) => bank_total === 30_000n)
    const { id } = present(found, 'the match')
    valueOf(await desk.inside(scope, (inner) => desk.matching.undoMatch(inner, id, 'Not the same.')))
  }
  await desk.post(scope, bound, [entry(-35_000, 'ORDER-0001')])
  await late(12, async () => {
    await run()
    await undo()
    assert.equal(await suspenseOf(scope, bound), 0)
    await run()
    // As before the two were joined.
    const told = [
      ['amount_diff', -35_000, 35_000],
      ['missing_external', 0, 35_000],
    ]
    assert.deepEqual(await openOf(scope, bound), told)
    await run()
    assert.deepEqual(await openOf(scope, bound), told)
    await undo()
    assert.equal(await suspenseOf(scope, bound), 0)
    await run()
    assert.deepEqual(
      (await openOf(scope, bound)).map(([type]) => type),
      ['amount_diff', 'missing_external', 'missing_external', 'missing_external'],
    )
    assert.equal((await proofOf(scope, bound)).difference, 0n)
  })
})
