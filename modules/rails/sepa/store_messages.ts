import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { IsoMessage, IsoMessageState, IsoTransaction } from './iso_message.ts'

type Row = Omit<IsoMessage, 'id' | 'connection' | 'account' | 'file' | 'duplicate_of'> & {
  readonly id: string
  readonly connection_id: string
  readonly account: string
  readonly file_id: string
  readonly duplicate_of: string | null
}
const columns = sql`id, connection_id, account, file_id, name, kind, message_id, message_name, initiating_party, state,
  reason_code, because, duplicate_of, transactions, accepted, created_at, read_at`

const messageOf = ({ id, connection_id, account, file_id, duplicate_of, ...row }: Row): IsoMessage => ({
  ...row,
  id: idOf('ism', id),
  connection: idOf('bcn', connection_id),
  account: idOf('acc', account),
  file: idOf('fil', file_id),
  duplicate_of: duplicate_of === null ? null : idOf('ism', duplicate_of),
})

/** False when the id is taken; whoever has it has committed by then. */
export async function insertMessage(db: Db, tenant_id: TenantId, one: IsoMessage): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.iso_message (tenant_id, id, connection_id, account, file_id, name, state,
      created_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOf(one.connection)}, ${uuidOf(one.account)}, ${uuidOf(one.file)},
      ${one.name}, 'received', ${instantText(one.created_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findMessage(
  db: Db,
  tenant_id: TenantId,
  id: Id<'ism'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<IsoMessage | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.iso_message
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : messageOf(rows[0])
}

/** Newest first, from below `before`. */
export async function listMessages(
  db: Db,
  tenant_id: TenantId,
  { state }: { readonly state?: IsoMessageState | undefined },
  page: { readonly before: MessagePlace | undefined; readonly limit: number },
): Promise<IsoMessage[]> {
  const { before } = page
  const { rows } = await sql<Row>`select ${columns} from rails.iso_message
    where tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${before === undefined ? sql`` : sql`and (created_at, id) < (${instantText(before.created_at)}::timestamptz, ${uuidOf(before.id)}::uuid)`}
    order by created_at desc, id desc limit ${page.limit}`.execute(db)
  return rows.map(messageOf)
}
export type MessagePlace = { readonly created_at: Instant; readonly id: Id<'ism'> }

export type MessageHead = {
  readonly kind: 'pain.001' | 'pain.008'
  readonly message_id: string
  readonly message_name: string
  readonly initiating_party: string
}

/** Another message of the same party with the same id that was there first. */
export async function findTwin(
  db: Db,
  tenant_id: TenantId,
  id: Id<'ism'>,
  { initiating_party, message_id }: MessageHead,
): Promise<Id<'ism'> | undefined> {
  const { rows } = await sql<{ id: string }>`select id from rails.iso_message
    where tenant_id = ${tenant_id} and initiating_party = ${initiating_party} and message_id = ${message_id}
      and duplicate_of is null and id <> ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : idOf('ism', rows[0].id)
}

/** Writes what reading found out. The caller holds the row. */
export async function updateMessage(db: Db, tenant_id: TenantId, one: IsoMessage): Promise<void> {
  const read_at = one.read_at === null ? null : instantText(one.read_at)
  await sql`update rails.iso_message set kind = ${one.kind}, message_id = ${one.message_id},
      message_name = ${one.message_name}, initiating_party = ${one.initiating_party}, state = ${one.state},
      reason_code = ${one.reason_code}, because = ${one.because},
      duplicate_of = ${one.duplicate_of === null ? null : uuidOf(one.duplicate_of)}::uuid,
      transactions = ${one.transactions}, accepted = ${one.accepted}, read_at = ${read_at}
    where tenant_id = ${tenant_id} and id = ${uuidOf(one.id)}`.execute(db)
}

export async function insertTransactions(
  db: Db,
  tenant_id: TenantId,
  message: Id<'ism'>,
  transactions: readonly IsoTransaction[],
): Promise<void> {
  const rows = transactions.map(({ order, ...one }) => ({
    ...one,
    order_id: order === null ? null : uuidOf(order),
  }))
  await sql`insert into rails.iso_transaction (tenant_id, message_id, number, payment_id, instruction_id, end_to_end_id,
      order_id, reason_code, because)
    select ${tenant_id}::int8, ${uuidOf(message)}::uuid, m.number, m.payment_id, m.instruction_id, m.end_to_end_id,
      m.order_id, m.reason_code, m.because
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (number int4, payment_id text, instruction_id text,
      end_to_end_id text, order_id uuid, reason_code text, because text)`.execute(db)
}

type TransactionRow = Omit<IsoTransaction, 'order'> & { readonly order_id: string | null }

/** In the order of the message, from behind `after`. */
export async function listTransactions(
  db: Db,
  tenant_id: TenantId,
  message: Id<'ism'>,
  page: { readonly after: number; readonly limit: number },
): Promise<IsoTransaction[]> {
  const { rows } =
    await sql<TransactionRow>`select number, payment_id, instruction_id, end_to_end_id, order_id,
      reason_code, because from rails.iso_transaction
    where tenant_id = ${tenant_id} and message_id = ${uuidOf(message)} and number > ${page.after}
    order by number limit ${page.limit}`.execute(db)
  return rows.map(({ order_id, ...row }) => ({
    ...row,
    order: order_id === null ? null : idOf('por', order_id),
  }))
}

/** Which of these numbers an earlier run has done. */
export async function doneNumbers(
  db: Db,
  tenant_id: TenantId,
  message: Id<'ism'>,
  numbers: readonly number[],
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ number: number }>`select number from rails.iso_transaction
    where tenant_id = ${tenant_id} and message_id = ${uuidOf(message)} and number = any(${[...numbers]}::int4[])`.execute(
    db,
  )
  return new Set(rows.map(({ number }) => number))
}

export async function countTransactions(
  db: Db,
  tenant_id: TenantId,
  message: Id<'ism'>,
): Promise<{ transactions: number; accepted: number }> {
  const { rows } = await sql<{ transactions: bigint; accepted: bigint }>`select count(*) as transactions,
      count(order_id) as accepted from rails.iso_transaction
    where tenant_id = ${tenant_id} and message_id = ${uuidOf(message)}`.execute(db)
  return { transactions: Number(rows[0]?.transactions ?? 0), accepted: Number(rows[0]?.accepted ?? 0) }
}
