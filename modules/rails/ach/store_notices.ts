import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { BankNotice } from './bank_notice.ts'

type Row = Omit<BankNotice, 'id' | 'connection' | 'file' | 'order' | 'receipt'> & {
  readonly id: string
  readonly connection_id: string
  readonly file_id: string
  readonly order_id: string | null
  readonly receipt_id: string | null
}

const columns = sql`id, connection_id, file_id, line, kind, reference, reason_code, amount, currency, order_id, receipt_id,
  because, state, closed_because, created_at, closed_at`

const noticeOf = ({ id, connection_id, file_id, order_id, receipt_id, ...row }: Row): BankNotice => ({
  ...row,
  id: idOf('bnt', id),
  connection: idOf('bcn', connection_id),
  file: idOf('fil', file_id),
  order: order_id === null ? null : idOf('por', order_id),
  receipt: receipt_id === null ? null : idOf('irc', receipt_id),
})

/** New ones; a line that was noticed before stays as it is. Answers the ids of those that are new. */
export async function insertNotices(
  db: Db,
  tenant_id: TenantId,
  notices: readonly BankNotice[],
): Promise<ReadonlySet<Id<'bnt'>>> {
  if (notices.length === 0) return new Set()
  const rows = notices.map(
    (
      one,
    ) => sql`(${tenant_id}::int8, ${uuidOf(one.id)}::uuid, ${uuidOf(one.connection)}::uuid, ${uuidOf(one.file)}::uuid,
      ${one.line}::int4, ${one.kind}, ${one.reference}, ${one.reason_code}, ${one.amount}::int8, ${one.currency},
      ${one.order === null ? null : uuidOf(one.order)}::uuid, ${one.receipt === null ? null : uuidOf(one.receipt)}::uuid,
      ${one.because}, 'open', ${instantText(one.created_at)}::timestamptz)`,
  )
  const { rows: made } = await sql<{
    id: string
  }>`insert into rails.bank_notice (tenant_id, id, connection_id, file_id,
      line, kind, reference, reason_code, amount, currency, order_id, receipt_id, because, state, created_at)
    values ${sql.join(rows)} on conflict do nothing returning id`.execute(db)
  return new Set(made.map(({ id }) => idOf('bnt', id)))
}

export async function findNotice(
  db: Db,
  tenant_id: TenantId,
  id: Id<'bnt'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<BankNotice | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.bank_notice
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : noticeOf(rows[0])
}

/** Where a page begins: notices made at one instant are told apart by their ids. */
export type NoticePlace = { readonly created_at: Instant; readonly id: Id<'bnt'> }

/** Newest first, from behind `after`. */
export async function listNotices(
  db: Db,
  tenant_id: TenantId,
  { state }: { readonly state?: BankNotice['state'] | undefined },
  { after, limit }: { readonly after: NoticePlace | undefined; readonly limit: number },
): Promise<BankNotice[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.bank_notice
    where tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${after === undefined ? sql`` : sql`and (created_at, id) < (${instantText(after.created_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`}
    order by created_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(noticeOf)
}

/** The caller holds the row. */
export async function closeNotice(
  db: Db,
  tenant_id: TenantId,
  id: Id<'bnt'>,
  closed: { readonly because: string; readonly at: Instant },
): Promise<void> {
  await sql`update rails.bank_notice set state = 'closed', closed_because = ${closed.because},
      closed_at = ${instantText(closed.at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
}
