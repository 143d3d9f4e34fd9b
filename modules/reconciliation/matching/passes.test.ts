// Goal: whatever the passes are given, no item is in two plans, both sides of a plan come to the same, and the same items
// give the same plans in whatever order they come.
// Method: random items of few amounts, days and references, so that much could be matched with much.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import type { Day } from '../../../kernel/world.ts'
import { rangesIn, weekdays } from './calendar.ts'
import type { Piece, Plan } from './item.ts'
import { pairByAmount } from './pass_amount.ts'
import { planExplained } from './join_explained.ts'
import type { End } from './store_explained.ts'
import { cancelOut, type Group, matchDiffering, matchGroups } from './pass_group.ts'
import { type KeyPair, pairByKey, pairWithTolerance, toleranceOf } from './pass_keys.ts'
import { proposeAlike, scoreOf } from './pass_score.ts'
import { matchSubsets } from './pass_subset.ts'

const DAYS = ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-06', '2026-11-09', '2026-11-16'] as Day[]
const tolerance = { tolerance_minor: 3, tolerance_bps: 50 }
const near = rangesIn(weekdays, 2)

type Keyed = Piece & { readonly keys: readonly string[]; readonly counterparty: string | null }
const piece = fc.record({
  amount: fc.constantFrom(100n, 101n, 250n, 350n, 700n, -100n, -350n),
  on: fc.constantFrom(...DAYS),
  keys: fc.uniqueArray(fc.constantFrom('REF1', 'REF2', 'REF3', 'REF4'), { maxLength: 2 }),
  counterparty: fc.constantFrom(null, 'ACME LTD', 'Gym and Sons'),
})
const pieces = (length: number) =>
  fc
    .array(piece, { maxLength: length })
    .map((list) => list.map((one, at): Keyed => ({ ...one, number: BigInt(at + 1) })))
const both = (length = 30) => fc.tuple(pieces(length), pieces(length))

const pairsOf = (bank: readonly Keyed[], ledger: readonly Keyed[]): KeyPair[] =>
  bank.flatMap((line) =>
    ledger
      .filter(({ keys }) => keys.some((key) => line.keys.includes(key)))
      .map((entry) => ({
        bank: line.number,
        ledger: entry.number,
        bank_amount: line.amount,
        ledger_amount: entry.amount,
        fee: 2n,
      })),
  )
const shuffled = <T>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => (JSON.stringify(a, show) < JSON.stringify(b, show) ? 1 : -1))
const show = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

function assertSound(plans: readonly Plan[], bank: readonly Piece[], ledger: readonly Piece[]): void {
  const used = { bank: plans.flatMap((plan) => plan.bank), ledger: plans.flatMap((plan) => plan.ledger) }
  for (const side of [used.bank, used.ledger]) assert.equal(new Set(side).size, side.length)
  const sum = (of: readonly Piece[], numbers: readonly bigint[]) =>
    of.filter(({ number }) => numbers.includes(number)).reduce((total, { amount }) => total + amount, 0n)
  for (const plan of plans) assert.equal(sum(bank, plan.bank) - sum(ledger, plan.ledger), plan.difference)
}
const runs = (fn: (bank: Keyed[], ledger: Keyed[]) => void, length?: number) =>
  fc.assert(
    fc.property(both(length), ([bank, ledger]) => fn(bank, ledger)),
    { numRuns: 300 },
  )

test('a reference and the very amount: nothing is matched twice, and nothing that could be is left', () =>
  runs((bank, ledger) => {
    const pairs = pairsOf(bank, ledger)
    const plans = pairByKey(pairs)
    assertSound(plans, bank, ledger)
    assert.ok(plans.every(({ difference }) => difference === 0n))
    assert.deepEqual(pairByKey(shuffled(pairs)), plans)
    const [lines, entries] = [new Set(plans.flatMap((p) => p.bank)), new Set(plans.flatMap((p) => p.ledger))]
    for (const { bank: line, ledger: entry, ...pair } of pairs)
      assert.ok(pair.bank_amount !== pair.ledger_amount || lines.has(line) || entries.has(entry))
  }))

test('a reference and nearly the amount: a difference is a tolerated one, or the fee that was announced', () =>
  runs((bank, ledger) => {
    const pairs = pairsOf(bank, ledger)
    const plans = pairWithTolerance(pairs, tolerance)
    assertSound(plans, bank, ledger)
    for (const { bank: lines, difference, is_fee } of plans) {
      const amount = bank.find(({ number }) => number === lines[0])?.amount ?? 0n
      const size = difference < 0n ? -difference : difference
      assert.ok(is_fee === true ? difference === -2n : size <= toleranceOf(amount, tolerance))
    }
    assert.deepEqual(pairWithTolerance(shuffled(pairs), tolerance), plans)
  }))

test('a reference of several payments, or of a batch, proves nothing about one whose amount is only near', () => {
  const pair = { bank: 1n, ledger: 2n, bank_amount: 1_000n, ledger_amount: 1_003n, fee: 0n }
  const asNear = [{ bank: [1n], ledger: [2n], difference: -3n, is_fee: false }]
  assert.deepEqual(pairWithTolerance([pair], tolerance), asNear)
  assert.deepEqual(pairWithTolerance([{ ...pair, is_batch: true }], tolerance), [])
  assert.deepEqual(pairWithTolerance([pair, { ...pair, ledger: 3n, ledger_amount: 70n }], tolerance), [])
  assert.deepEqual(pairWithTolerance([pair, { ...pair, bank: 4n, bank_amount: 70n }], tolerance), [])
  const twice = [pair, { ...pair, bank: 4n }]
  assert.deepEqual(pairWithTolerance(twice, tolerance), asNear, 'a line that came twice is the same payment')
  const fee = { ...pair, bank_amount: 900n, fee: 103n, is_batch: true }
  assert.deepEqual(pairWithTolerance([fee], tolerance), [
    { bank: [1n], ledger: [2n], difference: -103n, is_fee: true },
  ])
})

test('an amount within a few days is matched only when each is the only one for the other', () =>
  runs((bank, ledger) => {
    const plans = pairByAmount(bank, ledger, near)
    assertSound(plans, bank, ledger)
    const fits = (line: Piece, entry: Piece): boolean => {
      const { from, to } = near(line.on)
      return line.amount === entry.amount && entry.on >= from && entry.on <= to
    }
    const expected = bank.flatMap((line) => {
      const found = ledger.filter((entry) => fits(line, entry))
      const [only] = found
      const isOnly =
        only !== undefined && found.length === 1 && bank.filter((one) => fits(one, only)).length === 1
      return isOnly ? [`${line.number} ${only.number}`] : []
    })
    const named = (of: readonly Plan[]) =>
      of.map((plan) => `${plan.bank[0]} ${plan.ledger[0]}`).toSorted(byText)
    assert.deepEqual(named(plans), expected.toSorted(byText))
    assert.deepEqual(named(pairByAmount(shuffled(bank), shuffled(ledger), near)), named(plans))
  }))
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

test('groups: one against many that come to the same, each item once', () =>
  runs((bank, ledger) => {
    const groups = ['REF1', 'REF2', 'REF3', 'REF4'].map((key): Group => {
      const of = (side: readonly Keyed[]) => side.filter(({ keys }) => keys.includes(key))
      return { key, bank: of(bank), ledger: of(ledger) }
    })
    const plans = matchGroups(groups)
    assertSound(plans, bank, ledger)
    assert.deepEqual(matchGroups(groups.toReversed()), plans)
  }, 8))

test('one line pays three entries of a batch', () => {
  const on = present(DAYS[0], 'a day')
  const of = (number: number, amount: bigint) => ({ number: BigInt(number), amount, on })
  const groups = [{ key: 'BATCH', bank: [of(1, 600n)], ledger: [of(4, 100n), of(5, 200n), of(6, 300n)] }]
  assert.deepEqual(matchGroups(groups), [{ bank: [1n], ledger: [4n, 5n, 6n], difference: 0n }])
})

test('a file of batches that went both ways is matched way by way, and day by day', () => {
  const [first, second] = [present(DAYS[0], 'a day'), present(DAYS[1], 'a day')]
  const of = (number: number, amount: bigint, on = first) => ({ number: BigInt(number), amount, on })
  const file = {
    key: 'FILE',
    bank: [of(1, 600n), of(2, 50n), of(3, -70n), of(4, 9n, second)],
    ledger: [of(5, 300n), of(6, 350n), of(7, -70n), of(8, 9n, second)],
  }
  assert.deepEqual(
    matchGroups([file]).map(({ bank, ledger }) => [bank, ledger]),
    [
      [[3n], [7n]],
      [[4n], [8n]],
      [
        [1n, 2n],
        [5n, 6n],
      ],
    ],
  )
})

test('a batch in which the bank took one return twice is matched but for that', () => {
  const on = present(DAYS[0], 'a day')
  const of = (number: number, amount: bigint) => ({ number: BigInt(number), amount, on })
  const groups = [{ key: 'ACHRET202612161', bank: [of(1, -900n)], ledger: [of(2, -300n), of(3, -500n)] }]
  assert.deepEqual(matchGroups(groups), [])
  assert.deepEqual(matchDiffering(groups), [{ bank: [1n], ledger: [2n, 3n], difference: -100n }])
  const counted = [{ key: '1001', bank: [of(1, -900n)], ledger: [of(2, -300n), of(3, -500n)] }]
  assert.deepEqual(matchDiffering(counted), [], 'a number that is counted up proves nothing')
  const short = [{ key: 'INVOICE2026', bank: [of(1, -900n)], ledger: [of(2, -300n)] }]
  assert.deepEqual(matchDiffering(short), [], 'one payment that came short is for a person')
  const settled = [
    { key: 'INVOICE2026', bank: [{ ...of(1, -900n), is_batch: true }], ledger: [of(2, -300n)] },
  ]
  assert.deepEqual(matchDiffering(settled), [{ bank: [1n], ledger: [2n], difference: -600n }])
})

test('entries that take each other back and that the bank never showed are matched with each other', () => {
  const on = present(DAYS[0], 'a day')
  const of = (number: number, amount: bigint) => ({ number: BigInt(number), amount, on })
  const groups = [{ key: 'END2END0001', bank: [], ledger: [of(2, -300n), of(3, 300n)] }]
  assert.deepEqual(cancelOut(groups), [{ bank: [], ledger: [2n, 3n], difference: 0n }])
  const half = [{ key: 'END2END0001', bank: [of(1, 300n)], ledger: [of(2, -300n), of(3, 300n)] }]
  assert.deepEqual(cancelOut(half), [], 'the bank showed one of them')
})

test('sums of a few: the smallest that is the only one, the same in any order', () =>
  runs((bank, ledger) => {
    const plans = matchSubsets(bank, ledger)
    assertSound(plans, bank, ledger)
    for (const plan of plans) assert.ok(plan.bank.length + plan.ledger.length > 2)
    assert.deepEqual(matchSubsets(shuffled(bank), shuffled(ledger)), plans)
  }, 7))

test('what could be one thing or another is nothing', () => {
  const of = (number: number, amount: bigint) => ({ number: BigInt(number), amount })
  assert.deepEqual(matchSubsets([of(1, 30n)], [of(1, 10n), of(2, 20n)]), [
    { bank: [1n], ledger: [2n, 1n], difference: 0n },
  ])
  assert.deepEqual(matchSubsets([of(1, 30n)], [of(1, 10n), of(2, 20n), of(3, 20n)]), [])
})

test('twelve of each side are tried in a bounded number of steps', () => {
  const twelve = Array.from({ length: 12 }, (_, at) => ({ number: BigInt(at), amount: 2n ** BigInt(at) }))
  const thirds = twelve.map(({ number, amount }) => ({ number, amount: amount * 3n + 100_000n }))
  assert.deepEqual(matchSubsets(twelve, thirds), [])
  assert.throws(() => matchSubsets([...twelve, { number: 12n, amount: 1n }], []), /a few items only/)
})

test('a score is between 0 and 100, and money in is never like money out', () =>
  runs((bank, ledger) => {
    const pairs = bank.flatMap((line) => ledger.map((entry) => ({ bank: line, ledger: entry })))
    const plans = proposeAlike(pairs, 40)
    assertSound(plans, bank, ledger)
    for (const pair of pairs) {
      const score = scoreOf(pair)
      assert.ok(score >= 0 && score <= 100)
      if (pair.bank.amount > 0n !== pair.ledger.amount > 0n) assert.equal(score, 0)
    }
    assert.ok(plans.every(({ score = 0 }) => score >= 40))
    assert.deepEqual(proposeAlike(shuffled(pairs), 40), plans)
  }, 10))

test('of what explains each other each is taken once, the first that wants it', () => {
  const batch = (match: string): End => ({ kind: 'batch', match })
  const bank = (number: bigint): End => ({ kind: 'bank', number })
  const ledger = (number: bigint): End => ({ kind: 'ledger', number })
  assert.deepEqual(
    planExplained([
      [batch('a'), ledger(7n)],
      [batch('a'), bank(7n)],
      [batch('b'), ledger(7n)],
      [batch('b'), bank(7n)],
      [batch('c'), batch('a')],
      [batch('c'), batch('d')],
      [batch('d'), ledger(8n)],
      [bank(1n), bank(2n)],
      [bank(2n), bank(1n)],
    ]),
    [
      { bank: [], ledger: [7n], difference: 0n, in_place_of: ['a'] },
      { bank: [7n], ledger: [], difference: 0n, in_place_of: ['b'] },
      { bank: [], ledger: [], difference: 0n, in_place_of: ['c', 'd'] },
      { bank: [1n, 2n], ledger: [], difference: 0n, in_place_of: [] },
    ],
  )
})
