import { boundedCache } from '../../../platform/bounded_cache.ts'
import type { OpenScope, TenantId } from '../../../platform/scope.ts'
import type { Tenant } from '../../auth/index.ts'
import type { PayoutsDeps } from '../deps.ts'
import { TENANTS_REMEMBERED_MAX } from '../limits.ts'
import { type ApprovalPolicy, defaultPolicy } from './approval_policy.ts'
import * as store from './store_policies.ts'

/** The policy that counts for a tenant now. Outside of transactions. */
export type ReadPolicy = (scope: OpenScope) => Promise<ApprovalPolicy>

/** Remembers modes, which never change, and no policies. */
export function createReadPolicy({ db, auth }: Pick<PayoutsDeps, 'db' | 'auth'>): ReadPolicy {
  const modes = boundedCache<TenantId, Tenant['mode']>(TENANTS_REMEMBERED_MAX)
  return async (scope) => {
    const { tenant_id, world } = scope
    const own = await db.withTenant(tenant_id, (tx) => store.activePolicy(tx, tenant_id))
    if (own !== undefined) return own
    const mode = modes.get(tenant_id) ?? (await auth.ownTenant(scope)).mode
    modes.set(tenant_id, mode)
    return defaultPolicy(mode, world.now())
  }
}
