// Goal: a split sends payments where its weights say.
// Method: Pearson's chi-square over payments of fixed seeds, against the value that chance exceeds once in 100,000.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import { choose } from './choose.ts'
import { testAccount, testInput, testSnapshot } from './testing.ts'

const PAYMENTS = 20_000
/** Quantiles of chi-square at 1 - 1e-5, by degrees of freedom. */
const greatest: Record<number, number> = { 1: 19.51, 2: 23.03, 3: 25.9, 4: 28.47 }
const accounts = Array.from({ length: 5 }, (_, index) => testAccount({ priority: index }))

function firsts(weights: readonly number[], seed: bigint, rank = 0): number[] {
  const shares = weights.map((weight, index) => ({ account: accounts[index]?.id ?? '', weight }) as never)
  const snapshot = testSnapshot(accounts, { rules: [], otherwise: { kind: 'split', shares } })
  const world = simWorld(seed)
  const counts = weights.map(() => 0)
  for (let count = 0; count < PAYMENTS; count++) {
    if (count % 100 === 0) world.advance(1)
    const { candidates } = choose(testInput({ payment: newId('pay', world) }), snapshot, 0)
    const place = accounts.findIndex(({ id }) => id === candidates[rank]?.account)
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts
}

function chiSquare(counts: readonly number[], weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.reduce((total, weight, index) => {
    const expected = (PAYMENTS * weight) / sum
    return total + ((counts[index] ?? 0) - expected) ** 2 / expected
  }, 0)
}

test('shares of payments are those of the weights', () => {
  for (const weights of [
    [50, 50],
    [70, 30],
    [1, 99],
    [5, 3, 2],
    [1, 1, 1, 1, 1],
    [100, 10, 5, 3, 1],
  ])
    for (const seed of [1n, 2n, 3n]) {
      const value = chiSquare(firsts(weights, seed), weights)
      const limit = greatest[weights.length - 1] ?? 0
      assert.ok(value < limit, `${weights.join(':')} seed ${seed}: ${value.toFixed(1)} is above ${limit}`)
    }
})

test('who comes second is split in proportion too', () => {
  // P(second = i) = Σ over j ≠ i of w_j/W · w_i/(W − w_j)
  const weights = [5, 3, 2]
  const second = weights.map((own, i) =>
    weights.reduce((sum, other, j) => sum + (i === j ? 0 : ((other / 10) * own) / (10 - other)), 0),
  )
  const value = chiSquare(firsts(weights, 9n, 1), second)
  assert.ok(value < (greatest[2] ?? 0), value.toFixed(1))
})

test('a wrong share is found', () => {
  const value = chiSquare(firsts([50, 50], 1n), [53, 47])
  assert.ok(value > (greatest[1] ?? 0), value.toFixed(1))
})

test('an account that drops out moves only its own payments', () => {
  const [a, b, c] = accounts
  const shares = [a, b, c].map((account) => ({ account: account?.id ?? '', weight: 1 }) as never)
  const otherwise = { kind: 'split' as const, shares }
  const whole = testSnapshot(accounts, { rules: [], otherwise })
  const without = testSnapshot(
    accounts.filter((account) => account !== c),
    { rules: [], otherwise },
  )
  for (let round = 0; round < 500; round++) {
    const input = testInput({ payment: newId('pay', simWorld(BigInt(round))) })
    const before = choose(input, whole, 0).candidates[0]?.account
    if (before !== c?.id) assert.equal(choose(input, without, 0).candidates[0]?.account, before)
  }
})
