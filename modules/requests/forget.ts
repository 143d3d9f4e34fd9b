import { type Instant, plusMs, type World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { FORGET_ROWS_MAX, FORGET_TENANTS_MAX, KEPT_DAYS } from './limits.ts'
import { deleteRequestLogs, deleteTallies, tenantsToForget } from './store_reports.ts'

const KEPT_MS = KEPT_DAYS * 86_400_000

/**
 * Removes what is older than KEPT_DAYS, in sets of FORGET_ROWS_MAX; answers how many requests that were. The counts of a
 * tenant go last: they are how it is found, so a run that was cut off is gone on with by the next one.
 */
export async function forgetOld({ db, world }: { db: Database; world: World }): Promise<number> {
  const until = plusMs(world.now(), -KEPT_MS)
  let removed = 0
  let after = 0n as TenantId
  for (;;) {
    const tenants = await tenantsToForget(db, after, until, FORGET_TENANTS_MAX)
    for (const tenant_id of tenants) removed += await forgetTenant(db, tenant_id, until)
    after = tenants.at(-1) ?? after
    if (tenants.length < FORGET_TENANTS_MAX) return removed
  }
}

async function forgetTenant(db: Database, tenant_id: TenantId, until: Instant): Promise<number> {
  let removed = 0
  for (;;) {
    const count = await db.withTenant(tenant_id, (tx) =>
      deleteRequestLogs(tx, tenant_id, until, FORGET_ROWS_MAX),
    )
    removed += count
    if (count < FORGET_ROWS_MAX) break
  }
  await db.withTenant(tenant_id, (tx) => deleteTallies(tx, tenant_id, until))
  return removed
}
