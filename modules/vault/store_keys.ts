import { sql } from 'kysely'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'

export type KeyRow = {
  readonly epoch: number
  readonly key_id: string
  /** Null: destroyed. */
  readonly wrapped: Buffer | null
  readonly wrapped_by: string
}

/** All keys of a purpose there ever were, oldest first. */
export async function selectKeys(db: Db, tenant_id: TenantId, purpose: string): Promise<KeyRow[]> {
  const { rows } =
    await sql<KeyRow>`select epoch, key_id::text as key_id, wrapped, wrapped_by from vault.sealing_key
    where tenant_id = ${tenant_id} and purpose = ${purpose} order by epoch`.execute(db)
  return rows
}

export type NewKey = {
  readonly purpose: string
  readonly epoch: number
  readonly key_id: string
  readonly wrapped: Buffer
  readonly wrapped_by: string
}

/** False when another process began this epoch. */
export async function beginEpoch(
  db: Db,
  tenant_id: TenantId,
  times: { readonly at: Instant; readonly wall: Instant },
  { purpose, epoch, key_id, wrapped, wrapped_by }: NewKey,
): Promise<boolean> {
  const { rows } = await sql<{
    is_new: boolean
  }>`select vault.begin_epoch(${tenant_id}, ${instantText(times.at)},
    ${instantText(times.wall)}, ${purpose}, ${epoch}, ${key_id}::uuid, ${wrapped}::bytea, ${wrapped_by}) as is_new`.execute(
    db,
  )
  return rows[0]?.is_new === true
}

/** Destroys every sealing key of the tenant; answers how many there were. */
export async function shredKeys(db: Db, tenant_id: TenantId, wall: Instant): Promise<number> {
  const { numAffectedRows } = await sql`update vault.sealing_key
    set wrapped = null, destroyed_at = ${instantText(wall)}, destroyed_by = 'shredding'
    where tenant_id = ${tenant_id} and wrapped is not null`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Names of the key-encryption keys that anything is wrapped under; read at every start. */
export async function selectProviders(db: Db): Promise<string[]> {
  const { rows } = await sql<{ wrapped_by: string }>`select distinct wrapped_by from vault.sealing_key
    where wrapped is not null limit 100`.execute(db)
  return rows.map(({ wrapped_by }) => wrapped_by)
}

/** How many sealing keys are under each key-encryption key, over all tenants. */
export async function countWrappings(db: Db): Promise<{ wrapped_by: string; keys: number }[]> {
  const { rows } = await sql<{ wrapped_by: string; keys: number }>`select wrapped_by, count(*)::int4 as keys
    from vault.sealing_key where wrapped is not null group by wrapped_by order by wrapped_by limit 100`.execute(
    db,
  )
  return rows
}

export type ForeignKey = KeyRow & {
  readonly tenant_id: TenantId
  readonly purpose: string
  readonly wrapped: Buffer
}

/** Keys of any tenant that are wrapped under another key than `provider`, behind `after`; at most `limit`. */
export async function selectWrappedElsewhere(
  db: Db,
  provider: string,
  after: { readonly tenant_id: bigint; readonly purpose: string; readonly epoch: number },
  limit: number,
): Promise<ForeignKey[]> {
  const { rows } =
    await sql<ForeignKey>`select tenant_id, purpose, epoch, key_id::text as key_id, wrapped, wrapped_by
    from vault.sealing_key
    where wrapped is not null and wrapped_by <> ${provider}
      and (tenant_id, purpose, epoch) > (${after.tenant_id}, ${after.purpose}, ${after.epoch}::int4)
    order by tenant_id, purpose, epoch limit ${limit}`.execute(db)
  return rows
}

/** Puts a sealing key under another key-encryption key, unless somebody else touched it since it was read. */
export async function replaceWrapping(
  db: Db,
  { tenant_id, purpose, epoch, wrapped }: ForeignKey,
  next: { readonly wrapped: Buffer; readonly wrapped_by: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update vault.sealing_key
    set wrapped = ${next.wrapped}::bytea, wrapped_by = ${next.wrapped_by}
    where tenant_id = ${tenant_id} and purpose = ${purpose} and epoch = ${epoch} and wrapped = ${wrapped}::bytea`.execute(
    db,
  )
  return numAffectedRows === 1n
}
