import { sql } from 'kysely'
import { present } from '../../../kernel/assert.ts'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'

export type GatewayRow = {
  readonly connection: Id<'bcn'>
  /** Where the gateway calls us. */
  readonly address: string
  readonly sealed_secrets: string
  readonly created_at: Instant
  readonly updated_at: Instant
}

export async function findGateway(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
): Promise<GatewayRow | undefined> {
  const { rows } = await sql<
    Omit<GatewayRow, 'connection'>
  >`select address, sealed_secrets, created_at, updated_at
    from rails.instant_gateway
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)}`.execute(db)
  return rows[0] === undefined ? undefined : { ...rows[0], connection }
}

/** With the address that it is called at; answers the one that there is, which another process may have made. */
export async function insertGateway(db: Db, tenant_id: TenantId, one: GatewayRow): Promise<GatewayRow> {
  const { rows } =
    await sql`insert into rails.instant_gateway (tenant_id, connection_id, address, sealed_secrets,
      created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.connection)}, ${one.address}, ${one.sealed_secrets}, ${instantText(one.created_at)},
      ${instantText(one.updated_at)})
    on conflict do nothing returning address`.execute(db)
  if (rows.length === 0)
    return present(await findGateway(db, tenant_id, one.connection), 'the gateway that is there')
  await sql`insert into rails.instant_address (id, tenant_id, connection_id, created_at)
    values (${one.address}, ${tenant_id}, ${uuidOf(one.connection)}, ${instantText(one.created_at)})`.execute(
    db,
  )
  return one
}

export async function updateGateway(db: Db, tenant_id: TenantId, one: GatewayRow): Promise<void> {
  await sql`update rails.instant_gateway set sealed_secrets = ${one.sealed_secrets},
      updated_at = ${instantText(one.updated_at)}
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(one.connection)}`.execute(db)
}

export type InstantAddress = { readonly tenant_id: TenantId; readonly connection: Id<'bcn'> }

/** Of the directory: whose connection an address is for. */
export async function findInstantAddress(db: Db, address: string): Promise<InstantAddress | undefined> {
  const { rows } = await sql<{ tenant_id: TenantId; connection_id: string }>`select tenant_id, connection_id
    from rails.instant_address where id = ${address}`.execute(db)
  const [row] = rows
  return row && { tenant_id: row.tenant_id, connection: idOf('bcn', row.connection_id) }
}
