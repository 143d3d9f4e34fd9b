import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { World } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import { compileRules, type RuleSet } from './compile_rules.ts'
import { defaultRuleSet } from './default_rules.ts'
import { RULES_CACHED_MAX, RULES_CACHED_MS_MAX, RULES_SETTLE_MS } from './limits.ts'
import { findActive } from './store_rules.ts'

type Entry = { readonly rules: Promise<RuleSet>; readonly read_ms: number }

/** The active rules of tenants, in memory; requests that come together share one read. */
export type RuleCache = {
  read(scope: Pick<OpenScope, 'tenant_id'>): Promise<RuleSet>
  /** The tenant's rules are being changed by a transaction that has not ended yet. */
  distrust(tenant_id: TenantId): void
}

/** `world` is the wall's: a sandbox's frozen clock must not keep old rules for ever. */
export function createRuleCache({ db, world }: { db: Database; world: World }): RuleCache {
  const entries = boundedCache<TenantId, Entry>(RULES_CACHED_MAX)
  const unsettled = boundedCache<TenantId, number>(RULES_CACHED_MAX)
  const load = (tenant_id: TenantId): Promise<RuleSet> => {
    const rules = db.withTenant(tenant_id, async (tx) => {
      const active = await findActive(tx, tenant_id)
      return active === undefined ? defaultRuleSet : compileRules(active.definition, active)
    })
    const entry = { rules, read_ms: world.elapsed_ms() }
    entries.set(tenant_id, entry)
    // A failed read is not remembered.
    rules.catch(() => (entries.get(tenant_id) === entry ? entries.delete(tenant_id) : undefined))
    return rules
  }
  return {
    read({ tenant_id }) {
      const now_ms = world.elapsed_ms()
      const known = entries.get(tenant_id)
      const isSettled = now_ms >= (unsettled.get(tenant_id) ?? 0)
      const isFresh = known !== undefined && now_ms - known.read_ms < RULES_CACHED_MS_MAX
      return known !== undefined && isFresh && isSettled ? known.rules : load(tenant_id)
    },
    distrust(tenant_id) {
      unsettled.set(tenant_id, world.elapsed_ms() + RULES_SETTLE_MS)
      entries.delete(tenant_id)
    },
  }
}
