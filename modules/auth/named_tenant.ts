import { isId } from '../../kernel/id.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { findTenant, findTenantById } from './store_directory.ts'
import type { Tenant } from './tenant.ts'

/**
 * The tenant that an operator names, by the id that the API shows (`ten_…`) or by its number; undefined when the
 * directory has none of that name.
 */
export async function namedTenant(db: Database, name: string): Promise<Tenant | undefined> {
  if (isId('ten', name)) return db.system((tx) => findTenantById(tx, name))
  if (!/^\d{1,18}$/.test(name)) return undefined
  return db.system((tx) => findTenant(tx, BigInt(name) as TenantId))
}
