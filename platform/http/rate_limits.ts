import { boundedCache } from '../bounded_cache.ts'
import { BUCKET_LOOKS, BUCKETS_MAX } from './limits.ts'
import {
  type Bucket,
  fullBucket,
  isFull,
  policyItem,
  type Rate,
  stateItem,
  take,
  waitMs,
} from './token_bucket.ts'

export type RouteClass = 'money' | 'write' | 'read' | 'report'
export type LimitReason = 'key' | 'route' | 'object' | 'address'

export type RateRules = {
  /** All requests of one key. */
  readonly key: Rate
  /** One key on one route, by the kind of route. */
  readonly route: Readonly<Record<RouteClass, Rate>>
  /** One object of one tenant, on routes that name one. */
  readonly object: Rate
  /** Failed credentials from one address. */
  readonly address: Rate
}

/** Generous: they stop a runaway loop, not a busy customer. An operator sets what the machine can bear. */
export const defaultRates: RateRules = {
  key: { count: 50_000, window_s: 1 },
  route: {
    money: { count: 40_000, window_s: 1 },
    write: { count: 20_000, window_s: 1 },
    read: { count: 20_000, window_s: 1 },
    report: { count: 600, window_s: 60 },
  },
  object: { count: 40_000, window_s: 1 },
  address: { count: 300, window_s: 60 },
}

export type Refused = { readonly reason: LimitReason; readonly retry_after_ms: number }

export type RateLimits = {
  /** Takes a token of the key and one of its route; the text for the `RateLimit` header goes into `state`. */
  request(credential_id: string, route_index: number, route_class: RouteClass, now_ms: number): Taken
  /** Takes a token of one object, such as an account; `state` goes behind that of the request. */
  object(tenant_and_object: string, now_ms: number): Taken
  /** Whether this address failed too often to be let near the credentials again. */
  isBarred(address: string, now_ms: number): Refused | null
  failedFrom(address: string, now_ms: number): void
  /** What stands in `RateLimit-Policy`, by the kind of route. */
  readonly policies: Readonly<Record<RouteClass, string>>
  /** The same of routes that name an object. */
  readonly object_policies: Readonly<Record<RouteClass, string>>
}
export type Taken = { readonly refused: Refused | null; readonly state: string }

type KeyBuckets = { readonly key: Bucket; readonly routes: Bucket[] }

/**
 * Token buckets per key, per key and route, per object, and for failed credentials per address. Time is the
 * caller's, in milliseconds of `World.elapsed_ms`. Memory is bounded: at most BUCKETS_MAX of each kind; what is full, or
 * was not used for longest, is forgotten first. Headers follow draft-ietf-httpapi-ratelimit-headers-10.
 */
export function createRateLimits(rules: RateRules): RateLimits {
  const keys = createKeyBuckets(rules.key)
  const objects = createBuckets(rules.object)
  const addresses = createBuckets(rules.address)
  return {
    request(credential_id, route_index, route_class, now_ms) {
      const { key, routes } = keys(credential_id, now_ms)
      const rate = rules.route[route_class]
      const route = (routes[route_index] ??= fullBucket(rate, now_ms))
      const state = (): string => `${stateItem('key', key, rules.key)}, ${stateItem('route', route, rate)}`
      if (!take(key, rules.key, now_ms)) return { refused: refusedBy('key', key, rules.key), state: state() }
      if (!take(route, rate, now_ms)) return { refused: refusedBy('route', route, rate), state: state() }
      return { refused: null, state: state() }
    },
    object(name, now_ms) {
      const bucket = objects.of(name, now_ms)
      const refused = take(bucket, rules.object, now_ms) ? null : refusedBy('object', bucket, rules.object)
      return { refused, state: stateItem('object', bucket, rules.object) }
    },
    isBarred(address, now_ms) {
      const bucket = addresses.known(address)
      if (bucket === undefined || isFull(bucket, rules.address, now_ms) || bucket.tokens >= 1) return null
      return refusedBy('address', bucket, rules.address)
    },
    failedFrom(address, now_ms) {
      take(addresses.of(address, now_ms), rules.address, now_ms)
    },
    policies: policiesOf(rules),
    object_policies: policiesOf(rules, `, ${policyItem('object', rules.object)}`),
  }
}

const refusedBy = (reason: LimitReason, bucket: Bucket, rate: Rate): Refused => ({
  reason,
  retry_after_ms: waitMs(bucket, rate),
})

/**
 * Buckets by name, that which was used longest ago first. A full one says no more than a fresh one and is forgotten, so
 * that mostly there are few: to remember every object that was named lately cost twice as much.
 */
function createBuckets(rate: Rate) {
  const buckets = new Map<string, Bucket>()
  const forget = (now_ms: number): void => {
    let looks = BUCKET_LOOKS
    for (const [name, bucket] of buckets) {
      if (buckets.size < BUCKETS_MAX && (looks-- === 0 || !isFull(bucket, rate, now_ms))) return
      buckets.delete(name)
    }
  }
  return {
    known: (name: string): Bucket | undefined => buckets.get(name),
    of(name: string, now_ms: number): Bucket {
      forget(now_ms)
      const known = buckets.get(name)
      if (known !== undefined) buckets.delete(name)
      const bucket = known ?? fullBucket(rate, now_ms)
      buckets.set(name, bucket)
      return bucket
    },
  }
}

function createKeyBuckets(rate: Rate): (credential_id: string, now_ms: number) => KeyBuckets {
  const keys = boundedCache<string, KeyBuckets>(BUCKETS_MAX)
  return (credential_id, now_ms) => {
    const known = keys.get(credential_id)
    if (known !== undefined) return known
    const fresh = { key: fullBucket(rate, now_ms), routes: [] }
    keys.set(credential_id, fresh)
    return fresh
  }
}

const policiesOf = (rules: RateRules, more = ''): Record<RouteClass, string> => {
  const of = (rate: Rate): string => `${policyItem('key', rules.key)}, ${policyItem('route', rate)}${more}`
  const { money, write, read, report } = rules.route
  return { money: of(money), write: of(write), read: of(read), report: of(report) }
}
