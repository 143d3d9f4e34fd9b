import { type Instant, plusMs } from '../../../kernel/world.ts'
import { inquirySchedule } from './facts/inquiry.ts'

/** When to ask next about an outcome, after `asked` inquiries; null: nobody asks any more, a person looks at it. */
export function nextInquiry(kind: 'unknown' | 'pending', asked: number, at: Instant): Instant | null {
  const wait_ms = inquirySchedule(at).value[kind][asked]
  return wait_ms === undefined ? null : plusMs(at, wait_ms)
}

/**
 * When to ask next about an operation that began at `began`, by the same schedule, however often it was asked about
 * until `at`; null: nobody asks any more, a person looks at it.
 */
export function inquiryAfter(kind: 'unknown' | 'pending', began: Instant, at: Instant): Instant | null {
  let due = began
  for (const wait_ms of inquirySchedule(at).value[kind]) {
    due = plusMs(due, wait_ms)
    if (due > at) return due
  }
  return null
}
