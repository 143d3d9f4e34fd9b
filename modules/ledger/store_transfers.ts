import { type RawBuilder, sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Metadata } from './account.ts'
import { currencyOf } from './currency_number.ts'
import { holdStates } from './hold.machine.ts'
import { SCANNED_PER_PAGE_MAX } from './limits.ts'
import type { Note } from './render_transfer.ts'
import { type ResultCode, resultOf } from './results.ts'
import {
  type HoldNow,
  type LegBalance,
  type RecordedTransfer,
  type TransferKind,
  transferKinds,
} from './transfer.ts'

/** A stored row. One that was refused moved nothing, so it has no balances. */
export type StoredTransfer = { readonly id: Id<'trf'>; readonly result: ResultCode; readonly note: Note } & {
  readonly transfer?: RecordedTransfer
  /** Of a pending one: what has become of it. The only part of an answer that changes. */
  readonly hold?: HoldNow
}

type LegColumns<L extends 'debit' | 'credit'> = { readonly [K in `${L}_account`]: string | null } & {
  readonly [K in `${L}_version` | `${L}_balance` | `${L}_debits_pending` | `${L}_credits_pending`]:
    | bigint
    | null
} & { readonly [K in `${L}_side`]: number | null }
type TransferRow = LegColumns<'debit'> &
  LegColumns<'credit'> & {
    readonly id: string
    readonly kind: number
    readonly result: number
    readonly amount: bigint
    readonly currency: number
    readonly code: string
    readonly effective_on: Day
    readonly posted_at: Instant
    readonly pending_id: string | null
    readonly released: bigint | null
    readonly expires_at: Instant | null
    readonly reversal_of: string | null
    readonly description: string | null
    readonly metadata: Metadata | null
    readonly hold_state: number | null
    readonly hold_remaining: bigint | null
    readonly hold_released: bigint | null
  }

const columns =
  sql.raw(`t.id, t.kind, t.result, t.amount, t.currency, t.code, t.effective_on, t.posted_at, t.pending_id,
  t.released, t.expires_at, t.reversal_of, t.debit_account, t.debit_version, t.debit_balance, t.debit_debits_pending,
  t.debit_credits_pending, d.normal_side as debit_side, t.credit_account, t.credit_version, t.credit_balance,
  t.credit_debits_pending, t.credit_credits_pending, c.normal_side as credit_side, n.description, n.metadata,
  h.state as hold_state, h.remaining as hold_remaining, h.released as hold_released`)
/** The side an account is read on never changes, so a row always shows the same balances. */
const beside =
  sql.raw(`left join ledger.balance d on d.tenant_id = t.tenant_id and d.account_id = t.debit_account
  left join ledger.balance c on c.tenant_id = t.tenant_id and c.account_id = t.credit_account
  left join ledger.transfer_note n on n.tenant_id = t.tenant_id and n.id = t.id
  left join lateral (select o.state, o.remaining, (select sum(s.released)::int8 from ledger.transfer s
      where s.tenant_id = o.tenant_id and s.pending_id = o.id and s.result = 0) as released
    from ledger.hold o where o.tenant_id = t.tenant_id and o.id = t.id and t.kind = 2) h on true`)

/** Null for a transfer that moved nothing. */
function legOf<L extends 'debit' | 'credit'>(row: LegColumns<L>, side: L): LegBalance {
  const account = row[`${side}_account`]
  const version = row[`${side}_version`]
  assert(account !== null && version !== null, 'a posted transfer has both legs')
  return {
    account: idOf('acc', account),
    version: Number(version),
    net: row[`${side}_balance`] ?? 0n,
    debits_pending: row[`${side}_debits_pending`] ?? 0n,
    credits_pending: row[`${side}_credits_pending`] ?? 0n,
    normal_side: (row[`${side}_side`] as number | null) === 1 ? 'credit' : 'debit',
  }
}

function holdOf(row: TransferRow): HoldNow | undefined {
  if (row.hold_state === null) return undefined
  const [remaining, released] = [Number(row.hold_remaining), Number(row.hold_released ?? 0n)]
  const state = holdStates[row.hold_state] as HoldNow['state']
  return { state, remaining, posted: Number(row.amount) - remaining - released, released }
}

function storedOf(row: TransferRow): StoredTransfer {
  const id = idOf('trf', row.id)
  const result = resultOf(row.result)
  const note = { description: row.description ?? undefined, metadata: row.metadata ?? undefined }
  if (result !== 'posted') return { id, result, note }
  const transfer: RecordedTransfer = {
    id,
    kind: transferKinds[row.kind - 1] as TransferKind,
    amount: Number(row.amount),
    currency: currencyOf(row.currency),
    code: row.code,
    debit: legOf<'debit'>(row, 'debit'),
    credit: legOf<'credit'>(row, 'credit'),
    effective_on: row.effective_on,
    recorded_at: row.posted_at,
    ...(row.pending_id === null ? {} : { pending_id: idOf('trf', row.pending_id) }),
    ...(row.released === null ? {} : { released: Number(row.released) }),
    ...(row.expires_at === null ? {} : { expires_at: row.expires_at }),
    ...(row.reversal_of === null ? {} : { reversal_of: idOf('trf', row.reversal_of) }),
  }
  const hold = holdOf(row)
  return { id, result, note, transfer, ...(hold === undefined ? {} : { hold }) }
}

/** Refused ones included; by id. */
export async function findTransfers(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'trf'>[],
): Promise<Map<Id<'trf'>, StoredTransfer>> {
  const { rows } = await sql<TransferRow>`select ${columns} from ledger.transfer t ${beside}
    where t.tenant_id = ${tenant_id}::int8 and t.id = any (${ids.map(uuidOf)}::uuid[])`.execute(db)
  return new Map(rows.map(storedOf).map((stored) => [stored.id, stored]))
}

/** How much of a transfer its reversals have moved back. */
export async function sumReversed(db: Db, tenant_id: TenantId, id: Id<'trf'>): Promise<number> {
  const { rows } = await sql<{ reversed: string }>`select coalesce(sum(amount), 0)::text as reversed
    from ledger.transfer
    where tenant_id = ${tenant_id}::int8 and reversal_of = ${uuidOf(id)}::uuid and result = 0`.execute(db)
  return Number(rows[0]?.reversed)
}

/** How much was asked for under an id, recorded or refused; undefined for an id never asked for, and for `max`. */
export async function amountAsked(db: Db, tenant_id: TenantId, id: Id<'trf'>): Promise<number | undefined> {
  const { rows } = await sql<{ amount: string }>`select amount::text as amount from ledger.transfer
    where tenant_id = ${tenant_id}::int8 and id = ${uuidOf(id)}::uuid and amount > 0`.execute(db)
  return rows[0] === undefined ? undefined : Number(rows[0].amount)
}

export type TransferFilter = {
  /** On either side; without metadata or a hold beside it, the list goes by the account's versions. */
  readonly account?: Id<'acc'>
  readonly code?: string
  /** What became of this hold. */
  readonly pending_id?: Id<'trf'>
  /** Every pair must be there. */
  readonly metadata?: Metadata
}
/** Behind which transfer the page begins: its id or, in a list of one account, the account's version after it. */
export type TransferPlace = { readonly id: Id<'trf'> } | { readonly version: number }
export type TransferPage = {
  readonly found: readonly StoredTransfer[]
  /** Where the next page begins; undefined when there is none. */
  readonly next: TransferPlace | undefined
}

/** Which rows are looked at, and in which order: the narrowest filter that an index knows leads. */
type Lead = {
  readonly by: 'id' | 'version'
  /** (id, sort, code), the greatest first, from behind the place; code is null where the lead does not know it. */
  rows(limit: number): RawBuilder<unknown>
}

function leadOf(tenant_id: TenantId, filter: TransferFilter, after: TransferPlace | undefined): Lead {
  const tenant = sql`tenant_id = ${tenant_id}::int8`
  const behind = after !== undefined && 'id' in after ? sql`and id < ${uuidOf(after.id)}::uuid` : sql``
  const { pending_id, metadata, account } = filter
  const byId = (from: RawBuilder<unknown>, codes = sql`code`): Lead => ({
    by: 'id',
    rows: (limit) =>
      sql`select id, id as sort, ${codes} as code from ${from} ${behind} order by id desc limit ${limit}`,
  })
  if (pending_id !== undefined)
    return byId(sql`ledger.transfer where ${tenant} and pending_id = ${uuidOf(pending_id)}::uuid`)
  if (metadata !== undefined)
    return byId(
      sql`ledger.transfer_note where ${tenant} and metadata @> ${JSON.stringify(metadata)}::jsonb`,
      sql`null::text`,
    )
  if (account === undefined) return byId(sql`ledger.transfer where ${tenant}`)
  const newest =
    after !== undefined && 'version' in after
      ? sql`${after.version - 1}::int8`
      : sql`(select version from ledger.balance where ${tenant} and account_id = ${uuidOf(account)}::uuid)`
  return {
    by: 'version',
    rows: (limit) =>
      sql`select l.transfer_id as id, l.version as sort, l.code
        from (select ${newest} as through) v
        cross join lateral ledger.legs_between(${tenant_id}::int8, ${uuidOf(account)}::uuid, v.through - ${limit}, v.through) l
        order by l.version desc`,
  }
}

/**
 * Recorded transfers, in the order of their lead. One page looks at a bounded number of rows, so a rare code can bring a short
 * page that is not the last.
 */
export async function listTransfers(
  db: Db,
  tenant_id: TenantId,
  filter: TransferFilter,
  page: { after: TransferPlace | undefined; limit: number },
): Promise<TransferPage> {
  const lead = leadOf(tenant_id, filter, page.after)
  const { account, code, metadata } = filter
  const uuid = account === undefined ? '' : uuidOf(account)
  // Without a code only refused ones are passed over, and those have no version on an account.
  const few = lead.by === 'version' ? page.limit + 1 : (page.limit + 1) * 4
  const looked = code === undefined && metadata === undefined ? few : SCANNED_PER_PAGE_MAX
  const { rows } = await sql<TransferRow & { sort: string | bigint }>`select ${columns}, k.sort
    from (${lead.rows(looked)}) k
    join ledger.transfer t on t.tenant_id = ${tenant_id}::int8 and t.id = k.id ${beside}
    where t.result = 0 ${code === undefined ? sql`` : sql`and coalesce(k.code, ${code}) = ${code} and t.code = ${code}`}
      ${account === undefined ? sql`` : sql`and (t.debit_account = ${uuid}::uuid or t.credit_account = ${uuid}::uuid)`}
    order by k.sort desc limit ${page.limit + 1}`.execute(db)
  const found = rows.slice(0, page.limit)
  const last = rows.length > page.limit ? found.at(-1)?.sort : await lastLookedAt(db, lead, looked)
  return { found: found.map(storedOf), next: placeOf(last) }
}

/** Where the bound cut the look short; undefined when the list ended before it. */
async function lastLookedAt(db: Db, lead: Lead, looked: number): Promise<string | bigint | undefined> {
  const { rows } = await sql<{ sort: string | bigint }>`select k.sort from (${lead.rows(looked)}) k
    order by k.sort desc offset ${looked - 1} limit 1`.execute(db)
  return rows[0]?.sort
}

const placeOf = (sort: string | bigint | undefined): TransferPlace | undefined =>
  sort === undefined
    ? undefined
    : typeof sort === 'string'
      ? { id: idOf('trf', sort) }
      : { version: Number(sort) }
