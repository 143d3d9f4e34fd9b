import { sql } from 'kysely'
import { type Id, idOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'

/** Open holds of one tenant that have run out by `now`, the longest overdue first. One exactly at its end has. */
export async function selectDueHolds(
  db: Db,
  tenant_id: TenantId,
  now: Instant,
  limit: number,
): Promise<Id<'trf'>[]> {
  const { rows } = await sql<{ id: string }>`select h.id from ledger.hold h
    where h.tenant_id = ${tenant_id}::int8 and h.state = 0 and h.expires_at <= ${instantText(now)}::timestamptz
    order by h.expires_at, h.id limit ${limit}`.execute(db)
  return rows.map(({ id }) => idOf('trf', id))
}

/** When the first open hold of one tenant runs out; null when none does. */
export async function firstHoldEnd(db: Db, tenant_id: TenantId): Promise<Instant | null> {
  const { rows } = await sql<{
    first_at: Instant | null
  }>`select min(h.expires_at) as first_at from ledger.hold h
    where h.tenant_id = ${tenant_id}::int8 and h.state = 0 and h.expires_at is not null`.execute(db)
  return rows[0]?.first_at ?? null
}

export type TenantDue = { readonly tenant_id: TenantId; readonly first_due_at: Instant }

/** Tenants with holds that have run out by the wall clock. Crosses tenants; the index `hold_due` has them in order. */
export async function selectDueTenants(db: Db, real_at: Instant): Promise<TenantDue[]> {
  const { rows } =
    await sql<TenantDue>`select h.tenant_id, min(h.expires_at) as first_due_at from ledger.hold h
    where h.state = 0 and h.expires_at <= ${instantText(real_at)}::timestamptz group by h.tenant_id`.execute(
      db,
    )
  return rows
}

/** Which of these tenants have holds that have run out by a time of their own. Crosses tenants. */
export async function selectDueAhead(
  db: Db,
  tenants: readonly { readonly tenant_id: TenantId; readonly now: Instant }[],
): Promise<TenantId[]> {
  const { rows } = await sql<{ tenant_id: TenantId }>`select u.tenant_id
    from unnest(${tenants.map(({ tenant_id }) => tenant_id)}::int8[],
      ${tenants.map(({ now }) => instantText(now))}::timestamptz[]) as u (tenant_id, now_at)
    where exists (select from ledger.hold h
      where h.tenant_id = u.tenant_id and h.state = 0 and h.expires_at <= u.now_at)`.execute(db)
  return rows.map(({ tenant_id }) => tenant_id)
}
