import { err, ok, type Result } from '../../kernel/result.ts'
import { type Instant, instant, plusMs, type VirtualClock } from '../../kernel/world.ts'
import { CLOCK_AHEAD_MS_MAX } from './limits.ts'

/** `to` and `by_ms` go forward, whether the clock runs or stands. */
export type ClockMove =
  | { readonly move: 'by'; readonly by_ms: number }
  | { readonly move: 'to'; readonly to: Instant }
  | { readonly move: 'freeze' }
  | { readonly move: 'resume' }
export type ClockRefusal = 'clock_backwards' | 'clock_too_far'

/** What a sandbox's clock shows while the wall clock shows `wall`. */
export const shownBy = ({ frozen_at, offset_us }: VirtualClock, wall: Instant): Instant =>
  frozen_at ?? instant(wall + offset_us)

/**
 * The clock after a move. It never shows an earlier time than before, and while it runs it is never behind the
 * wall: a clock that stood still for longer than it was ahead jumps to the wall's time when it is resumed.
 *
 * Errors: `clock_backwards` for a `to` that lies before what it shows, `clock_too_far` beyond CLOCK_AHEAD_MS_MAX.
 */
export function moveClock(
  clock: VirtualClock,
  wall: Instant,
  move: ClockMove,
): Result<VirtualClock, ClockRefusal> {
  const shown = shownBy(clock, wall)
  switch (move.move) {
    case 'freeze':
      return ok({ frozen_at: shown, offset_us: clock.offset_us })
    case 'resume':
      return ok(clock.frozen_at === null ? clock : { frozen_at: null, offset_us: Math.max(0, shown - wall) })
    case 'by':
    case 'to': {
      const limit = plusMs(wall, CLOCK_AHEAD_MS_MAX)
      // Compared before it is added: what is far beyond the limit may not even be an instant.
      if (move.move === 'by' && move.by_ms > CLOCK_AHEAD_MS_MAX) return err('clock_too_far')
      const target = move.move === 'to' ? move.to : plusMs(shown, move.by_ms)
      if (target < shown) return err('clock_backwards')
      if (target > limit) return err('clock_too_far')
      return ok(
        clock.frozen_at === null
          ? { frozen_at: null, offset_us: target - wall }
          : { frozen_at: target, offset_us: clock.offset_us },
      )
    }
  }
}
