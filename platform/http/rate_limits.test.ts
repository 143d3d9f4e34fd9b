import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BUCKETS_MAX } from './limits.ts'
import { createRateLimits, defaultRates } from './rate_limits.ts'
import { fullBucket, type Rate, take, waitMs } from './token_bucket.ts'

test('a bucket never lets through more than its count and what was refilled since', () => {
  const steps = fc.array(fc.nat(3_000), { maxLength: 200 })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 10 }),
      steps,
      (count, window_s, waits) => {
        const rate: Rate = { count, window_s }
        const bucket = fullBucket(rate, 0)
        let now = 0
        let taken = 0
        for (const wait of waits) {
          now += wait
          if (take(bucket, rate, now)) taken++
          assert.ok(taken <= count + (now * count) / (window_s * 1000) + 1e-6)
        }
      },
    ),
  )
})

test('whoever waits as long as told gets through', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 60 }), (count, window_s) => {
      const rate = { count, window_s }
      const bucket = fullBucket(rate, 0)
      while (take(bucket, rate, 0));
      assert.ok(take(bucket, rate, waitMs(bucket, rate)))
    }),
  )
})

test('a clock that stands still or goes back gives nothing', () => {
  const rate = { count: 1, window_s: 1 }
  const bucket = fullBucket(rate, 5_000)
  assert.equal(take(bucket, rate, 5_000), true)
  assert.equal(take(bucket, rate, 5_000), false)
  assert.equal(take(bucket, rate, 1_000), false)
  assert.equal(take(bucket, rate, 5_000), false, 'the time between was counted once')
})

test('an object that is limited stays so among many others that are named once', () => {
  const limits = createRateLimits({ ...defaultRates, object: { count: 2, window_s: 1 } })
  const isRefused = (name: string, now_ms: number): boolean => limits.object(name, now_ms).refused !== null
  const refusals = Array.from({ length: 2_000 }, (_, now_ms) => {
    for (const other of ['a', 'b', 'c']) assert.equal(isRefused(`${other}${now_ms}`, now_ms), false)
    return isRefused('busy', now_ms)
  })
  // Two at once, and one each half of a second.
  const taken = refusals.flatMap((refused, now_ms) => (refused ? [] : [now_ms]))
  assert.deepEqual(taken, [0, 1, 500, 1_000, 1_500])
})

test('memory is bounded however many objects are named, and the busy ones are kept longest', () => {
  const limits = createRateLimits({ ...defaultRates, object: { count: 2, window_s: 1_000 } })
  const isRefused = (name: string): boolean => limits.object(name, 0).refused?.reason === 'object'
  for (const name of ['busy', 'idle']) {
    limits.object(name, 0)
    limits.object(name, 0)
    assert.ok(isRefused(name))
  }
  for (let index = 0; index < BUCKETS_MAX; index++) {
    limits.object(`o${index}`, 0)
    if (index % 1_000 === 0) assert.ok(isRefused('busy'))
  }
  assert.ok(isRefused('busy'))
  assert.equal(isRefused('idle'), false, 'forgotten, so it begins anew')
})
