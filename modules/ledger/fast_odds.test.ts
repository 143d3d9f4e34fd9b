import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TenantId } from '../../platform/scope.ts'
import { createFastOdds } from './fast_odds.ts'
import { FAST_PATH_SKIPS_MAX } from './limits.ts'

const one = 1n as TenantId
const two = 2n as TenantId

/** How many batches skip the fast path before it is tried again. */
function skipped(odds: ReturnType<typeof createFastOdds>): number {
  let count = 0
  while (!odds.isWorthTrying(one)) count += 1
  return count
}

test('one refusal changes nothing; each further one in a row doubles how long the fast path is left alone', () => {
  const odds = createFastOdds()
  const skips = Array.from({ length: 8 }, () => {
    odds.refused(one)
    return skipped(odds)
  })
  assert.deepEqual(skips, [0, 1, 2, 4, 8, FAST_PATH_SKIPS_MAX, FAST_PATH_SKIPS_MAX, FAST_PATH_SKIPS_MAX])
})

test('a batch that is posted makes up for all refusals, and tenants do not pay for each other', () => {
  const odds = createFastOdds()
  for (let index = 0; index < 5; index++) odds.refused(one)
  assert.ok(odds.isWorthTrying(two))
  odds.posted(one)
  assert.ok(odds.isWorthTrying(one))
  odds.refused(one)
  assert.equal(skipped(odds), 0)
})
