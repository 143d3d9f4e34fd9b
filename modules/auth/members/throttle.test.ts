import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Instant, instant, plusMs } from '../../../kernel/world.ts'
import { FAILURES_KEPT_MS, FREE_FAILURES, SESSION_IDLE_MS, SESSION_MS, WAIT_MS_MAX } from './limits.ts'
import { idleExpiry, isFresh, isOver } from './session.ts'
import { begun, blockedUntil, takenBack, type Throttle, type ThrottleKind, waitMs } from './throttle.ts'

const start = instant(1_800_000_000_000_000)
const kind = fc.constantFrom<ThrottleKind>('email', 'address')

test('waits grow with every failure, are never shorter than before, and end', () => {
  fc.assert(
    fc.property(kind, fc.integer({ min: 1, max: 10_000 }), (of, failures) => {
      const [wait, next] = [waitMs(of, failures), waitMs(of, failures + 1)]
      assert.ok(next >= wait && next <= WAIT_MS_MAX)
      assert.ok(wait === 0 || wait === WAIT_MS_MAX || next > wait || next === WAIT_MS_MAX)
    }),
  )
  assert.equal(waitMs('email', FREE_FAILURES), 0)
  assert.ok(waitMs('email', FREE_FAILURES + 1) > 0)
})

/** What somebody does who guesses as fast as they may, or slower. */
const guesses = fc.array(fc.integer({ min: 0, max: 3_600_000 }), { minLength: 1, maxLength: 60 })

test('whenever somebody tries, no more guesses are looked at than the waits allow', () => {
  fc.assert(
    fc.property(kind, guesses, (of, pauses_ms) => {
      let now: Instant = start
      let state: Throttle | undefined
      let looked_at = 0
      for (const pause_ms of pauses_ms) {
        now = plusMs(now, pause_ms)
        const until = blockedUntil(state, now)
        if (until !== undefined) {
          assert.ok(until > now && until <= plusMs(now, WAIT_MS_MAX))
          continue
        }
        const old: Throttle | undefined = state
        state = begun(of, state, now)
        looked_at += 1
        const isForgotten: boolean = old === undefined || plusMs(old.last_at, FAILURES_KEPT_MS) <= now
        assert.equal(state.failures, isForgotten ? 1 : (old?.failures ?? 0) + 1)
        assert.equal(state.free_at, plusMs(now, waitMs(of, state.failures)))
      }
      assert.ok(state !== undefined && state.failures <= looked_at)
    }),
  )
})

test('a right try takes itself back and no failure before it', () => {
  fc.assert(
    fc.property(kind, fc.integer({ min: 0, max: 100 }), (of, failures) => {
      const state = { failures, free_at: start, last_at: start }
      const back = takenBack(begun(of, state, start), start)
      assert.equal(back.failures, failures)
      assert.equal(blockedUntil(back, start), undefined)
    }),
  )
})

test('a session ends when it is idle or old, whichever is first, and is fresh for ten minutes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: SESSION_IDLE_MS * 1.2 }), { maxLength: 80 }),
      (pauses_ms) => {
        const ends_at = plusMs(start, SESSION_MS)
        let [last_seen_at, now] = [start, start]
        for (const pause_ms of pauses_ms) {
          now = plusMs(now, pause_ms)
          const session = { last_seen_at, ends_at, proved_at: start }
          const expected = pause_ms >= SESSION_IDLE_MS || now >= ends_at
          assert.equal(isOver(session, now), expected)
          assert.ok(idleExpiry(session) <= ends_at)
          assert.equal(isFresh(session, now), now - start < 600_000_000)
          if (expected) return
          last_seen_at = now
        }
      },
    ),
  )
})
