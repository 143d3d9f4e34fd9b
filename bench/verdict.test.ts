import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median } from './quantile.ts'
import { planRound, type Sample } from './rounds.ts'
import type { SubjectName } from './subject.ts'
import { type Target, targets } from './targets.ts'
import { judge } from './verdict.ts'

const target = (name: string): Target => {
  const found = targets.find((one) => one.name === name)
  assert.ok(found !== undefined)
  return found
}
const sample = (round: number, subject: SubjectName, per_s: number): Sample => ({
  round,
  subject,
  measured: { per_s },
})

test('each sample is compared with the TPC-B that ran just before it, and the median of the ratios counts', () => {
  const samples = [
    sample(1, 'tpcb', 1_000),
    sample(1, 'ledger_uniform', 9_000),
    sample(1, 'tpcb', 500),
    sample(1, 'ledger_hot', 6_000),
    sample(2, 'tpcb', 2_000),
    sample(2, 'ledger_uniform', 30_000),
    sample(2, 'tpcb', 1_000),
    sample(2, 'ledger_hot', 30_000),
    sample(3, 'tpcb', 1_000),
    sample(3, 'ledger_uniform', 8_000),
    sample(3, 'tpcb', 1_000),
    sample(3, 'ledger_hot', 20_000),
  ]
  const uniform = judge(target('ledger_uniform'), samples)
  assert.deepEqual(uniform.ratios, [9, 15, 8])
  assert.deepEqual([uniform.value, uniform.verdict], [9, 'must'])
  const hot = judge(target('ledger_hot'), samples)
  assert.deepEqual(hot.ratios, [12, 30, 20])
  assert.equal(hot.verdict, 'stretch')
})

test('a figure that should be small is judged the other way round', () => {
  const lone = (subject: SubjectName, p50_ms: number): Sample => ({ round: 1, subject, measured: { p50_ms } })
  const verdict = (florin: number): string =>
    judge(target('p50_lone'), [lone('post_lone', florin), lone('naive_lone', 1)]).verdict
  assert.deepEqual([verdict(0.5), verdict(0.9), verdict(1.1)], ['stretch', 'must', 'missed'])
})

test('a round holds what the wanted rows need, and TPC-B once before each that is compared with it', () => {
  const { starts, loads } = planRound([target('ledger_uniform'), target('post'), target('cold_warm')])
  assert.deepEqual(loads, ['tpcb', 'ledger_uniform', 'tpcb', 'post_uniform'])
  assert.deepEqual(starts, ['cold_warm'], 'a start has the machine to itself')
  assert.deepEqual(planRound([target('naive_hot')]), { starts: [], loads: ['post_hot', 'naive_hot'] })
})

test('a median is an item, not something between two', () => {
  assert.equal(median([4, 1, 3, 2]), 3)
  assert.equal(median([5]), 5)
  assert.ok(Number.isNaN(median([])))
})
