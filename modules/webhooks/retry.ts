import { type Instant, plusMs, type World } from '../../kernel/world.ts'
import { JITTER_SHARE, RETRY_AFTER_MS_MAX, RETRY_WAITS_MS } from './limits.ts'

/**
 * When a delivery goes out again after its `tries`-th failure in a row, or null when that was the last. Later when the
 * receiver asked for it with Retry-After, never earlier than the schedule says.
 */
export function retryAt(world: World, tries: number, retry_after: string | undefined): Instant | null {
  const wait_ms = RETRY_WAITS_MS[tries - 1]
  if (wait_ms === undefined) return null
  const chance = Buffer.from(world.random(4)).readUInt32BE(0) / 2 ** 32
  const jittered = wait_ms * (1 + JITTER_SHARE * chance)
  return plusMs(world.now(), Math.max(jittered, askedFor(retry_after, world.now())))
}

/** Seconds, or a date (RFC 9110 §10.2.3), as milliseconds from now; what cannot be read asks for nothing. */
function askedFor(text: string | undefined, now: Instant): number {
  if (text === undefined) return 0
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - now / 1_000
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), RETRY_AFTER_MS_MAX) : 0
}
