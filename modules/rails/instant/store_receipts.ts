import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { InstantReceipt } from './receipt.ts'

type Row = Omit<InstantReceipt, 'id' | 'connection' | 'account' | 'order' | 'request'> & {
  readonly id: string
  readonly connection_id: string
  readonly account: string | null
  readonly order_id: string | null
  readonly request_id: string | null
}

const columns = sql`id, connection_id, rail, message_id, kind, encode(sha256, 'hex') as sha256, outcome, reason_code, because,
  answer, reference, end_to_end_id, amount, currency, debtor_name, remittance, account, order_id, request_id, received_at`

const receiptOf = ({ connection_id, account, order_id, request_id, ...row }: Row): InstantReceipt => ({
  ...row,
  id: idOf('irc', row.id),
  connection: idOf('bcn', connection_id),
  account: account === null ? null : idOf('acc', account),
  order: order_id === null ? null : idOf('por', order_id),
  request: request_id === null ? null : idOf('rfp', request_id),
})

const uuid = (id: string | null): string | null => (id === null ? null : uuidOf(id))

/** False when the message was written down before; whoever did has committed by then. */
export async function insertReceipt(db: Db, tenant_id: TenantId, one: InstantReceipt): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.instant_receipt (tenant_id, id, connection_id, rail, message_id, kind, sha256,
      outcome, reason_code, because, answer, reference, end_to_end_id, amount, currency, debtor_name, remittance, account,
      order_id, request_id, received_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOf(one.connection)}, ${one.rail}, ${one.message_id}, ${one.kind},
      decode(${one.sha256}, 'hex'), ${one.outcome}, ${one.reason_code}, ${one.because}, ${one.answer}, ${one.reference},
      ${one.end_to_end_id}, ${one.amount}, ${one.currency}, ${one.debtor_name}, ${one.remittance}, ${uuid(one.account)},
      ${uuid(one.order)}, ${uuid(one.request)}, ${instantText(one.received_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findReceipt(
  db: Db,
  tenant_id: TenantId,
  id: Id<'irc'>,
): Promise<InstantReceipt | undefined> {
  const { rows } = await sql<Row>`select ${columns} from rails.instant_receipt
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : receiptOf(rows[0])
}

export type ReceiptPlace = { readonly received_at: Instant; readonly id: Id<'irc'> }

/** Payments that came in, newest first, from behind `after`. */
export async function listReceivedPayments(
  db: Db,
  tenant_id: TenantId,
  page: { readonly after: ReceiptPlace | undefined; readonly limit: number },
): Promise<InstantReceipt[]> {
  const { after, limit } = page
  const { rows } = await sql<Row>`select ${columns} from rails.instant_receipt
    where tenant_id = ${tenant_id} and kind = 'pacs_008'
      ${after === undefined ? sql`` : sql`and (received_at, id) < (${instantText(after.received_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`}
    order by received_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(receiptOf)
}
