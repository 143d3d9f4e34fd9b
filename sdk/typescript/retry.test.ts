import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readRetryAfter, retryWait } from './retry.ts'

const failed = (
  status: number | null,
  should_retry: string | null = null,
  retry_after: string | null = null,
) => ({
  status,
  should_retry,
  retry_after,
})

test('Florin-Should-Retry beats the status, either way', () => {
  assert.equal(retryWait(failed(503, 'false'), 1, 0, 0), undefined)
  assert.notEqual(retryWait(failed(409, 'true'), 1, 0, 0), undefined)
  assert.equal(retryWait(failed(409), 1, 0, 0), undefined)
  assert.notEqual(retryWait(failed(503), 1, 0, 0), undefined)
  assert.notEqual(retryWait(failed(null), 1, 0, 0), undefined)
})

test('nobody comes back before Retry-After, and nobody waits for hours', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seconds, attempt, chance) => {
        const wait = retryWait(failed(429, 'true', String(seconds)), attempt, chance, 0)
        assert.ok(wait !== undefined && wait >= seconds * 1_000 && wait <= seconds * 1_000 + 2_000)
      },
    ),
  )
  assert.equal(retryWait(failed(429, 'true', '3600'), 1, 0, 0), undefined)
})

test('waits grow to a limit, and half of each is left to chance', () => {
  const wait = (attempt: number, chance: number) => retryWait(failed(null), attempt, chance, 0)
  assert.deepEqual([wait(1, 0), wait(1, 1), wait(2, 0), wait(30, 1)], [125, 250, 250, 8_000])
})

test('Retry-After is seconds or a date', () => {
  assert.equal(readRetryAfter('7', 0), 7_000)
  assert.equal(readRetryAfter('Thu, 01 Jan 1970 00:00:09 GMT', 4_000), 5_000)
  assert.equal(readRetryAfter('soon', 0), undefined)
})
