import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import { openTenant } from './open_tenant.ts'
import { findTenant } from './store_directory.ts'
import { insertSuccessor, lockReplaced } from './store_replaced.ts'
import { drawTenantId, type Tenant } from './tenant.ts'

type Deps = {
  readonly db: Database
  readonly world: World
  readonly audit: Audit
  readonly onChange: (scope: Pick<Scope, 'tenant_id'>) => void
}

/** The tenant that a reset under this key led to: a repeat may come from before it or from behind it. */
export const findReplacement = (
  { db }: Pick<Deps, 'db'>,
  { tenant_id }: OpenScope,
  key: string,
): Promise<Tenant | undefined> => db.system((tx) => known(tx, tenant_id, key))

async function known(tx: Db, tenant_id: TenantId, key: string): Promise<Tenant | undefined> {
  const { reset_key, replaced_by } = await lockReplaced(tx, tenant_id)
  if (reset_key === key) return findTenant(tx, tenant_id)
  return replaced_by === null ? undefined : findTenant(tx, replaced_by)
}

/**
 * Puts an empty sandbox in the place of the caller's: it has the same name and takes all keys over. What stood in the old
 * one stays where it is, because books are never erased, but no key leads there any more. Other nodes follow within
 * KEY_CACHED_MS_MAX. The caller has made sure that the tenant is a sandbox.
 *
 * `key` names the reset: a repeat with it, which arrives in the new tenant, answers that tenant and does nothing.
 */
export async function replaceSandbox(deps: Deps, scope: OpenScope, key: string): Promise<Tenant> {
  const { db, world, audit } = deps
  const { tenant_id } = scope
  const next = await db.system(async (tx): Promise<Tenant> => {
    const before = await known(tx, tenant_id, key)
    if (before !== undefined) return before
    const own = present(await findTenant(tx, tenant_id), 'the tenant of the scope')
    const made = { ...own, tenant_id: drawTenantId(world), id: newId('ten', world), created_at: world.now() }
    await insertSuccessor(tx, tenant_id, made, key)
    return made
  })
  deps.onChange(scope)
  await openTenant({ db, world, audit }, next)
  return next
}
