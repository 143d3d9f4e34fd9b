import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../../../kernel/world.ts'
import { countReturns, returnGaugeLawOn, returnGauges } from './return_rates.ts'

const law = returnGaugeLawOn('2026-11-21' as Day)
function states(debits: bigint, unauthorized: bigint, administrative: bigint, overall: bigint): string {
  return returnGauges({ debits, returned: { unauthorized, administrative, overall } }, law)
    .map(({ state, blocks }) => `${state}${blocks ? '!' : ''}`)
    .join(' ')
}

test('0.5 %, 3 % and 15 % may be reached and not passed', () => {
  assert.equal(states(100_000n, 500n, 3_000n, 15_000n), 'near near near')
  assert.equal(states(100_000n, 501n, 3_001n, 15_001n), 'over! over! over!')
  assert.equal(states(100_000n, 400n, 2_400n, 12_000n), 'near near near')
  assert.equal(states(100_000n, 399n, 2_399n, 11_999n), 'ok ok ok')
})

test('rates are exact: one return too many among ten million is over', () => {
  assert.equal(states(10_000_000n, 50_000n, 0n, 50_000n), 'near ok ok')
  assert.equal(states(10_000_000n, 50_001n, 0n, 50_001n), 'over! ok ok')
  const [first] = returnGauges(
    { debits: 7n, returned: { unauthorized: 1n, administrative: 0n, overall: 1n } },
    law,
  )
  assert.deepEqual(first?.rate, { numerator: 1n, denominator: 7n })
})

test('nothing debited: nothing returned is ok, and a late return is over', () => {
  assert.equal(states(0n, 0n, 0n, 0n), 'ok ok ok')
  assert.equal(states(0n, 0n, 0n, 1n), 'ok ok over!')
})

test('a platform may block earlier than Nacha asks', () => {
  const strict = { ...law, block: { numerator: 6n, denominator: 10n } }
  const counts = { debits: 100_000n, returned: { unauthorized: 350n, administrative: 0n, overall: 350n } }
  const [first] = returnGauges(counts, strict)
  assert.equal(first?.state, 'ok')
  assert.equal(first?.blocks, true)
})

test('returns count by bucket, and those of RCK not at all', () => {
  const returned_on = '2026-06-01' as Day
  const some = ['R01', 'R02', 'R03', 'R10', 'R11', 'R29', 'R99'].map((code) => ({
    code,
    sec: 'PPD',
    returned_on,
  }))
  assert.deepEqual(countReturns([...some, { code: 'R51', sec: 'RCK', returned_on }], law), {
    unauthorized: 3n,
    administrative: 2n,
    overall: 7n,
  })
  assert.equal(
    countReturns([{ code: 'R11', sec: 'PPD', returned_on: '2020-06-01' as Day }], law).unauthorized,
    0n,
  )
})

test('one more return never makes a gauge better', () => {
  const count = fc.bigInt({ min: 0n, max: 1_000_000n })
  const rank = { ok: 0, near: 1, over: 2 }
  fc.assert(
    fc.property(count, count, (debits, overall) => {
      const gauge = (returned: bigint) =>
        returnGauges(
          { debits, returned: { unauthorized: 0n, administrative: 0n, overall: returned } },
          law,
        )[2]
      const [now, next] = [gauge(overall), gauge(overall + 1n)]
      assert.ok(now !== undefined && next !== undefined)
      assert.ok(rank[next.state] >= rank[now.state])
      assert.equal(next.blocks, next.state === 'over')
    }),
  )
})
