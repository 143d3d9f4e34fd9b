import { insertTenant, makeOrganization, type TenantDeps, type TenantWithKeys } from './create_tenant.ts'
import { openTenant } from './open_tenant.ts'
import * as directory from './store_directory.ts'
import type { Organization } from './tenant.ts'

export type Bootstrapped = TenantWithKeys & { readonly organization: Organization }

/**
 * The first start of an installation: one organization, one sandbox, its secret and its publishable key. The
 * answer is the only time the keys are seen, so `keep` can write them down before they count: when it fails,
 * nothing was done. Every later call, also one at the same time, does nothing and answers undefined.
 */
export async function bootstrap(
  deps: TenantDeps,
  keep: (made: Bootstrapped) => Promise<void> = () => Promise.resolve(),
): Promise<Bootstrapped | undefined> {
  const made = await deps.db.system(async (db) => {
    const organization = makeOrganization(deps.world, 'My organization')
    if (!(await directory.markInstallation(db, organization))) return undefined
    await directory.insertOrganization(db, organization)
    const command = { organization_id: organization.id, name: 'Sandbox', mode: 'sandbox' } as const
    const fresh = { organization, ...(await insertTenant(deps, db, command, 'florin')) }
    await keep(fresh)
    return fresh
  })
  if (made !== undefined) await openTenant(deps, made.tenant)
  return made
}
