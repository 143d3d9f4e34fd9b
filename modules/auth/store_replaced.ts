import { sql } from 'kysely'
import { instantText } from '../../kernel/world.ts'
import { uuidOf } from '../../kernel/id.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Tenant } from './tenant.ts'

/** How a tenant came to be, and whether another one has taken its place; held until the transaction ends. */
export async function lockReplaced(
  db: Db,
  tenant_id: TenantId,
): Promise<{ reset_key: string | null; replaced_by: TenantId | null }> {
  const { rows } = await sql<{ reset_key: string | null; replaced_by: TenantId | null }>`
    select t.reset_key, t.replaced_by from auth.tenant t where t.tenant_id = ${tenant_id} for update`.execute(
    db,
  )
  return rows[0] ?? { reset_key: null, replaced_by: null }
}

/** Puts `next` in the place of `tenant_id`: the keys are its from the commit on. */
export async function insertSuccessor(
  db: Db,
  tenant_id: TenantId,
  next: Tenant,
  reset_key: string,
): Promise<void> {
  await sql`insert into auth.tenant (tenant_id, id, organization_id, name, mode, created_at, replaces, reset_key)
    values (${next.tenant_id}, ${uuidOf(next.id)}, ${uuidOf(next.organization_id)}, ${next.name}, ${next.mode},
      ${instantText(next.created_at)}, ${tenant_id}, ${reset_key})`.execute(db)
  await sql`update auth.tenant set replaced_by = ${next.tenant_id} where tenant_id = ${tenant_id}`.execute(db)
  await sql`select auth.hand_over_keys(${tenant_id}::int8, ${next.tenant_id}::int8)`.execute(db)
}
