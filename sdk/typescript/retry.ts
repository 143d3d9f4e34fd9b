const FIRST_WAIT_MS = 250
const WAIT_MS_MAX = 8_000
/** A server that asks for more patience than this is given no other try. */
const RETRY_AFTER_MS_MAX = 300_000
/** Statuses worth another try when nobody says so: those of proxies and of a server that starts. */
const passing = new Set([408, 425, 429, 502, 503, 504])

/** What is known of a try that did not succeed. A lost connection has no status. */
export type Failed = {
  readonly status: number | null
  /** `Florin-Should-Retry`, which beats the status. */
  readonly should_retry: string | null
  readonly retry_after: string | null
}

/**
 * How long to wait before the same request is sent again, in milliseconds; undefined: it must not be. `attempt` counts
 * from 1, `chance` is between 0 and 1. Every request carries one idempotency key over all tries, so a lost answer is
 * always worth another one.
 */
export function retryWait(
  failed: Failed,
  attempt: number,
  chance: number,
  now_ms: number,
): number | undefined {
  const { status, should_retry } = failed
  const isWorth =
    status === null || (should_retry === null ? passing.has(status) : should_retry.toLowerCase() === 'true')
  if (!isWorth) return undefined
  const asked = readRetryAfter(failed.retry_after, now_ms)
  if (asked !== undefined && asked > RETRY_AFTER_MS_MAX) return undefined
  const grown = Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 20))
  // Half of it is left to chance, so that those who failed together do not come back together.
  const own = grown / 2 + (grown / 2) * chance
  return asked === undefined ? own : asked + own / 4
}

/** `Retry-After` in milliseconds: whole seconds or a date (RFC 9110 §10.2.3). Undefined when it is neither. */
export function readRetryAfter(text: string | null, now_ms: number): number | undefined {
  if (text === null) return undefined
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now_ms)
}
