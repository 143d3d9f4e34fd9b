import { sql } from 'kysely'
import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { PlaceInTime } from '../../../platform/http/lists.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { type Direction, directions, type Transfer } from './transfer.ts'
import { type TransferEvent, transferEvents, type TransferState, transferStates } from './transfer.machine.ts'

type Row = Omit<Transfer, 'id' | 'direction' | 'other' | 'account' | 'other_account' | 'amount' | 'state'> & {
  readonly id: string
  readonly direction: number
  readonly other_id: string
  readonly account: string
  readonly other_account: string
  readonly amount: bigint
  readonly state: number
}

const columns = sql`id, direction, other_tenant, other_id, account, other_account, amount, currency, description, metadata, state,
  because, created_by, created_at, updated_at`

const transferOf = ({ other_id, ...row }: Row): Transfer => ({
  ...row,
  id: idOf('itf', row.id),
  direction: directions[row.direction - 1] as Direction,
  other: idOf('ten', other_id),
  account: idOf('acc', row.account),
  other_account: idOf('acc', row.other_account),
  amount: Number(row.amount),
  state: transferStates[row.state] as TransferState,
})

const stateNumber = (state: TransferState): number => transferStates.indexOf(state)

/** False when the id is taken; whoever has it has committed by then. */
export async function insertTransfer(db: Db, tenant_id: TenantId, one: Transfer): Promise<boolean> {
  const { rows } =
    await sql`insert into payouts.transfer (tenant_id, id, direction, other_tenant, other_id, account, other_account, amount,
      currency, description, metadata, state, because, created_by, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${directions.indexOf(one.direction) + 1}, ${one.other_tenant}, ${uuidOf(one.other)},
      ${uuidOf(one.account)}, ${uuidOf(one.other_account)}, ${one.amount}, ${one.currency}, ${one.description},
      ${JSON.stringify(one.metadata)}::jsonb, ${stateNumber(one.state)}, ${one.because}, ${one.created_by},
      ${instantText(one.created_at)}, ${instantText(one.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findTransfer(
  db: Db,
  tenant_id: TenantId,
  id: Id<'itf'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<Transfer | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from payouts.transfer
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : transferOf(rows[0])
}

export type TransferFilter = {
  readonly direction?: Direction | undefined
  readonly state?: TransferState | undefined
}

/** Newest first, from behind `after`. */
export async function listTransfers(
  db: Db,
  tenant_id: TenantId,
  { direction, state }: TransferFilter,
  page: { readonly after: PlaceInTime<'itf', 'created_at'> | undefined; readonly limit: number },
): Promise<Transfer[]> {
  const { rows } = await sql<Row>`select ${columns} from payouts.transfer
    where tenant_id = ${tenant_id}
      ${direction === undefined ? sql`` : sql`and direction = ${directions.indexOf(direction) + 1}`}
      ${state === undefined ? sql`` : sql`and state = ${stateNumber(state)}`}
      ${page.after === undefined ? sql`` : sql`and (created_at, id) < (${instantText(page.after.created_at)}::timestamptz, ${uuidOf(page.after.id)}::uuid)`}
    order by created_at desc, id desc limit ${page.limit}`.execute(db)
  return rows.map(transferOf)
}

/** The caller holds the row, which was pending. */
export async function endTransfer(
  db: Db,
  tenant_id: TenantId,
  ended: {
    readonly id: Id<'itf'>
    readonly event: TransferEvent
    readonly to: TransferState
    readonly because: string | null
    readonly at: Instant
  },
): Promise<void> {
  await sql`update payouts.transfer set state = ${stateNumber(ended.to)}, came_from = state,
      event = ${transferEvents.indexOf(ended.event) + 1}, because = ${ended.because}, updated_at = ${instantText(ended.at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(ended.id)}`.execute(db)
}

/** With whom a tenant has exchanged money, and in which currencies. */
export type Pair = {
  readonly direction: Direction
  readonly other_tenant: TenantId
  readonly other: Id<'ten'>
  readonly currency: Currency
}

export async function pairsOf(db: Db, tenant_id: TenantId): Promise<Pair[]> {
  const { rows } = await sql<{
    direction: number
    other_tenant: TenantId
    other_id: string
    currency: Currency
  }>`select distinct direction, other_tenant, other_id, currency from payouts.transfer
    where tenant_id = ${tenant_id} order by other_tenant, currency, direction`.execute(db)
  return rows.map(({ direction, other_id, ...row }) => ({
    ...row,
    direction: directions[direction - 1] as Direction,
    other: idOf('ten', other_id),
  }))
}

/** What a tenant has sent to another one that is not over. */
export async function pendingSum(
  db: Db,
  tenant_id: TenantId,
  { other_tenant, currency }: Pick<Pair, 'other_tenant' | 'currency'>,
): Promise<bigint> {
  const { rows } = await sql<{
    sum: bigint
  }>`select coalesce(sum(amount), 0)::int8 as sum from payouts.transfer
    where tenant_id = ${tenant_id} and other_tenant = ${other_tenant} and currency = ${currency} and state = 0`.execute(
    db,
  )
  return rows[0]?.sum ?? 0n
}
