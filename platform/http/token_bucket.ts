/** `count` requests each `window_s` seconds, refilled evenly; all of them may come at once. */
export type Rate = { readonly count: number; readonly window_s: number }

export type Bucket = { tokens: number; at_ms: number }

export const fullBucket = (rate: Rate, now_ms: number): Bucket => ({ tokens: rate.count, at_ms: now_ms })

/** A request that began before the one that came last gives nothing, and nothing to the next one either. */
function refill(bucket: Bucket, rate: Rate, now_ms: number): void {
  if (now_ms <= bucket.at_ms) return
  const gained = ((now_ms - bucket.at_ms) * rate.count) / (rate.window_s * 1000)
  bucket.tokens = Math.min(rate.count, bucket.tokens + gained)
  bucket.at_ms = now_ms
}

/** Takes one token if there is one. */
export function take(bucket: Bucket, rate: Rate, now_ms: number): boolean {
  refill(bucket, rate, now_ms)
  if (bucket.tokens < 1) return false
  bucket.tokens -= 1
  return true
}

/** True when the bucket says no more than a fresh one would, so that it can be forgotten. */
export function isFull(bucket: Bucket, rate: Rate, now_ms: number): boolean {
  refill(bucket, rate, now_ms)
  return bucket.tokens >= rate.count
}

/** How long until one token is there, in milliseconds. */
export const waitMs = (bucket: Bucket, rate: Rate): number =>
  Math.max(0, Math.ceil(((1 - bucket.tokens) * rate.window_s * 1000) / rate.count))

/** One item of the `RateLimit` header: what is left, and in how many seconds all of it is back. */
export const stateItem = (name: string, bucket: Bucket, rate: Rate): string =>
  `"${name}";r=${Math.floor(bucket.tokens)};t=${Math.ceil(((rate.count - bucket.tokens) * rate.window_s) / rate.count)}`

/** One item of `RateLimit-Policy`: the quota and its window. */
export const policyItem = (name: string, rate: Rate): string => `"${name}";q=${rate.count};w=${rate.window_s}`
