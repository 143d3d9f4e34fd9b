import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answeredWithin, STEPS_PER_DOUBLING } from './answer_time.ts'

const stepOf = (ms: number): number => Math.ceil(STEPS_PER_DOUBLING * Math.log2(Math.max(ms, 1)))
const times = (...all: readonly number[]) => all.map((ms) => ({ step: stepOf(ms), count: 1n }))

test('without an answer there is no time', () => {
  assert.equal(answeredWithin([], 99), null)
})

test('a share of the answers came within the time that is told, and never more than 9.1 % sooner', () => {
  const took = Array.from({ length: 1_000 }, (_, index) => 3 + ((index * 7_919) % 5_000))
  const sorted = took.toSorted((one, other) => one - other)
  for (const share of [1, 50, 90, 99, 100]) {
    const told = answeredWithin(times(...took), share) ?? 0
    const exact = sorted[Math.ceil((sorted.length * share) / 100) - 1] ?? 0
    assert.ok(
      told >= exact && told <= Math.ceil(exact * 2 ** (1 / STEPS_PER_DOUBLING)),
      `${share}: ${told}, ${exact}`,
    )
  }
})

test('one slow answer of a hundred is the slowest and not the 99th', () => {
  const quick = { step: stepOf(64), count: 99n }
  const slow = { step: stepOf(8_192), count: 1n }
  assert.equal(answeredWithin([slow, quick], 99), 64)
  assert.equal(answeredWithin([slow, quick], 100), 8_192)
})
