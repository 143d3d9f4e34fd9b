import { AsyncLocalStorage } from 'node:async_hooks'
import type { World } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Auth } from '../auth/index.ts'
import { TENANTS_KEPT_MAX } from './limits.ts'
import { systemScope } from './sealer.ts'

/** What events and deliveries say of their tenant; it never changes. */
export type TenantFace = { readonly id: string; readonly mode: 'live' | 'sandbox' }
export type Tenants = { of(tenant_id: TenantId): Promise<TenantFace> }

export function createTenants(auth: Pick<Auth, 'ownTenant'>, world: World): Tenants {
  const known = boundedCache<TenantId, Promise<TenantFace>>(TENANTS_KEPT_MAX)
  // Whoever asks may be inside a transaction; the directory is read outside of it.
  const outside = AsyncLocalStorage.snapshot()
  return {
    of(tenant_id) {
      const loaded = known.get(tenant_id)
      if (loaded !== undefined) return loaded
      const loading = outside(() => auth.ownTenant(systemScope(tenant_id, world)))
      known.set(tenant_id, loading)
      loading.catch(() => known.delete(tenant_id))
      return loading
    },
  }
}
