import type { Id } from '../../kernel/id.ts'
import { type Instant, instant, type World } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { CardOperation, CardOutcome } from '../rails/index.ts'
import type { BreakerState } from './breaker.machine.ts'
import {
  type Breaker,
  breakerSettings,
  count,
  newBreaker,
  openFor_ms,
  settle,
  takeProbe,
  windowOf,
} from './breaker.ts'
import { technicalCodes } from './facts/technical_codes.ts'
import { BREAKER_TENANTS_MAX, BREAKERS_PER_TENANT_MAX } from './limits.ts'

/** What of an outcome a breaker looks at. */
export type Observed = Pick<CardOutcome, 'kind'> & { readonly code?: string }

/**
 * Whether an outcome speaks against the account. A decline never does: the card's issuer answered, so the acquirer
 * works. A `rejected` does when its code says that something does not work.
 */
export function isFailure({ kind, code = '' }: Observed): boolean {
  switch (kind) {
    case 'not_sent':
    case 'unknown':
      return true
    case 'rejected':
      return technicalCodes.codes.has(code.toLowerCase())
    case 'approved':
    case 'declined':
    case 'pending':
    case 'not_found':
      return false
  }
}

/** One breaker, as it is shown. */
export type BreakerView = {
  readonly account: Id<'aca'>
  readonly operation: CardOperation
  readonly state: BreakerState
  /** Of the wall clock. */
  readonly since: Instant
  /** When an open one becomes half open. */
  readonly rests_until: Instant | null
  readonly calls: number
  readonly failures: number
  readonly mean_ms: number | null
}

/** What a choice looks at: only accounts that are not well stand in it. */
export type Unwell = {
  readonly state: 'open' | 'half_open'
  readonly failures_share: number
  readonly has_probe: boolean
}
export type Health = ReadonlyMap<Id<'aca'>, Unwell>

export type Breakers = {
  observe(
    tenant_id: TenantId,
    account: Id<'aca'>,
    operation: CardOperation,
    outcome: Observed,
    took_ms: number,
  ): void
  /** The accounts that are not well for an operation, as of now. */
  health(tenant_id: TenantId, operation: CardOperation): Health
  takeProbe(tenant_id: TenantId, account: Id<'aca'>, operation: CardOperation): boolean
  /** By account, then operation. */
  list(tenant_id: TenantId): BreakerView[]
}
type Named = { readonly account: Id<'aca'>; readonly operation: CardOperation; readonly breaker: Breaker }

const HEALTHY: Health = new Map()
const instantOf = (ms: number): Instant => instant(Math.round(ms * 1000))

/** Breakers of this process, in memory, bounded; `world` is the wall's. What is forgotten counts as well. */
export function createBreakers({ world }: { world: World }): Breakers {
  const tenants = boundedCache<TenantId, Map<string, Named>>(BREAKER_TENANTS_MAX)
  const nowMs = (): number => world.now() / 1000
  const namedFor = (tenant_id: TenantId): Map<string, Named> => {
    const known = tenants.get(tenant_id)
    if (known !== undefined) return known
    const made = new Map<string, Named>()
    tenants.set(tenant_id, made)
    return made
  }
  return {
    observe(tenant_id, account, operation, outcome, took_ms) {
      const named = namedFor(tenant_id)
      const key = `${account} ${operation}`
      let found = named.get(key)
      if (found === undefined) {
        if (named.size >= BREAKERS_PER_TENANT_MAX) return
        named.set(key, (found = { account, operation, breaker: newBreaker(nowMs()) }))
      }
      count(found.breaker, nowMs(), isFailure(outcome), took_ms)
    },
    health(tenant_id, operation) {
      const named = tenants.get(tenant_id)
      return named === undefined ? HEALTHY : healthOf(named.values(), operation, nowMs())
    },
    takeProbe(tenant_id, account, operation) {
      const found = tenants.get(tenant_id)?.get(`${account} ${operation}`)
      return found !== undefined && takeProbe(found.breaker, nowMs())
    },
    list(tenant_id) {
      const views = [...(tenants.get(tenant_id)?.values() ?? [])].map((named) => viewOf(named, nowMs()))
      return views.sort((a, b) => (a.account + a.operation < b.account + b.operation ? -1 : 1))
    },
  }
}

/** No map is made while all is well, which is nearly always. */
function healthOf(named: Iterable<Named>, operation: CardOperation, now_ms: number): Health {
  let unwell: Map<Id<'aca'>, Unwell> | undefined
  for (const { account, operation: own, breaker } of named) {
    if (own !== operation || breaker.state === 'closed') continue
    const state = settle(breaker, now_ms)
    if (state === 'closed') continue
    const has_probe = state === 'half_open' && breaker.probes_out < breakerSettings.probes
    unwell ??= new Map()
    unwell.set(account, { state, has_probe, failures_share: windowOf(breaker).failures_share })
  }
  return unwell ?? HEALTHY
}

function viewOf({ account, operation, breaker }: Named, now_ms: number): BreakerView {
  settle(breaker, now_ms)
  const { calls, failures, mean_ms } = windowOf(breaker)
  const { state, since_ms } = breaker
  return {
    account,
    operation,
    state,
    since: instantOf(since_ms),
    rests_until: state === 'open' ? instantOf(since_ms + openFor_ms(breaker)) : null,
    calls,
    failures,
    mean_ms,
  }
}
