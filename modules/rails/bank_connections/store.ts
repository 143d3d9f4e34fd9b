import { sql } from 'kysely'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { SealedBankConnection } from './bank_connection.ts'
import { connectionColumns, connectionOf, type ConnectionRow } from './store_reads.ts'

/** False when the id is taken; whoever has it has committed by then. */
export async function insertConnection(
  db: Db,
  tenant_id: TenantId,
  one: SealedBankConnection,
): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.bank_connection (tenant_id, id, bank, name, currency, rails, identity,
      transport, sealed_secrets, bank_account, uncleared_account, shortfall_account, rules, state, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${one.bank}, ${one.name}, ${one.currency}, ${[...one.rails]}::text[],
      ${JSON.stringify(one.identity)}::jsonb, ${JSON.stringify(one.transport)}::jsonb, ${one.sealed_secrets},
      ${uuidOf(one.bank_account)}, ${uuidOf(one.uncleared_account)}, ${uuidOf(one.shortfall_account)},
      ${JSON.stringify(one.rules)}::jsonb, ${one.state}, ${instantText(one.created_at)}, ${instantText(one.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findConnection(
  db: Db,
  tenant_id: TenantId,
  id: Id<'bcn'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<SealedBankConnection | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<ConnectionRow>`select ${connectionColumns} from rails.bank_connection
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : connectionOf(rows[0])
}

/** In the order of their ids, from above `after`. */
export async function listConnections(
  db: Db,
  tenant_id: TenantId,
  page: { readonly after: Id<'bcn'> | undefined; readonly limit: number },
): Promise<SealedBankConnection[]> {
  const above = page.after === undefined ? sql`` : sql`and id > ${uuidOf(page.after)}`
  const { rows } = await sql<ConnectionRow>`select ${connectionColumns} from rails.bank_connection
    where tenant_id = ${tenant_id} ${above} order by id limit ${page.limit}`.execute(db)
  return rows.map(connectionOf)
}

export async function countConnections(db: Db, tenant_id: TenantId): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from rails.bank_connection
    where tenant_id = ${tenant_id}`.execute(db)
  return Number(rows[0]?.count)
}

/** Writes what may change. The caller holds the row. */
export async function updateConnection(
  db: Db,
  tenant_id: TenantId,
  one: SealedBankConnection,
): Promise<void> {
  await sql`update rails.bank_connection set name = ${one.name}, rails = ${[...one.rails]}::text[],
      identity = ${JSON.stringify(one.identity)}::jsonb, transport = ${JSON.stringify(one.transport)}::jsonb,
      sealed_secrets = ${one.sealed_secrets}, rules = ${JSON.stringify(one.rules)}::jsonb, state = ${one.state},
      updated_at = ${instantText(one.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(one.id)}`.execute(db)
}

/** The number of the connection's next file; nobody else gets it. The row is held until the transaction ends. */
export async function takeFileNumber(db: Db, tenant_id: TenantId, id: Id<'bcn'>): Promise<number> {
  const { rows } = await sql<{ number: number }>`update rails.bank_connection set next_file = next_file + 1
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} returning next_file - 1 as number`.execute(db)
  return rows[0]?.number ?? 1
}

/** A file that a look into the bank's folder saw. `taken` once we have its bytes as they are. */
export type SeenFile = {
  readonly name: string
  readonly size: number | undefined
  readonly modified_at: Instant | undefined
  readonly since_at: Instant
  readonly taken?: Id<'fil'>
}

export async function findSeen(db: Db, tenant_id: TenantId, id: Id<'bcn'>): Promise<readonly SeenFile[]> {
  const { rows } = await sql<{ seen: readonly SeenFile[] }>`select seen from rails.bank_connection
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
  return rows[0]?.seen ?? []
}

export async function noteLook(
  db: Db,
  tenant_id: TenantId,
  look: { readonly connection: Id<'bcn'>; readonly seen: readonly SeenFile[]; readonly at: Instant },
): Promise<void> {
  await sql`update rails.bank_connection set seen = ${JSON.stringify(look.seen)}::jsonb,
      looked_at = ${instantText(look.at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(look.connection)}`.execute(db)
}
