import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../../kernel/id.ts'
import { type Instant, instantText } from '../../../../kernel/world.ts'
import type { Db } from '../../../../platform/db/database.ts'
import type { TenantId } from '../../../../platform/scope.ts'
import {
  type PaymentRequestEvent,
  paymentRequestEvents,
  type PaymentRequestState,
  paymentRequestStates,
} from './payment_request.machine.ts'
import type { PaymentRequest } from './payment_request.ts'

type Row = Omit<
  PaymentRequest,
  'id' | 'connection' | 'bank_account' | 'receiving_account' | 'receipt' | 'state'
> & {
  readonly id: string
  readonly connection_id: string
  readonly bank_account_id: string
  readonly receiving_account_id: string
  readonly receipt_id: string | null
  readonly state: number
}

const columns = sql`id, connection_id, rail, bank_account_id, receiving_account_id, amount, currency, end_to_end_id,
  remittance, expires_at, message_id, state, reason_code, because, receipt_id, metadata, created_at, updated_at`

const requestOf = (row: Row): PaymentRequest => {
  const { connection_id, bank_account_id, receiving_account_id, receipt_id, ...rest } = row
  return {
    ...rest,
    id: idOf('rfp', row.id),
    connection: idOf('bcn', connection_id),
    bank_account: idOf('bac', bank_account_id),
    receiving_account: idOf('rva', receiving_account_id),
    receipt: receipt_id === null ? null : idOf('irc', receipt_id),
    state: paymentRequestStates[row.state] as PaymentRequestState,
  }
}

const stateNumber = (state: PaymentRequestState): number => paymentRequestStates.indexOf(state)

/** False when the id or the end_to_end_id is taken; whoever has it has committed by then. */
export async function insertRequest(db: Db, tenant_id: TenantId, one: PaymentRequest): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.payment_request (tenant_id, id, connection_id, rail, bank_account_id, receiving_account_id,
      amount, currency, end_to_end_id, remittance, expires_at, message_id, metadata, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOf(one.connection)}, ${one.rail}, ${uuidOf(one.bank_account)},
      ${uuidOf(one.receiving_account)}, ${one.amount}, ${one.currency}, ${one.end_to_end_id}, ${one.remittance},
      ${instantText(one.expires_at)}, ${one.message_id}, ${JSON.stringify(one.metadata)}::jsonb,
      ${instantText(one.created_at)}, ${instantText(one.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findRequest(
  db: Db,
  tenant_id: TenantId,
  id: Id<'rfp'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<PaymentRequest | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.payment_request
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : requestOf(rows[0])
}

/** By one of the names that it has on the rail; locked. */
export async function lockRequestBy(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  name: { readonly message_id: string } | { readonly end_to_end_id: string },
): Promise<PaymentRequest | undefined> {
  const named =
    'message_id' in name ? sql`message_id = ${name.message_id}` : sql`end_to_end_id = ${name.end_to_end_id}`
  const { rows } = await sql<Row>`select ${columns} from rails.payment_request
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)} and ${named} for update`.execute(
    db,
  )
  return rows[0] === undefined ? undefined : requestOf(rows[0])
}

export type RequestPlace = { readonly created_at: Instant; readonly id: Id<'rfp'> }

/** Newest first, from behind `after`. */
export async function listRequests(
  db: Db,
  tenant_id: TenantId,
  { state }: { readonly state?: PaymentRequestState | undefined },
  { after, limit }: { readonly after: RequestPlace | undefined; readonly limit: number },
): Promise<PaymentRequest[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.payment_request
    where tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and state = ${stateNumber(state)}`}
      ${after === undefined ? sql`` : sql`and (created_at, id) < (${instantText(after.created_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`}
    order by created_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(requestOf)
}

/** The caller holds the row. */
export async function moveRequest(
  db: Db,
  tenant_id: TenantId,
  before: PaymentRequestState,
  event: PaymentRequestEvent,
  after: PaymentRequest,
): Promise<void> {
  await sql`update rails.payment_request set state = ${stateNumber(after.state)}, came_from = ${stateNumber(before)},
      event = ${paymentRequestEvents.indexOf(event) + 1}, reason_code = ${after.reason_code}, because = ${after.because},
      receipt_id = ${after.receipt === null ? null : uuidOf(after.receipt)}, updated_at = ${instantText(after.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(after.id)}`.execute(db)
}
