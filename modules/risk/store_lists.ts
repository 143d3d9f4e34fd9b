import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { RiskList } from './list.ts'

type ListRow = Omit<RiskList, 'id'> & { readonly id: string }
const listOf = (row: ListRow): RiskList => ({ ...row, id: idOf('lst', row.id) })
const selectLists = (tenant_id: TenantId) => sql`select id, name, kind, effect, items, created_at, updated_at
  from risk.list where tenant_id = ${tenant_id}::int8`

export async function findList(db: Db, tenant_id: TenantId, id: Id<'lst'>): Promise<RiskList | undefined> {
  const { rows } = await sql<ListRow>`${selectLists(tenant_id)} and id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : listOf(rows[0])
}

/** The list, held until the transaction ends. */
export async function lockList(db: Db, tenant_id: TenantId, id: Id<'lst'>): Promise<RiskList | undefined> {
  const { rows } =
    await sql<ListRow>`${selectLists(tenant_id)} and id = ${uuidOf(id)}::uuid for update`.execute(db)
  return rows[0] === undefined ? undefined : listOf(rows[0])
}

/** By id, from behind `after`. */
export async function listLists(
  db: Db,
  tenant_id: TenantId,
  page: { after: Id<'lst'> | undefined; limit: number },
): Promise<RiskList[]> {
  const behind = page.after === undefined ? sql`` : sql`and id > ${uuidOf(page.after)}::uuid`
  const { rows } =
    await sql<ListRow>`${selectLists(tenant_id)} ${behind} order by id limit ${page.limit}`.execute(db)
  return rows.map(listOf)
}

export async function countLists(db: Db, tenant_id: TenantId): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from risk.list
    where tenant_id = ${tenant_id}::int8`.execute(db)
  return Number(rows[0]?.count)
}

export async function insertList(db: Db, tenant_id: TenantId, list: RiskList): Promise<void> {
  await sql`insert into risk.list (tenant_id, id, name, kind, effect, created_at, updated_at)
    values (${tenant_id}::int8, ${uuidOf(list.id)}::uuid, ${list.name}, ${list.kind}, ${list.effect},
      ${instantText(list.created_at)}::timestamptz, ${instantText(list.updated_at)}::timestamptz)`.execute(db)
}

export async function deleteList(db: Db, tenant_id: TenantId, id: Id<'lst'>): Promise<void> {
  await sql`delete from risk.list_item where tenant_id = ${tenant_id}::int8
    and list_id = ${uuidOf(id)}::uuid`.execute(db)
  await sql`delete from risk.list where tenant_id = ${tenant_id}::int8 and id = ${uuidOf(id)}::uuid`.execute(
    db,
  )
}

export type HashedItem = {
  readonly key: Buffer
  readonly value: string | null
  readonly hint: string
  readonly expires_at: Instant | null
}
const uuidText = (key: Buffer): string => key.toString('hex')
const textOf = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** Adds what is not there and gives the rest its new expiry; says how many were added. The list is locked. */
export async function putItems(
  db: Db,
  tenant_id: TenantId,
  list: RiskList,
  items: readonly HashedItem[],
  at: Instant,
): Promise<number> {
  const keys = items.map(({ key }) => uuidText(key))
  const expiries = items.map(({ expires_at }) => textOf(expires_at))
  await sql`update risk.list_item i set expires_at = n.expires_at
    from unnest(${keys}::uuid[], ${expiries}::timestamptz[]) as n (key, expires_at)
    where i.tenant_id = ${tenant_id}::int8 and i.key = n.key and i.list_id = ${uuidOf(list.id)}::uuid`.execute(
    db,
  )
  const { numAffectedRows } =
    await sql`insert into risk.list_item (tenant_id, key, list_id, effect, value, hint, expires_at, created_at)
    select ${tenant_id}::int8, n.key, ${uuidOf(list.id)}::uuid, ${list.effect}, n.value, n.hint, n.expires_at,
      ${instantText(at)}::timestamptz
    from unnest(${keys}::uuid[], ${items.map(({ value }) => value)}::text[], ${items.map(({ hint }) => hint)}::text[],
      ${expiries}::timestamptz[]) as n (key, value, hint, expires_at)
    where not exists (select from risk.list_item i where i.tenant_id = ${tenant_id}::int8 and i.key = n.key
      and i.list_id = ${uuidOf(list.id)}::uuid)`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Says how many were there. The list is locked. */
export async function removeItems(
  db: Db,
  tenant_id: TenantId,
  id: Id<'lst'>,
  keys: readonly Buffer[],
): Promise<number> {
  const { numAffectedRows } = await sql`delete from risk.list_item
    where tenant_id = ${tenant_id}::int8 and key = any(${keys.map(uuidText)}::uuid[])
      and list_id = ${uuidOf(id)}::uuid`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

export async function setItemCount(
  db: Db,
  tenant_id: TenantId,
  list: Pick<RiskList, 'id' | 'items' | 'updated_at'>,
): Promise<void> {
  await sql`update risk.list set items = ${list.items}::int4, updated_at = ${instantText(list.updated_at)}::timestamptz
    where tenant_id = ${tenant_id}::int8 and id = ${uuidOf(list.id)}::uuid`.execute(db)
}

export type ItemRow = {
  readonly key: string
  readonly value: string | null
  readonly hint: string
  readonly expires_at: Instant | null
  readonly created_at: Instant
}

/** By key, from behind `after`. */
export async function listItems(
  db: Db,
  tenant_id: TenantId,
  id: Id<'lst'>,
  page: { after: string | undefined; limit: number },
): Promise<ItemRow[]> {
  const behind = page.after === undefined ? sql`` : sql`and key > ${page.after}::uuid`
  const { rows } = await sql<ItemRow>`select key, value, hint, expires_at, created_at from risk.list_item
    where tenant_id = ${tenant_id}::int8 and list_id = ${uuidOf(id)}::uuid ${behind}
    order by key limit ${page.limit}`.execute(db)
  return rows
}
