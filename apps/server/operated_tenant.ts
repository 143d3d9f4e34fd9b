import { namedTenant, type Tenant } from '../../modules/auth/index.ts'
import type { Database } from '../../platform/db/database.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'

/** The tenant that `--tenant` names: `ten_…` as the API shows it, or its number. Refused in words when there is none. */
export async function operatedTenant(db: Database, name: string): Promise<Tenant> {
  if (!/^(\d{1,18}|ten_\w+)$/.test(name))
    throw new StartRefused(`--tenant takes an id (ten_…) or a number of a tenant, and "${name}" is neither`)
  const tenant = await namedTenant(db, name)
  if (tenant === undefined)
    throw new StartRefused(
      `there is no tenant ${name}; npm run florin -- tenant list names all there are, GET /v1/tenant whose a key is`,
    )
  return tenant
}
