import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { createLease, heldLeases, type Lease } from '../../platform/jobs/lease.ts'
import type { TenantId } from '../../platform/scope.ts'
import { IMPORT_LEASE_MS } from './limits.ts'

const leaseName = (tenant_id: TenantId): string => `ledger.import:${tenant_id}`

/**
 * The right to replay a log into a tenant. Taken before the first row and given back after the last comparison; an
 * importer that dies leaves it to run out.
 */
export const importLease = (deps: { db: Database; world: World }, tenant_id: TenantId): Lease =>
  createLease({ ...deps, name: leaseName(tenant_id), lease_ms: IMPORT_LEASE_MS })

/**
 * Which of these tenants a log is replayed into now. Whoever found something to do in a tenant asks this afterwards:
 * the lease stands before there is anything to find.
 */
export async function importedNow(
  { db, world }: { db: Database; world: World },
  tenants: readonly TenantId[],
): Promise<Set<TenantId>> {
  if (tenants.length === 0) return new Set()
  const held = await heldLeases(db, tenants.map(leaseName), world.now())
  return new Set(tenants.filter((tenant_id) => held.has(leaseName(tenant_id))))
}
