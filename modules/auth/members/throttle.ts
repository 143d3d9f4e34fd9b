import { hash } from 'node:crypto'
import { type Instant, plusMs } from '../../../kernel/world.ts'
import {
  FAILURES_KEPT_MS,
  FREE_FAILURES,
  FREE_FAILURES_ADDRESS,
  WAIT_FIRST_MS,
  WAIT_MS_MAX,
} from './limits.ts'

/** What is known of one email or one address: how often it failed, and from when on it may try again. */
export type Throttle = { readonly failures: number; readonly free_at: Instant; readonly last_at: Instant }
export type ThrottleKind = 'email' | 'address'
/** `key` is what it is stored by: nobody learns from the table who tried to sign in. */
export type ThrottleSubject = { readonly kind: ThrottleKind; readonly key: string }

const free_failures: Readonly<Record<ThrottleKind, number>> = {
  email: FREE_FAILURES,
  address: FREE_FAILURES_ADDRESS,
}

export const throttleSubject = (kind: ThrottleKind, text: string): ThrottleSubject => ({
  kind,
  key: hash('sha256', `${kind}\0${text}`, 'base64url'),
})

/** How long one waits after so many failures: nothing for the first ones, then twice as long each time. */
export function waitMs(kind: ThrottleKind, failures: number): number {
  const beyond = failures - free_failures[kind]
  return beyond <= 0 ? 0 : Math.min(WAIT_MS_MAX, WAIT_FIRST_MS * 2 ** Math.min(beyond - 1, 30))
}

/** When the next try is allowed, if that is not now. */
export const blockedUntil = (state: Throttle | undefined, now: Instant): Instant | undefined =>
  state !== undefined && state.free_at > now ? state.free_at : undefined

/**
 * The state once a try has begun. It counts as failed until it is known to be right: of a thousand tries at once only as
 * many get through as may fail.
 */
export function begun(kind: ThrottleKind, state: Throttle | undefined, now: Instant): Throttle {
  const isOld = state === undefined || plusMs(state.last_at, FAILURES_KEPT_MS) <= now
  const failures = isOld ? 1 : state.failures + 1
  return { failures, free_at: plusMs(now, waitMs(kind, failures)), last_at: now }
}

/** The state of an address after a try was right: that one try is taken back, and no other. */
export const takenBack = (state: Throttle, now: Instant): Throttle => ({
  ...state,
  failures: Math.max(0, state.failures - 1),
  free_at: now,
})
