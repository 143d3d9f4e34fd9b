import { sql } from 'kysely'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'

/** Says which order took the place of another one. */
export async function linkNext(db: Db, tenant_id: TenantId, id: Id<'por'>, next: Id<'por'>): Promise<void> {
  await sql`update rails.payment_order set next_id = ${uuidOf(next)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} and next_id is null`.execute(db)
}
