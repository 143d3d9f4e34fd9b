import type { BreakerState } from './breaker.machine.ts'
import { breakerMachine } from './breaker.machine.ts'

/** How breakers judge. Times are of the wall clock, whatever a tenant's own clock says. */
export const breakerSettings = {
  window_ms: 30_000,
  buckets: 10,
  /** Fewer calls than this in the window say nothing. */
  calls_min: 10,
  /** The share of failures at which it opens. */
  failures_share: 0.5,
  /** How long it stays open at first; doubled with each relapse, up to the greatest. */
  open_ms: 15_000,
  open_ms_max: 240_000,
  /** Probes under way at once, and how many must go well to close it. */
  probes: 3,
  /** A probe without a result for this long is given up. */
  probe_ms: 60_000,
} as const
const { buckets, window_ms } = breakerSettings
const BUCKET_MS = window_ms / buckets

/** One breaker as it stands: plain values, so that it can be shown and compared. */
export type Breaker = {
  state: BreakerState
  /** When it came into its state, in milliseconds of the wall clock. */
  since_ms: number
  /** How often it opened without closing in between. */
  openings: number
  probes_out: number
  probes_good: number
  /** Number of the newest bucket: time divided by the length of a bucket. */
  bucket: number
  readonly calls: number[]
  readonly failures: number[]
  readonly took_ms: number[]
}

const zeros = (): number[] => Array.from({ length: buckets }, () => 0)

export const newBreaker = (now_ms: number): Breaker => ({
  state: 'closed',
  since_ms: now_ms,
  openings: 0,
  probes_out: 0,
  probes_good: 0,
  bucket: Math.floor(now_ms / BUCKET_MS),
  calls: zeros(),
  failures: zeros(),
  took_ms: zeros(),
})

/** How long it stays open, by how often it opened in a row. */
export const openFor_ms = ({ openings }: Breaker): number =>
  Math.min(breakerSettings.open_ms * 2 ** Math.max(0, openings - 1), breakerSettings.open_ms_max)

/** Counts one call. */
export function count(breaker: Breaker, now_ms: number, is_failure: boolean, took_ms: number): void {
  settle(breaker, now_ms)
  const place = breaker.bucket % buckets
  breaker.calls[place] = (breaker.calls[place] ?? 0) + 1
  breaker.took_ms[place] = (breaker.took_ms[place] ?? 0) + took_ms
  if (is_failure) breaker.failures[place] = (breaker.failures[place] ?? 0) + 1
  if (breaker.state === 'half_open') return countProbe(breaker, now_ms, is_failure)
  const { calls, failures_share } = windowOf(breaker)
  if (
    breaker.state === 'closed' &&
    is_failure &&
    calls >= breakerSettings.calls_min &&
    failures_share >= breakerSettings.failures_share
  )
    open(breaker, now_ms, breakerMachine.next('closed', 'trip'))
}

function countProbe(breaker: Breaker, now_ms: number, is_failure: boolean): void {
  if (is_failure) return open(breaker, now_ms, breakerMachine.next('half_open', 'relapse'))
  breaker.probes_out = Math.max(0, breaker.probes_out - 1)
  breaker.probes_good++
  if (breaker.probes_good < breakerSettings.probes) return
  enter(breaker, now_ms, breakerMachine.next('half_open', 'recover'))
  breaker.openings = 0
  // What made it open is over; it must not open it again.
  for (const counts of [breaker.calls, breaker.failures, breaker.took_ms]) counts.fill(0)
}

function open(breaker: Breaker, now_ms: number, state: BreakerState): void {
  enter(breaker, now_ms, state)
  breaker.openings++
}

function enter(breaker: Breaker, now_ms: number, state: BreakerState): void {
  breaker.state = state
  breaker.since_ms = now_ms
  breaker.probes_out = 0
  breaker.probes_good = 0
}

/** Brings it up to the time: old buckets are emptied, an open one that rested enough becomes half open. */
export function settle(breaker: Breaker, now_ms: number): BreakerState {
  const bucket = Math.floor(now_ms / BUCKET_MS)
  for (let next = Math.max(breaker.bucket + 1, bucket - buckets + 1); next <= bucket; next++)
    for (const counts of [breaker.calls, breaker.failures, breaker.took_ms]) counts[next % buckets] = 0
  breaker.bucket = Math.max(breaker.bucket, bucket)
  if (breaker.state === 'open' && now_ms >= breaker.since_ms + openFor_ms(breaker))
    enter(breaker, now_ms, breakerMachine.next('open', 'rest'))
  else if (breaker.state === 'half_open' && now_ms >= breaker.since_ms + breakerSettings.probe_ms) {
    breaker.since_ms = now_ms
    breaker.probes_out = 0
  }
  return breaker.state
}

/** Takes one of the probes of a half-open breaker; false when all are under way. */
export function takeProbe(breaker: Breaker, now_ms: number): boolean {
  settle(breaker, now_ms)
  if (breaker.state !== 'half_open' || breaker.probes_out >= breakerSettings.probes) return false
  breaker.probes_out++
  return true
}

/** What the window holds. Of no calls the share is 0 and the mean null. */
export function windowOf({ calls, failures, took_ms }: Breaker): {
  calls: number
  failures: number
  failures_share: number
  mean_ms: number | null
} {
  const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0)
  const all = sum(calls)
  const bad = sum(failures)
  return {
    calls: all,
    failures: bad,
    failures_share: all === 0 ? 0 : bad / all,
    mean_ms: all === 0 ? null : Math.round(sum(took_ms) / all),
  }
}
