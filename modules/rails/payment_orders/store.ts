import { sql } from 'kysely'
import { type Id, idOf, type Prefix, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { PlaceInTime } from '../../../platform/http/lists.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { OrderRail } from '../bank_connections/bank_connection.ts'
import { paymentOrderEvents, type PaymentOrderState, paymentOrderStates } from './payment_order.machine.ts'
import type { PaymentOrder, PaymentOrderStep } from './payment_order.ts'
import type { SequenceType } from '../rules/sepa/mandate.ts'
import type { SequenceUse } from './sequence.ts'
import { UNKNOWN_ORDERS_NAMED_MAX } from './limits.ts'
import { type movedRow, newRow, orderColumns, orderOf, type OrderRow, stateNumber } from './rows.ts'

/** New rows, in one statement. Throws for an id or an end_to_end_id that is taken: look before. */
export async function insertOrders(
  db: Db,
  tenant_id: TenantId,
  orders: readonly PaymentOrder[],
): Promise<void> {
  await sql`insert into rails.payment_order (tenant_id, id, connection_id, kind, rail, bank_account_id, mandate_id, account,
      amount, currency, sec_code, description, remittance, end_to_end_id, wish, purpose, sequence_type, releases_after, fallback_rail,
      attempt, original_id, state, time_window, file_cutoff_at, effective_on, settles_on, settles_at, metadata, created_at,
      updated_at)
    select ${tenant_id}::int8, r.id, r.connection_id, r.kind, r.rail, r.bank_account_id, r.mandate_id, r.account, r.amount,
      r.currency, r.sec_code, r.description, r.remittance, r.end_to_end_id, r.wish, r.purpose, r.sequence_type,
      r.releases_after, r.fallback_rail, r.attempt, r.original_id, 0, r.time_window, r.file_cutoff_at, r.effective_on, r.settles_on,
      r.settles_at, r.metadata, r.created_at, r.created_at
    from jsonb_to_recordset(${JSON.stringify(orders.map(newRow))}::jsonb) as r (id uuid, connection_id uuid, kind int2,
      rail text, bank_account_id uuid, mandate_id uuid, account uuid, amount int8, currency text, sec_code text,
      description text, remittance text, end_to_end_id text, wish text, purpose int2, sequence_type text,
      releases_after boolean, fallback_rail text, attempt int2, original_id uuid, time_window text, file_cutoff_at timestamptz,
      effective_on date, settles_on date, settles_at timestamptz, metadata jsonb, created_at timestamptz)`.execute(
    db,
  )
}

/** In no order; ids that there are not are left out. Locked in the order of the ids when asked. */
export async function findOrders(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'por'>[],
  options: { readonly is_locked?: boolean } = {},
): Promise<PaymentOrder[]> {
  const lock = options.is_locked === true ? sql`order by o.id for update` : sql``
  const { rows } = await sql<OrderRow>`select ${orderColumns} from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.id = any(${ids.map(uuidOf)}::uuid[]) ${lock}`.execute(db)
  return rows.map(orderOf)
}

/** By what the rail calls them. Several may share one: a counter of seven digits begins again. Newest first. */
export async function findByReferences(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  references: readonly string[],
): Promise<PaymentOrder[]> {
  const { rows } = await sql<OrderRow>`select ${orderColumns} from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.connection_id = ${uuidOf(connection)}
      and o.reference = any(${[...references]}::text[])
    order by o.id desc`.execute(db)
  return rows.map(orderOf)
}

export async function findByEndToEndIds(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  end_to_end_ids: readonly string[],
): Promise<PaymentOrder[]> {
  const { rows } = await sql<OrderRow>`select ${orderColumns} from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.connection_id = ${uuidOf(connection)}
      and o.end_to_end_id = any(${[...end_to_end_ids]}::text[])`.execute(db)
  return rows.map(orderOf)
}

type MovedRow = ReturnType<typeof movedRow>

/** Writes moved orders and what happened to them, in two statements. The caller holds the rows. */
export async function writeMoves(
  db: Db,
  tenant_id: TenantId,
  rows: readonly MovedRow[],
  at: Instant,
): Promise<void> {
  const json = JSON.stringify(rows)
  await sql`update rails.payment_order o set came_from = m.came_from, event = m.event, state = m.state, steps = m.steps,
      funds = m.funds, next_id = m.next_id, reason_code = m.reason_code, because = m.because, next_action = m.next_action,
      needs_review = m.needs_review, file_id = m.file_id, number = m.number, reference = m.reference,
      time_window = m.time_window, file_cutoff_at = m.file_cutoff_at, effective_on = m.effective_on,
      settles_on = m.settles_on, settles_at = m.settles_at, settled_at = m.settled_at,
      return_closes_at = m.return_closes_at, dispute_closes_at = m.dispute_closes_at, updated_at = ${instantText(at)}
    from jsonb_to_recordset(${json}::jsonb) as m (id uuid, came_from int2, event int2, state int2, steps int2, funds int2,
      next_id uuid, reason_code text, because text, next_action text, needs_review boolean, file_id uuid, number int4,
      reference text, time_window text, file_cutoff_at timestamptz, effective_on date, settles_on date,
      settles_at timestamptz, settled_at timestamptz, return_closes_at timestamptz, dispute_closes_at timestamptz)
    where o.tenant_id = ${tenant_id} and o.id = m.id`.execute(db)
  await sql`insert into rails.payment_order_event (tenant_id, order_id, number, event, state, reason_code, because, file_id, at)
    select ${tenant_id}::int8, m.id, m.steps, m.event, m.state, m.reason_code, m.because, m.said_by, ${instantText(at)}
    from jsonb_to_recordset(${json}::jsonb) as m (id uuid, steps int2, event int2, state int2, reason_code text,
      because text, said_by uuid)`.execute(db)
}

/** Collected money that is free now: a fact of its own, and no state. The caller holds the rows. */
export async function writeReleases(
  db: Db,
  tenant_id: TenantId,
  orders: readonly PaymentOrder[],
  at: Instant,
): Promise<void> {
  await sql`update rails.payment_order o set funds = 1, steps = m.steps, updated_at = ${instantText(at)}
    from unnest(${orders.map(({ id }) => uuidOf(id))}::uuid[], ${orders.map(({ steps }) => steps)}::int2[]) as m (id, steps)
    where o.tenant_id = ${tenant_id} and o.id = m.id and o.funds = 2`.execute(db)
}

export type OrderFilter = {
  readonly state?: PaymentOrderState | undefined
  readonly connection?: Id<'bcn'> | undefined
  readonly bank_account?: Id<'bac'> | undefined
  readonly file?: Id<'ofl'> | undefined
  readonly end_to_end_id?: string | undefined
  readonly needs_review?: boolean | undefined
}

/** Newest first, from behind `after`. */
export async function listOrders(
  db: Db,
  tenant_id: TenantId,
  filter: OrderFilter,
  page: { readonly after: PlaceInTime<'por', 'created_at'> | undefined; readonly limit: number },
): Promise<PaymentOrder[]> {
  const { state, connection, bank_account, file, end_to_end_id, needs_review } = filter
  // A connection has an end-to-end id once, and an index that begins with the connection.
  const connections = sql`array(select c.id from rails.bank_connection c where c.tenant_id = ${tenant_id})`
  const { rows } = await sql<OrderRow>`select ${orderColumns} from rails.payment_order o
    where o.tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and o.state = ${stateNumber(state)}`}
      ${connection === undefined ? sql`` : sql`and o.connection_id = ${uuidOf(connection)}`}
      ${bank_account === undefined ? sql`` : sql`and o.bank_account_id = ${uuidOf(bank_account)}`}
      ${file === undefined ? sql`` : sql`and o.file_id = ${uuidOf(file)}`}
      ${end_to_end_id === undefined ? sql`` : sql`and o.end_to_end_id = ${end_to_end_id} and o.connection_id = any (${connections})`}
      ${needs_review === true ? sql`and o.needs_review` : sql``}
      ${page.after === undefined ? sql`` : sql`and (o.created_at, o.id) < (${instantText(page.after.created_at)}::timestamptz, ${uuidOf(page.after.id)}::uuid)`}
    order by o.created_at desc, o.id desc limit ${page.limit}`.execute(db)
  return rows.map(orderOf)
}

type StepRow = Omit<PaymentOrderStep, 'event' | 'state' | 'file'> & {
  event: number
  state: number
  file_id: string | null
  is_ours: boolean
}

export type UnknownOrders = {
  readonly count: bigint
  /** At most UNKNOWN_ORDERS_NAMED_MAX, longest first. */
  readonly longest: readonly { readonly id: Id<'por'>; readonly since: Instant }[]
}

export async function countUnknown(db: Db, tenant_id: TenantId): Promise<UnknownOrders> {
  const unknown = sql`from rails.payment_order o where o.tenant_id = ${tenant_id}::int8 and o.state = 3`
  const { rows } = await sql<{ id: string; since: Instant; count: bigint }>`
    select o.id, o.updated_at as since, (select count(*) ${unknown}) as count ${unknown}
      order by o.updated_at, o.id limit ${UNKNOWN_ORDERS_NAMED_MAX}::int4`.execute(db)
  return {
    count: rows[0]?.count ?? 0n,
    longest: rows.map(({ id, since }) => ({ id: idOf('por', id), since })),
  }
}

/** What happened to an order, oldest first. */
export async function listSteps(db: Db, tenant_id: TenantId, id: Id<'por'>): Promise<PaymentOrderStep[]> {
  const { rows } =
    await sql<StepRow>`select e.number, e.event, e.state, e.reason_code, e.because, e.file_id, e.at,
      exists (select 1 from rails.outgoing_file f where f.tenant_id = ${tenant_id} and f.id = e.file_id) as is_ours
    from rails.payment_order_event e where e.tenant_id = ${tenant_id} and e.order_id = ${uuidOf(id)}
    order by e.number`.execute(db)
  return rows.map(({ file_id, is_ours, ...row }) => ({
    ...row,
    event: paymentOrderEvents[row.event - 1] ?? 'submit',
    state: paymentOrderStates[row.state] ?? 'scheduled',
    file: file_id === null ? null : idOf<Prefix>(is_ours ? 'ofl' : 'fil', file_id),
  }))
}

/** Orders of one kind of file that were due by a cut-off, in the order in which a file has them. */
export async function dueOrders(
  db: Db,
  tenant_id: TenantId,
  due: {
    readonly connection: Id<'bcn'>
    readonly rail: OrderRail
    readonly cutoff_at: Instant
    readonly limit: number
  },
): Promise<PaymentOrder[]> {
  const { rows } = await sql<OrderRow>`select ${orderColumns} from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.connection_id = ${uuidOf(due.connection)} and o.rail = ${due.rail} and o.state = 0
      and o.file_cutoff_at <= ${instantText(due.cutoff_at)}
    order by o.sec_code, o.sequence_type, o.description, o.effective_on, o.kind, o.id limit ${due.limit}`.execute(
    db,
  )
  return rows.map(orderOf)
}

/** Orders of a file in a state; those only that settle by `settles_by` when it is given. In the order of the file. */
export async function ordersInState(
  db: Db,
  tenant_id: TenantId,
  file: Id<'ofl'>,
  asked: {
    readonly states: readonly PaymentOrderState[]
    readonly settles_by?: Instant
    readonly limit: number
  },
): Promise<Id<'por'>[]> {
  const { states, settles_by, limit } = asked
  const { rows } = await sql<{ id: string }>`select o.id from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.file_id = ${uuidOf(file)} and o.state = any(${states.map(stateNumber)}::int2[])
      ${settles_by === undefined ? sql`` : sql`and o.settles_at <= ${instantText(settles_by)}`}
    order by o.number limit ${limit}`.execute(db)
  return rows.map(({ id }) => idOf('por', id))
}

/** Collected orders whose window has closed and whose money waits. */
export async function uncleared(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  asked: { readonly by: Instant; readonly limit: number },
): Promise<PaymentOrder[]> {
  const { rows } = await sql<OrderRow>`select ${orderColumns} from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.connection_id = ${uuidOf(connection)} and o.funds = 2 and o.state = 4
      and not o.needs_review and o.return_closes_at <= ${instantText(asked.by)}
    order by o.return_closes_at, o.id limit ${asked.limit} for update`.execute(db)
  return rows.map(orderOf)
}

/** A person has to look at them. */
export async function markForReview(db: Db, tenant_id: TenantId, ids: readonly Id<'por'>[]): Promise<void> {
  await sql`update rails.payment_order set needs_review = true
    where tenant_id = ${tenant_id} and id = any(${ids.map(uuidOf)}::uuid[])`.execute(db)
}

/** Somebody looked. False when nobody has to. */
export async function closeReview(db: Db, tenant_id: TenantId, id: Id<'por'>, at: Instant): Promise<boolean> {
  const { rows } =
    await sql`update rails.payment_order set needs_review = false, updated_at = ${instantText(at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} and needs_review returning id`.execute(db)
  return rows.length === 1
}

/** What was collected under each mandate; a collection that was rejected or cancelled does not count. */
export async function sequencesOf(
  db: Db,
  tenant_id: TenantId,
  mandates: readonly Id<'man'>[],
): Promise<Map<Id<'man'>, SequenceUse>> {
  if (mandates.length === 0) return new Map()
  const { rows } = await sql<{ mandate_id: string; settled: SequenceType[] }>`select o.mandate_id,
      array_agg(distinct o.sequence_type) as settled
    from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.mandate_id = any(${mandates.map(uuidOf)}::uuid[])
      and o.sequence_type is not null and o.state not in (6, 7)
    group by o.mandate_id`.execute(db)
  return new Map(rows.map(({ mandate_id, settled }) => [idOf('man', mandate_id), { settled }]))
}
