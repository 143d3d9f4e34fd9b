import type { Id } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { MerchantView } from './parties_view.ts'
import {
  DEFAULT_MERCHANTS_REMEMBERED_MAX,
  MERCHANT_CACHED_MS,
  MERCHANT_SETTLE_MS,
  MERCHANTS_CACHED_MAX,
} from './parties_limits.ts'

export type MerchantCache = {
  get(tenant_id: TenantId, id: Id<'mer'>): MerchantView | undefined
  /** `read_ms`: when the read began. What was read before a change may be from before it, and is not kept. */
  keep(tenant_id: TenantId, view: MerchantView, read_ms: number): void
  /** The transaction that made a change ends after this call, so nothing of the tenant is trusted for a while. */
  distrust(tenant_id: TenantId): void
}

/** Merchants by real time, in memory, for the hot path. Bounded: those used last stay. */
export function createMerchantCache(world: Pick<World, 'elapsed_ms'>): MerchantCache {
  const views = boundedCache<string, { view: MerchantView; until_ms: number }>(MERCHANTS_CACHED_MAX)
  const distrusted = boundedCache<TenantId, number>(DEFAULT_MERCHANTS_REMEMBERED_MAX)
  const trustedFrom = (tenant_id: TenantId): number => distrusted.get(tenant_id) ?? Number.NEGATIVE_INFINITY
  return {
    get(tenant_id, id) {
      const now = world.elapsed_ms()
      const known = views.get(`${tenant_id}:${id}`)
      if (known === undefined || known.until_ms <= now || trustedFrom(tenant_id) > now) return undefined
      return known.view
    },
    keep(tenant_id, view, read_ms) {
      if (trustedFrom(tenant_id) > read_ms) return
      views.set(`${tenant_id}:${view.id}`, { view, until_ms: read_ms + MERCHANT_CACHED_MS })
    },
    distrust(tenant_id) {
      distrusted.set(tenant_id, world.elapsed_ms() + MERCHANT_SETTLE_MS)
    },
  }
}
