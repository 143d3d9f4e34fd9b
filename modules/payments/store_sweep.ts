import { sql } from 'kysely'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { SWEEP_OPERATIONS_MAX } from './limits.ts'

/** Tenants that have operations behind the last that was looked at: the first of each by its key, not by a search. */
export const tenantsWithNews = (db: Database, now: Instant): Promise<TenantId[]> =>
  db.scatter('payments.sweep', async (tx) => {
    const { rows } = await sql<{ tenant_id: TenantId }>`select s.tenant_id from payments.sweep s
      where (select o.id from payments.operation o where o.tenant_id = s.tenant_id and o.kind = 'authorize'
          and o.id > s.seen_id order by o.tenant_id, o.id limit 1) is not null
        or exists (select from payments.operation o where o.tenant_id = s.tenant_id and o.kind <> 'authorize'
          and (o.lease_until, o.id) > (s.seen_lease, s.seen_next) and o.lease_until <= ${instantText(now)}::timestamptz)
      order by s.tenant_id`.execute(tx)
    return rows.map(({ tenant_id }) => tenant_id)
  })

/** How many operations a look went through, and the lost ones among them (UUIDs). */
type Look = { readonly looked: number; readonly lost: readonly string[] }

/** One look, at most SWEEP_OPERATIONS_MAX of each kind: when it went through so many, there may be more. */
export async function lostOperations(db: Db, tenant_id: TenantId, now: Instant): Promise<Look> {
  const { rows } = await sql<Look>`select f.looked, f.lost from payments.sweep_operations(${tenant_id}::int8,
    ${instantText(now)}::timestamptz, ${SWEEP_OPERATIONS_MAX}::int4) f`.execute(db)
  return rows[0] ?? { looked: 0, lost: [] }
}
