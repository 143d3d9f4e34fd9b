import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { ReceivingAccount } from './receiving_account.ts'

type Row = Omit<ReceivingAccount, 'id' | 'connection' | 'account'> & {
  readonly id: string
  readonly connection_id: string
  readonly account: string
}

const columns = sql`id, connection_id, number, account, state, created_at, updated_at`
const receivingOf = ({ connection_id, ...row }: Row): ReceivingAccount => ({
  ...row,
  id: idOf('rva', row.id),
  connection: idOf('bcn', connection_id),
  account: idOf('acc', row.account),
})

/** False when the number is there already; whoever made it has committed by then. */
export async function insertReceiving(db: Db, tenant_id: TenantId, one: ReceivingAccount): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.receiving_account (tenant_id, id, connection_id, number, account, state,
      created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOf(one.connection)}, ${one.number}, ${uuidOf(one.account)}, ${one.state},
      ${instantText(one.created_at)}, ${instantText(one.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findReceiving(
  db: Db,
  tenant_id: TenantId,
  id: Id<'rva'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<ReceivingAccount | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.receiving_account
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : receivingOf(rows[0])
}

/** In the order of their ids, from above `after`. */
export async function listReceiving(
  db: Db,
  tenant_id: TenantId,
  page: { readonly after: Id<'rva'> | undefined; readonly limit: number },
): Promise<ReceivingAccount[]> {
  const above = page.after === undefined ? sql`` : sql`and id > ${uuidOf(page.after)}`
  const { rows } = await sql<Row>`select ${columns} from rails.receiving_account
    where tenant_id = ${tenant_id} ${above} order by id limit ${page.limit}`.execute(db)
  return rows.map(receivingOf)
}

/** The caller holds the row. */
export async function updateReceiving(db: Db, tenant_id: TenantId, one: ReceivingAccount): Promise<void> {
  await sql`update rails.receiving_account set account = ${uuidOf(one.account)}, state = ${one.state},
      updated_at = ${instantText(one.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(one.id)}`.execute(db)
}
