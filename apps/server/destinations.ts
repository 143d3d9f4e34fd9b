import type { World } from '../../kernel/world.ts'
import type { Destinations } from '../../modules/rails/index.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import { faultOfAddress, type Resolve, resolveAll } from '../../platform/outbound/safe_connect.ts'
import type { DialPolicy } from '../../platform/outbound/safe_url.ts'
import type { TenantId } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import { isSimulated } from './simulated_acquirers.ts'

const POLICIES_KEPT_MAX = 10_000
const live: DialPolicy = { may_loop_back: false }
const sandbox: DialPolicy = { may_loop_back: true }

/**
 * Where acquirer accounts may lead (reliability.md B7): public addresses, by https or as a host of ISO 8583. A sandbox may
 * also have them on this machine, and at the simulated acquirers.
 */
export function destinationsOf(deps: { db: Database; world: World; resolve?: Resolve }): Destinations {
  const { db } = deps
  const reach = { resolve: resolveAll, ...deps }
  const known = boundedCache<TenantId, DialPolicy>(POLICIES_KEPT_MAX)
  return {
    async policyOf(tenant_id) {
      const kept = known.get(tenant_id)
      if (kept !== undefined) return kept
      const clock = (await readClocks(db, [tenant_id])).get(tenant_id)
      // Only a sandbox has a clock of its own. One that was not opened yet is remembered once it is.
      const policy = clock === null || clock === undefined ? live : sandbox
      if (clock !== undefined) known.set(tenant_id, policy)
      return policy
    },
    faultOf: async (url, policy) =>
      policy.may_loop_back && URL.canParse(url) && isSimulated({ url })
        ? undefined
        : faultOfAddress(reach, url, policy),
  }
}
