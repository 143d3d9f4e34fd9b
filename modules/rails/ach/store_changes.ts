import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { ChangeNotice, ChangeNoticeState, SealedChangeNotice } from './change_notice.ts'

type Row = Omit<ChangeNotice, 'id' | 'connection' | 'order' | 'bank_account' | 'file'> & {
  readonly id: string
  readonly connection_id: string
  readonly order_id: string
  readonly bank_account_id: string
  readonly file_id: string
}

const columns = sql`id, connection_id, order_id, bank_account_id, file_id, code, due_on::text as due_on, state, because,
  created_at, updated_at`

const noticeOf = ({ id, connection_id, order_id, bank_account_id, file_id, ...row }: Row): ChangeNotice => ({
  ...row,
  id: idOf('chn', id),
  connection: idOf('bcn', connection_id),
  order: idOf('por', order_id),
  bank_account: idOf('bac', bank_account_id),
  file: idOf('fil', file_id),
})

/** New ones; one that is there already stays as it is. Answers the ids of those that are new. */
export async function insertChanges(
  db: Db,
  tenant_id: TenantId,
  notices: readonly SealedChangeNotice[],
): Promise<ReadonlySet<Id<'chn'>>> {
  if (notices.length === 0) return new Set()
  const rows = notices.map(
    (
      one,
    ) => sql`(${tenant_id}::int8, ${uuidOf(one.id)}::uuid, ${uuidOf(one.connection)}::uuid, ${uuidOf(one.order)}::uuid,
      ${uuidOf(one.bank_account)}::uuid, ${uuidOf(one.file)}::uuid, ${one.code}, ${one.sealed_change},
      ${one.due_on}::date, ${one.state}, ${one.because}, ${instantText(one.created_at)}::timestamptz,
      ${instantText(one.created_at)}::timestamptz)`,
  )
  const { rows: made } = await sql<{
    id: string
  }>`insert into rails.change_notice (tenant_id, id, connection_id, order_id,
      bank_account_id, file_id, code, sealed_change, due_on, state, because, created_at, updated_at)
    values ${sql.join(rows)} on conflict do nothing returning id`.execute(db)
  return new Set(made.map(({ id }) => idOf('chn', id)))
}

/** Which of these are there already. */
export async function knownChanges(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'chn'>[],
): Promise<ReadonlySet<Id<'chn'>>> {
  const { rows } = await sql<{ id: string }>`select id from rails.change_notice
    where tenant_id = ${tenant_id} and id = any(${ids.map(uuidOf)}::uuid[])`.execute(db)
  return new Set(rows.map(({ id }) => idOf('chn', id)))
}

/** Notifications about these orders that still wait for a person are what our bank gave back to the other one. */
export async function refuseChanges(
  db: Db,
  tenant_id: TenantId,
  orders: readonly Id<'por'>[],
  refused: { readonly because: string; readonly at: Instant },
): Promise<void> {
  if (orders.length === 0) return
  await sql`update rails.change_notice set state = 'refused', because = ${refused.because},
      updated_at = ${instantText(refused.at)}
    where tenant_id = ${tenant_id} and order_id = any(${orders.map(uuidOf)}::uuid[]) and state = 'review'`.execute(
    db,
  )
}

export type ChangeFilter = {
  readonly state?: ChangeNoticeState | undefined
  readonly bank_account?: Id<'bac'> | undefined
}
export type ChangePlace = { readonly created_at: Instant; readonly id: Id<'chn'> }

/** Newest first, from behind `after`. */
export async function listChanges(
  db: Db,
  tenant_id: TenantId,
  { state, bank_account }: ChangeFilter,
  { after, limit }: { readonly after: ChangePlace | undefined; readonly limit: number },
): Promise<ChangeNotice[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.change_notice
    where tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${bank_account === undefined ? sql`` : sql`and bank_account_id = ${uuidOf(bank_account)}`}
      ${after === undefined ? sql`` : sql`and (created_at, id) < (${instantText(after.created_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`}
    order by created_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(noticeOf)
}

/** When the next entry goes to each of these accounts; accounts to which none is planned are left out. */
export async function nextEntries(
  db: Db,
  tenant_id: TenantId,
  bank_accounts: readonly Id<'bac'>[],
): Promise<ReadonlyMap<Id<'bac'>, Day>> {
  const { rows } = await sql<{ bank_account_id: string; effective_on: Day }>`
    select bank_account_id, min(effective_on)::text as effective_on from rails.payment_order
    where tenant_id = ${tenant_id} and bank_account_id = any(${bank_accounts.map(uuidOf)}::uuid[]) and state = 0
    group by bank_account_id`.execute(db)
  return new Map(rows.map((row) => [idOf('bac', row.bank_account_id), row.effective_on]))
}
