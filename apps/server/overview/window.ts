import { dayOf, type Instant, instant, plusMs, startOfDay } from '../../../kernel/world.ts'

export type Bucket = 'hour' | 'day'
/** Whole hours or days of UTC that end with the current one. */
export type Window = { readonly from: Instant; readonly bucket: Bucket; readonly starts: readonly Instant[] }

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** One day is shown by the hour unless asked otherwise, more by the day. */
export function windowOf(now: Instant, days: number, bucket: Bucket = days === 1 ? 'hour' : 'day'): Window {
  const width_ms = bucket === 'hour' ? HOUR_MS : DAY_MS
  const count = bucket === 'hour' ? days * 24 : days
  const hour_us = HOUR_MS * 1_000
  const current = bucket === 'hour' ? instant(now - (now % hour_us)) : startOfDay(dayOf(now))
  const from = plusMs(current, -(count - 1) * width_ms)
  return { from, bucket, starts: Array.from({ length: count }, (_, index) => plusMs(from, index * width_ms)) }
}
