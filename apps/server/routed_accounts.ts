import type { Account, CardCapabilities, Rails, SandboxAccount } from '../../modules/rails/index.ts'
import type { Need, RoutedAccount } from '../../modules/routing/index.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'

/**
 * A tenant's acquirer accounts as routing sees them. A sandbox gets the simulated ones when it is first looked at outside
 * of a transaction: their secrets are sealed, and a key service may have to be asked.
 */
export function routedAccounts(deps: { db: Database; rails: Rails; simulated: readonly SandboxAccount[] }) {
  const { db, rails, simulated } = deps
  const equipped = new Set<TenantId>()
  const equip = async (scope: OpenScope): Promise<void> => {
    if (equipped.has(scope.tenant_id) || simulated.length === 0) return
    const clock = (await readClocks(db, [scope.tenant_id])).get(scope.tenant_id)
    // Only a sandbox has a clock of its own.
    if (clock !== null && clock !== undefined) await rails.ensureSandboxAccounts(scope, simulated)
    equipped.add(scope.tenant_id)
  }
  return async (scope: OpenScope | Scope): Promise<RoutedAccount[]> => {
    if (!('db' in scope)) await equip(scope)
    const accounts = await rails.accounts(scope)
    return Promise.all(
      accounts.map(async (account) => routed(account, await rails.capabilities(scope, account.id))),
    )
  }
}

const routed = (account: Account, capabilities: CardCapabilities | undefined): RoutedAccount => ({
  id: account.id,
  connector: account.connector,
  currencies: account.currencies,
  schemes: account.schemes,
  country: account.country,
  priority: account.priority,
  state: account.state,
  capabilities: capabilities === undefined ? [] : needsMet(capabilities),
  takes_three_ds: capabilities?.three_ds === true,
  fee_bps: Math.round(account.fee_plan.ppm / 100),
})

function needsMet({ captures_max, increments, partial_approval, partial_void }: CardCapabilities): Need[] {
  const met: [Need, boolean][] = [
    ['multicapture', captures_max > 1],
    ['increments', increments],
    ['partial_approval', partial_approval],
    ['partial_void', partial_void],
  ]
  return met.flatMap(([need, is_met]) => (is_met ? [need] : []))
}
