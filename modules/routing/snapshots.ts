import type { World } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import { byPriority, type RoutedAccount, readyAccount } from './account.ts'
import type { Health } from './breakers.ts'
import type { Snapshot } from './choose.ts'
import { type CompiledRules, compileRules } from './compile.ts'
import { REFRESH_MS, SETTLE_MS, SNAPSHOT_MS_MAX, TENANTS_CACHED_MAX } from './limits.ts'
import { findActive, findRuleSet } from './store_rule_sets.ts'

export type SnapshotDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly accounts: (scope: OpenScope | Scope) => Promise<readonly RoutedAccount[]>
}

export type Snapshots = {
  /** Rules and accounts of the tenant with an empty `health`. Answers from memory, nearly always. */
  read(scope: OpenScope): Promise<Snapshot>
  /** Something of the tenant changes: until the transaction has surely ended, every use reads again. */
  distrust(tenant_id: TenantId): void
}

type Kept = { readonly snapshot: Snapshot; readonly read_ms: number; is_looked_up: boolean }

const nothing: CompiledRules = compileRules({ rules: [] })
const well: Health = new Map()

/** Rules and accounts, remembered for a bounded number of tenants, and looked up again every second that they are used. */
export function createSnapshots({ db, world, accounts }: SnapshotDeps): Snapshots {
  const kept = boundedCache<TenantId, Kept>(TENANTS_CACHED_MAX)
  const distrusted = boundedCache<TenantId, number>(TENANTS_CACHED_MAX)

  const load = async (scope: OpenScope): Promise<Snapshot> => {
    const { tenant_id } = scope
    const read_ms = world.elapsed_ms()
    const before = kept.get(tenant_id)?.snapshot
    const [rules, found] = await Promise.all([loadRules(db, tenant_id, before), accounts(scope)])
    const snapshot: Snapshot = { ...rules, ...accountsOf(found), health: well }
    // A look that began earlier and ended later knows less.
    if ((kept.get(tenant_id)?.read_ms ?? -1) <= read_ms)
      kept.set(tenant_id, { snapshot, read_ms, is_looked_up: false })
    return snapshot
  }
  return {
    async read(scope) {
      const { tenant_id } = scope
      const known = kept.get(tenant_id)
      const now = world.elapsed_ms()
      const isTrusted = now >= (distrusted.get(tenant_id) ?? 0)
      if (known === undefined || !isTrusted || now - known.read_ms > SNAPSHOT_MS_MAX) return load(scope)
      if (now - known.read_ms > REFRESH_MS && !known.is_looked_up) {
        known.is_looked_up = true
        // What fails here is met again by the use that has to wait for it.
        load(scope).catch(() => void (known.is_looked_up = false))
      }
      return known.snapshot
    },
    distrust: (tenant_id) => void distrusted.set(tenant_id, world.elapsed_ms() + SETTLE_MS),
  }
}

type RulesPart = Pick<Snapshot, 'rule_set' | 'version' | 'rules'>

/** A version never changes, so one that is known already is not read again. */
async function loadRules(
  db: Database,
  tenant_id: TenantId,
  before: Snapshot | undefined,
): Promise<RulesPart> {
  return db.withTenant(tenant_id, async (tx) => {
    const active = await findActive(tx, tenant_id)
    if (active === undefined) return { rule_set: null, version: 0, rules: nothing }
    const { id, version } = active
    if (before?.rule_set === id) return { rule_set: id, version, rules: before.rules }
    const found = await findRuleSet(tx, tenant_id, id)
    return { rule_set: id, version, rules: found === undefined ? nothing : compileRules(found) }
  })
}

export function accountsOf(found: readonly RoutedAccount[]): Pick<Snapshot, 'accounts' | 'by_id'> {
  const accounts = found.toSorted(byPriority).map(readyAccount)
  return { accounts, by_id: new Map(accounts.map((account) => [account.id, account])) }
}
