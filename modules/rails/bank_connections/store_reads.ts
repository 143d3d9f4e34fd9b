import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { SealedBankConnection } from './bank_connection.ts'

export type ConnectionRow = Omit<
  SealedBankConnection,
  'id' | 'bank_account' | 'uncleared_account' | 'shortfall_account'
> & {
  readonly id: string
  readonly bank_account: string
  readonly uncleared_account: string
  readonly shortfall_account: string
}

export const connectionColumns = sql`id, bank, name, currency, rails, identity, transport, sealed_secrets, bank_account,
  uncleared_account, shortfall_account, rules, state, looked_at, created_at, updated_at`

export const connectionOf = (row: ConnectionRow): SealedBankConnection => ({
  ...row,
  id: idOf('bcn', row.id),
  bank_account: idOf('acc', row.bank_account),
  uncleared_account: idOf('acc', row.uncleared_account),
  shortfall_account: idOf('acc', row.shortfall_account),
})

/** By id; those that there are not are left out. */
export async function findConnections(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'bcn'>[],
): Promise<ReadonlyMap<Id<'bcn'>, SealedBankConnection>> {
  const { rows } = await sql<ConnectionRow>`select ${connectionColumns} from rails.bank_connection
    where tenant_id = ${tenant_id} and id = any(${ids.map(uuidOf)}::uuid[])`.execute(db)
  return new Map(rows.map(connectionOf).map((one) => [one.id, one]))
}

/** The number that the next entry of a file gets. The caller holds the connection's row. */
export async function nextReference(db: Db, tenant_id: TenantId, connection: Id<'bcn'>): Promise<number> {
  const { rows } = await sql<{ next: bigint }>`select next_reference as next from rails.bank_connection
    where tenant_id = ${tenant_id} and id = ${uuidOf(connection)}`.execute(db)
  return Number(rows[0]?.next ?? 1)
}

/** Numbers before `next` are given out. A crash afterwards leaves a gap. The caller holds the row. */
export async function moveReference(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  next: number,
): Promise<void> {
  await sql`update rails.bank_connection set next_reference = ${next}
    where tenant_id = ${tenant_id} and id = ${uuidOf(connection)}`.execute(db)
}
