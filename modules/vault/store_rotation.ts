import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'

/** A new sealing key and how far what it seals has come. Times are the tenant's. */
export type Rotation = {
  readonly purpose: string
  readonly epoch: number
  readonly state: 'running' | 'done'
  readonly rows_total: number
  readonly rows_done: number
  readonly started_at: Instant
  readonly finished_at: Instant | null
}
type RotationRow = Omit<Rotation, 'rows_total' | 'rows_done'> & { rows_total: bigint; rows_done: bigint }

/** The newest rotations first, of one purpose or of all; at most `limit`. */
export async function selectRotations(db: Db, tenant_id: TenantId, limit: number): Promise<Rotation[]> {
  const { rows } =
    await sql<RotationRow>`select purpose, epoch, state, rows_total, rows_done, started_at, finished_at
    from vault.rotation where tenant_id = ${tenant_id} order by started_at desc, purpose, epoch desc limit ${limit}`.execute(
      db,
    )
  return rows.map(rotationOf)
}

export async function findRunning(
  db: Db,
  tenant_id: TenantId,
  purpose: string,
): Promise<Rotation | undefined> {
  const { rows } =
    await sql<RotationRow>`select purpose, epoch, state, rows_total, rows_done, started_at, finished_at
    from vault.rotation where tenant_id = ${tenant_id} and purpose = ${purpose} and state = 'running'`.execute(
      db,
    )
  return rows[0] === undefined ? undefined : rotationOf(rows[0])
}

/** Running ones of all tenants, the longest running first; at most `limit`. */
export async function selectRunning(
  db: Db,
  limit: number,
): Promise<(Rotation & { readonly tenant_id: TenantId })[]> {
  const { rows } = await sql<RotationRow & { readonly tenant_id: TenantId }>`
    select tenant_id, purpose, epoch, state, rows_total, rows_done, started_at, finished_at
    from vault.rotation where state = 'running' order by started_at, tenant_id limit ${limit}`.execute(db)
  return rows.map(({ tenant_id, ...row }) => ({ ...rotationOf(row), tenant_id }))
}

const rotationOf = ({ rows_total, rows_done, ...rest }: RotationRow): Rotation => ({
  ...rest,
  rows_total: Number(rows_total),
  rows_done: Number(rows_done),
})

export async function insertRotation(db: Db, tenant_id: TenantId, rotation: Rotation): Promise<void> {
  const { purpose, epoch, state, rows_total, rows_done, started_at, finished_at } = rotation
  await sql`insert into vault.rotation (tenant_id, purpose, epoch, state, rows_total, rows_done, started_at, finished_at)
    values (${tenant_id}, ${purpose}, ${epoch}, ${state}, ${rows_total}, ${rows_done}, ${instantText(started_at)},
      ${finished_at === null ? null : instantText(finished_at)})`.execute(db)
}

/** How many cards can still be read and are sealed under an older key than that of `epoch`. */
export async function countCardsBefore(db: Db, tenant_id: TenantId, epoch: number): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from vault.card c
    join vault.sealing_key k on k.tenant_id = ${tenant_id} and k.purpose = 'card' and k.epoch = c.epoch
    where c.tenant_id = ${tenant_id} and c.epoch < ${epoch} and k.wrapped is not null`.execute(db)
  return Number(rows[0]?.count ?? 0n)
}

export type OldCard = { readonly token: Id<'tok'>; readonly epoch: number; readonly sealed: Buffer }

/** At most `limit` of them. */
export async function selectCardsBefore(
  db: Db,
  tenant_id: TenantId,
  epoch: number,
  limit: number,
): Promise<OldCard[]> {
  const { rows } = await sql<{ token: string; epoch: number; sealed: Buffer }>`
    select c.token::text as token, c.epoch, c.sealed from vault.card c
    join vault.sealing_key k on k.tenant_id = ${tenant_id} and k.purpose = 'card' and k.epoch = c.epoch
    where c.tenant_id = ${tenant_id} and c.epoch < ${epoch} and k.wrapped is not null
    order by c.epoch, c.token limit ${limit}`.execute(db)
  return rows.map(({ token, ...rest }) => ({ ...rest, token: idOf('tok', token) }))
}

/** Puts cards under the key of `epoch`, those that nobody else put elsewhere meanwhile; answers how many. */
export async function rewrapCards(
  db: Db,
  tenant_id: TenantId,
  epoch: number,
  cards: readonly (OldCard & { readonly resealed: Buffer })[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select vault.rewrap_cards(${tenant_id}, ${epoch},
    ${cards.map(({ token }) => uuidOf(token))}::uuid[], ${cards.map((card) => card.epoch)}::int4[],
    ${cards.map(({ resealed }) => resealed)}::bytea[]) as count`.execute(db)
  return rows[0]?.count ?? 0
}

/** Ends the rotation and destroys the keys before. False when cards are still under one of them. */
export async function finishRotation(
  db: Db,
  tenant_id: TenantId,
  epoch: number,
  times: { readonly at: Instant; readonly wall: Instant },
): Promise<boolean> {
  const { rows } = await sql<{
    is_done: boolean
  }>`select vault.finish_rotation(${tenant_id}, ${instantText(times.at)},
    ${instantText(times.wall)}, ${epoch}) as is_done`.execute(db)
  return rows[0]?.is_done === true
}
