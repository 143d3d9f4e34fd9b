import { newId } from '../../kernel/id.ts'
import { plusMs, type VirtualClock, virtualWorld, type World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { openTenant as openFeed, readClocks } from '../../platform/tenant_clock.ts'
import type { Audit } from '../audit/index.ts'
import { SYSTEM_DEADLINE_MS } from './limits.ts'
import { type Tenant, tenantJson } from './tenant.ts'

/** A scope in the system's own name, for what no key asks for. */
const systemScope = (tenant_id: TenantId, world: World): OpenScope => ({
  tenant_id,
  actor: { type: 'system', id: 'florin', authenticated_by: 'internal', on_behalf_of: null },
  deadline_at: plusMs(world.now(), SYSTEM_DEADLINE_MS),
  request_id: newId('req', world),
  world,
})

/**
 * The first thing that happens in a tenant: its feed, a sandbox's clock, and the first line of its audit
 * trail. The directory row is written elsewhere, in a transaction that may not touch another tenant, so this
 * comes after it, at the latest with the first request. A repeat does nothing.
 */
export async function openTenant(
  deps: { db: Database; world: World; audit: Audit },
  tenant: Tenant,
): Promise<void> {
  const { tenant_id, mode } = tenant
  await deps.db.withTenant(tenant_id, async (db) => {
    if (!(await openFeed(db, tenant_id, mode === 'sandbox'))) return
    await deps.audit.append({ ...systemScope(tenant_id, deps.world), db }, [
      { action: 'tenants.open', resource_type: 'tenant', resource_id: tenant.id, after: tenantJson(tenant) },
    ])
  })
}

/** The tenant's world as of now: for work in the system's name that is soon over. */
async function readWorld(db: Database, world: World, tenant_id: TenantId): Promise<World> {
  const clock: VirtualClock | null = (await readClocks(db, [tenant_id])).get(tenant_id) ?? null
  return clock === null ? world : virtualWorld(world, () => clock)
}

/** A scope in the system's own name, by the tenant's clock as of now; of a request, when one is named. */
export async function systemScopeNow(
  { db, world }: { readonly db: Database; readonly world: World },
  tenant_id: TenantId,
  request_id?: string,
): Promise<OpenScope> {
  const scope = systemScope(tenant_id, await readWorld(db, world, tenant_id))
  return request_id === undefined ? scope : { ...scope, request_id }
}
