import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { PlaceInTime } from '../../../platform/http/lists.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { OPEN_STATES } from '../limits.ts'
import type { Attempt, Payout } from './payout.ts'
import { type PayoutEvent, payoutEvents, type PayoutState, payoutStates } from './payout.machine.ts'

type Named = 'bank_account' | 'account' | 'asked_connection' | 'connection' | 'approval' | 'hold' | 'order'
type Row = Omit<Payout, 'id' | 'state' | 'amount' | Named> & {
  readonly id: string
  readonly state: number
  readonly amount: bigint
  readonly bank_account_id: string
  readonly account: string
  readonly asked_connection: string | null
  readonly connection_id: string
  readonly approval_id: string | null
  readonly hold: string | null
  readonly order_id: string | null
}

const columns = sql`id, bank_account_id, details_given_at, account, amount, currency, speed, asked_connection, description,
  remittance, metadata, encode(digest, 'hex') as digest, policy_version, requirements, held_until, approval_id, decision,
  connection_id, rail, hold, attempts, order_id, state, reason_code, because, reversible_until, created_by, created_at, updated_at`

const named = <P extends 'bcn' | 'apv' | 'trf' | 'por'>(prefix: P, uuid: string | null) =>
  uuid === null ? null : idOf(prefix, uuid)

function payoutOf(row: Row): Payout {
  const { bank_account_id, connection_id, approval_id, order_id, ...rest } = row
  return {
    ...rest,
    id: idOf('pyo', row.id),
    state: payoutStates[row.state] as PayoutState,
    amount: Number(row.amount),
    bank_account: idOf('bac', bank_account_id),
    account: idOf('acc', row.account),
    asked_connection: named('bcn', row.asked_connection),
    connection: idOf('bcn', connection_id),
    approval: named('apv', approval_id),
    hold: named('trf', row.hold),
    order: named('por', order_id),
  }
}

const stateNumber = (state: PayoutState): number => payoutStates.indexOf(state)
const eventNumber = (event: PayoutEvent): number => payoutEvents.indexOf(event) + 1
const uuid = (id: string | null): string | null => (id === null ? null : uuidOf(id))
const textOf = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** False when the id is taken; whoever has it has committed by then. */
export async function insertPayout(db: Db, tenant_id: TenantId, one: Payout): Promise<boolean> {
  const { rows } =
    await sql`insert into payouts.payout (tenant_id, id, bank_account_id, details_given_at, account, amount, currency, speed,
      asked_connection, description, remittance, metadata, digest, policy_version, requirements, held_until, approval_id, decision,
      connection_id, rail, hold, state, created_by, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOf(one.bank_account)}, ${instantText(one.details_given_at)},
      ${uuidOf(one.account)}, ${one.amount}, ${one.currency}, ${one.speed}, ${uuid(one.asked_connection)}, ${one.description},
      ${one.remittance}, ${JSON.stringify(one.metadata)}::jsonb, decode(${one.digest}, 'hex'), ${one.policy_version},
      ${JSON.stringify(one.requirements)}::jsonb, ${textOf(one.held_until)}, ${uuid(one.approval)},
      ${JSON.stringify(one.decision)}::jsonb, ${uuidOf(one.connection)}, ${one.rail}, ${uuid(one.hold)}, ${stateNumber(one.state)},
      ${one.created_by}, ${instantText(one.created_at)}, ${instantText(one.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

/** By id; those that there are not are left out. Locked in the order of the ids when asked. */
export async function findPayouts(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'pyo'>[],
  options: { readonly is_locked?: boolean } = {},
): Promise<ReadonlyMap<Id<'pyo'>, Payout>> {
  const lock = options.is_locked === true ? sql`order by id for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from payouts.payout
    where tenant_id = ${tenant_id} and id = any(${ids.map(uuidOf)}::uuid[]) ${lock}`.execute(db)
  return new Map(rows.map(payoutOf).map((one) => [one.id, one]))
}

export type PayoutFilter = {
  readonly state?: PayoutState | undefined
  readonly bank_account?: Id<'bac'> | undefined
  readonly account?: Id<'acc'> | undefined
}

/** Newest first, from behind `after`. */
export async function listPayouts(
  db: Db,
  tenant_id: TenantId,
  { state, bank_account, account }: PayoutFilter,
  page: { readonly after: PlaceInTime<'pyo', 'created_at'> | undefined; readonly limit: number },
): Promise<Payout[]> {
  const { rows } = await sql<Row>`select ${columns} from payouts.payout
    where tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and state = ${stateNumber(state)}`}
      ${bank_account === undefined ? sql`` : sql`and bank_account_id = ${uuidOf(bank_account)}`}
      ${account === undefined ? sql`` : sql`and account = ${uuidOf(account)}`}
      ${page.after === undefined ? sql`` : sql`and (created_at, id) < (${instantText(page.after.created_at)}::timestamptz, ${uuidOf(page.after.id)}::uuid)`}
    order by created_at desc, id desc limit ${page.limit}`.execute(db)
  return rows.map(payoutOf)
}

/** Open payouts to a bank account that meant other details than those given at a time. */
export async function payoutsToOtherDetails(
  db: Db,
  tenant_id: TenantId,
  bank_account: Id<'bac'>,
  details_given_at: Instant,
  page: { readonly after: Id<'pyo'> | undefined; readonly limit: number },
): Promise<Payout[]> {
  const { rows } = await sql<Row>`select ${columns} from payouts.payout
    where tenant_id = ${tenant_id} and bank_account_id = ${uuidOf(bank_account)} and state <= 2
      and state = any(${OPEN_STATES.map(stateNumber)}::int2[]) and details_given_at <> ${instantText(details_given_at)}
      ${page.after === undefined ? sql`` : sql`and id > ${uuidOf(page.after)}`}
    order by id limit ${page.limit}`.execute(db)
  return rows.map(payoutOf)
}

/** Payouts to these details of a bank account wait no longer because they are new; answers those that may go now. */
export async function releaseHeld(
  db: Db,
  tenant_id: TenantId,
  bank_account: Id<'bac'>,
  details_given_at: Instant,
): Promise<Id<'pyo'>[]> {
  const { rows } = await sql<{ id: string; state: number }>`update payouts.payout set held_until = null
    where tenant_id = ${tenant_id} and bank_account_id = ${uuidOf(bank_account)} and state <= 1 and held_until is not null
      and details_given_at = ${instantText(details_given_at)}
    returning id, state`.execute(db)
  return rows.filter(({ state }) => state === 1).map(({ id }) => idOf('pyo', id))
}

/** The payouts whose orders these are, by order. */
export async function payoutsOfOrders(
  db: Db,
  tenant_id: TenantId,
  orders: readonly Id<'por'>[],
): Promise<ReadonlyMap<Id<'por'>, Id<'pyo'>>> {
  const { rows } = await sql<{
    order_id: string
    payout_id: string
  }>`select order_id, payout_id from payouts.attempt
    where tenant_id = ${tenant_id} and order_id = any(${orders.map(uuidOf)}::uuid[])`.execute(db)
  return new Map(rows.map(({ order_id, payout_id }) => [idOf('por', order_id), idOf('pyo', payout_id)]))
}

/** Any number at once, one move each. The caller holds the rows. */
export async function writeMoved(
  db: Db,
  tenant_id: TenantId,
  moved: readonly { readonly before: Payout; readonly after: Payout; readonly event: PayoutEvent }[],
): Promise<void> {
  const rows = moved.map(({ before, after, event }) => ({
    id: uuidOf(after.id),
    came_from: stateNumber(before.state),
    event: eventNumber(event),
    state: stateNumber(after.state),
    decision: after.decision,
    connection_id: uuidOf(after.connection),
    rail: after.rail,
    hold: uuid(after.hold),
    attempts: after.attempts,
    order_id: uuid(after.order),
    reason_code: after.reason_code,
    because: after.because,
    reversible_until: textOf(after.reversible_until),
    updated_at: instantText(after.updated_at),
  }))
  await sql`update payouts.payout p set came_from = m.came_from, event = m.event, state = m.state, decision = m.decision,
      connection_id = m.connection_id, rail = m.rail, hold = m.hold, attempts = m.attempts, order_id = m.order_id,
      reason_code = m.reason_code, because = m.because, reversible_until = m.reversible_until, updated_at = m.updated_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (id uuid, came_from int2, event int2, state int2, decision jsonb,
      connection_id uuid, rail text, hold uuid, attempts int2, order_id uuid, reason_code text, because text,
      reversible_until timestamptz, updated_at timestamptz)
    where p.tenant_id = ${tenant_id} and p.id = m.id`.execute(db)
}

export async function insertAttempt(
  db: Db,
  tenant_id: TenantId,
  payout: Id<'pyo'>,
  one: Attempt,
): Promise<void> {
  await sql`insert into payouts.attempt (tenant_id, payout_id, number, order_id, connection_id, rail, decision, created_at)
    values (${tenant_id}, ${uuidOf(payout)}, ${one.number}, ${uuidOf(one.order)}, ${uuidOf(one.connection)}, ${one.rail},
      ${JSON.stringify(one.decision)}::jsonb, ${instantText(one.created_at)})`.execute(db)
}

/** In their order. */
export async function listAttempts(db: Db, tenant_id: TenantId, payout: Id<'pyo'>): Promise<Attempt[]> {
  const { rows } = await sql<
    Omit<Attempt, 'order' | 'connection'> & { order_id: string; connection_id: string }
  >`select number, order_id, connection_id, rail, decision, created_at from payouts.attempt
    where tenant_id = ${tenant_id} and payout_id = ${uuidOf(payout)} order by number`.execute(db)
  return rows.map(({ order_id, connection_id, ...row }) => ({
    ...row,
    order: idOf('por', order_id),
    connection: idOf('bcn', connection_id),
  }))
}

/** Which of these orders were made for payouts. */
export async function ordersOfPayouts(
  db: Db,
  tenant_id: TenantId,
  orders: readonly Id<'por'>[],
): Promise<ReadonlySet<Id<'por'>>> {
  const { rows } = await sql<{ order_id: string }>`select a.order_id from payouts.attempt a
    where a.tenant_id = ${tenant_id}::int8 and a.order_id = any(${orders.map(uuidOf)}::uuid[])`.execute(db)
  return new Set(rows.map(({ order_id }) => idOf('por', order_id)))
}
