import type { TenantId } from '../../platform/scope.ts'
import { FAST_PATH_SKIPS_MAX } from './limits.ts'

/** Tenants that are remembered; beyond that all are tried anew, which costs each at most one refused attempt. */
const TENANTS_MAX = 10_000

/**
 * Whether the fast path is worth an attempt. A refused one costs a third of the batch for nothing, and a tenant whose
 * batches hold refused transfers will likely go on so: after several refusals in a row the next batches skip it, 1, 2,
 * 4, … up to FAST_PATH_SKIPS_MAX of them between two attempts. Decides about cost only, never about an outcome.
 */
export type FastOdds = {
  isWorthTrying(tenant_id: TenantId): boolean
  refused(tenant_id: TenantId): void
  posted(tenant_id: TenantId): void
}

export function createFastOdds(): FastOdds {
  const tenants = new Map<TenantId, { skips: number; left: number }>()
  return {
    isWorthTrying(tenant_id) {
      const odds = tenants.get(tenant_id)
      if (odds === undefined || odds.left === 0) return true
      odds.left -= 1
      return false
    },
    refused(tenant_id) {
      if (tenants.size >= TENANTS_MAX) tenants.clear()
      const before = tenants.get(tenant_id)
      const skips = before === undefined ? 0 : Math.min(FAST_PATH_SKIPS_MAX, Math.max(1, before.skips * 2))
      tenants.set(tenant_id, { skips, left: skips })
    },
    posted: (tenant_id) => void tenants.delete(tenant_id),
  }
}
