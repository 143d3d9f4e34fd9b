import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Instant, plusMs, simWorld, type VirtualClock } from '../../kernel/world.ts'
import { CLOCK_AHEAD_MS_MAX } from './limits.ts'
import { type ClockMove, moveClock, shownBy } from './sandbox_clock.ts'

const start = simWorld(1n).now()
const running: VirtualClock = { frozen_at: null, offset_us: 0 }
const DAY_MS = 86_400_000

const moved = (clock: VirtualClock, wall: Instant, move: ClockMove): VirtualClock => {
  const result = moveClock(clock, wall, move)
  assert.ok(result.ok, result.ok ? '' : result.error)
  return result.value
}
const refusal = (clock: VirtualClock, wall: Instant, move: ClockMove): string => {
  const result = moveClock(clock, wall, move)
  return result.ok ? 'moved' : result.error
}

const moves = fc.oneof(
  fc.record({ move: fc.constant('by' as const), by_ms: fc.integer({ min: 1, max: 2 * CLOCK_AHEAD_MS_MAX }) }),
  fc.record({
    move: fc.constant('to' as const),
    to: fc.integer({ min: -DAY_MS, max: 1_000 * DAY_MS }).map((ms) => plusMs(start, ms)),
  }),
  fc.constantFrom({ move: 'freeze' as const }, { move: 'resume' as const }),
)
const steps = fc.array(fc.record({ wait_ms: fc.integer({ min: 0, max: 30 * DAY_MS }), move: moves }), {
  maxLength: 30,
})

test('whatever is done to a clock, it never shows an earlier time than before', () => {
  fc.assert(
    fc.property(steps, (list) => {
      let clock = running
      let wall = start
      let shown = shownBy(clock, wall)
      for (const { wait_ms, move } of list) {
        wall = plusMs(wall, wait_ms)
        const result = moveClock(clock, wall, move)
        if (result.ok) clock = result.value
        assert.ok(shownBy(clock, wall) >= shown, `${move.move} set it back`)
        assert.ok(clock.offset_us >= 0, 'the database keeps no negative offset')
        assert.ok(
          clock.frozen_at !== null || shownBy(clock, wall) >= wall,
          'a running clock is not behind the wall',
        )
        shown = shownBy(clock, wall)
      }
    }),
    { numRuns: 500 },
  )
})

test('a clock runs on from where it was moved to', () => {
  const clock = moved(running, start, { move: 'by', by_ms: 3 * DAY_MS })
  assert.equal(shownBy(clock, start), plusMs(start, 3 * DAY_MS))
  assert.equal(shownBy(clock, plusMs(start, 500)), plusMs(start, 3 * DAY_MS + 500))
})

test('a frozen clock stands, can be moved, and runs on from there', () => {
  const frozen = moved(moved(running, start, { move: 'by', by_ms: 100 * DAY_MS }), start, { move: 'freeze' })
  const later = plusMs(start, DAY_MS)
  assert.equal(shownBy(frozen, later), plusMs(start, 100 * DAY_MS))
  const to = plusMs(start, 101 * DAY_MS)
  const advanced = moved(frozen, later, { move: 'to', to })
  assert.equal(shownBy(advanced, plusMs(later, DAY_MS)), to)
  const resumed = moved(advanced, later, { move: 'resume' })
  assert.equal(shownBy(resumed, plusMs(later, 7)), plusMs(to, 7))
})

test('a clock that stood while the wall overtook it jumps to the wall when it is resumed', () => {
  const frozen = moved(running, start, { move: 'freeze' })
  const wall = plusMs(start, DAY_MS)
  assert.equal(shownBy(moved(frozen, wall, { move: 'resume' }), wall), wall)
})

test('a repeat of to, freeze or resume changes nothing', () => {
  const to: ClockMove = { move: 'to', to: plusMs(start, DAY_MS) }
  for (const move of [to, { move: 'freeze' }, { move: 'resume' }] as const) {
    const once = moved(running, start, move)
    assert.deepEqual(moved(once, start, move), once)
  }
})

test('back or too far is refused, and nothing is changed', () => {
  const ahead = moved(running, start, { move: 'by', by_ms: DAY_MS })
  assert.equal(refusal(ahead, start, { move: 'to', to: plusMs(start, DAY_MS - 1) }), 'clock_backwards')
  assert.equal(refusal(ahead, start, { move: 'by', by_ms: CLOCK_AHEAD_MS_MAX }), 'clock_too_far')
  assert.equal(refusal(running, start, { move: 'by', by_ms: Number.MAX_SAFE_INTEGER }), 'clock_too_far')
  assert.equal(refusal(running, start, { move: 'by', by_ms: CLOCK_AHEAD_MS_MAX }), 'moved')
})
