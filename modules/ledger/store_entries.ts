import { type RawBuilder, sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText, plusMs } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Metadata } from './account.ts'
import { onNormalSide, type Side } from './balance.ts'
import { currencyOf } from './currency_number.ts'
import type { Entry, EntryFilter, EntryOrder } from './entry.ts'
import { type TransferKind, transferKinds } from './transfer.ts'

/** Versions after `after`, up to `through`. */
export type VersionRange = { readonly after: bigint; readonly through: bigint }
export type Span = { readonly normal_side: Side; readonly newest: bigint; readonly range: VersionRange }

/**
 * Which versions an account recorded from `from` to before `to`, by binary search; undefined when there is no such
 * account.
 */
export async function readSpan(
  db: Db,
  tenant_id: TenantId,
  id: Id<'acc'>,
  { from, to }: { readonly from?: Instant; readonly to?: Instant },
): Promise<Span | undefined> {
  const before = (at: Instant | undefined, otherwise: RawBuilder<unknown>): RawBuilder<unknown> =>
    at === undefined
      ? otherwise
      : sql`ledger.version_at(${tenant_id}::int8, b.account_id, ${instantText(plusMs(at, -0.001))}::timestamptz)`
  const { rows } = await sql<{ normal_side: number; newest: bigint } & VersionRange>`select b.normal_side,
      b.version as newest, ${before(from, sql`0::int8`)} as after, ${before(to, sql`b.version`)} as through
    from ledger.balance b where b.tenant_id = ${tenant_id}::int8 and b.account_id = ${uuidOf(id)}::uuid`.execute(
    db,
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const { normal_side, newest, after, through } = row
  return { normal_side: normal_side === 1 ? 'credit' : 'debit', newest, range: { after, through } }
}

type EntryRow = {
  readonly direction: Side
  readonly version: bigint
  readonly net: bigint
  readonly debits_pending: bigint
  readonly credits_pending: bigint
  readonly counter_account: string
  readonly id: string
  readonly kind: number
  readonly code: string
  readonly currency: number
  readonly amount: bigint
  readonly released: bigint | null
  readonly effective_on: Day
  readonly posted_at: Instant
  readonly pending_id: string | null
  readonly expires_at: Instant | null
  readonly reversal_of: string | null
  readonly description: string | null
  readonly metadata: Metadata | null
}

/** Entries of an account within a range of versions, in order, at most `limit`; all of the range is walked. */
export async function readEntries(
  db: Db,
  tenant_id: TenantId,
  account: { readonly id: Id<'acc'>; readonly normal_side: Side },
  range: VersionRange,
  page: { readonly filter: EntryFilter; readonly order: EntryOrder; readonly limit: number },
): Promise<Entry[]> {
  const { filter, order, limit } = page
  const direction = sql.raw(order === 'oldest_first' ? 'asc' : 'desc')
  const { rows } = await sql<EntryRow>`select l.*, l.transfer_id as id, n.description, n.metadata
    from (select * from ledger.legs_between(${tenant_id}::int8, ${uuidOf(account.id)}::uuid, ${range.after}::int8,
        ${range.through}::int8) where true ${filterOf(filter)} order by version ${direction} limit ${limit}) l
    left join ledger.transfer_note n on n.tenant_id = ${tenant_id}::int8 and n.id = l.transfer_id
    order by l.version ${direction}`.execute(db)
  return rows.map((row) => entryOf(account, row))
}

function filterOf({ effective_from, effective_to, code, kind }: EntryFilter): RawBuilder<unknown> {
  const nothing = sql``
  return sql`
    ${effective_from === undefined ? nothing : sql`and effective_on >= ${effective_from}::date`}
    ${effective_to === undefined ? nothing : sql`and effective_on <= ${effective_to}::date`}
    ${code === undefined ? nothing : sql`and code = ${code}`}
    ${kind === undefined ? nothing : sql`and kind = ${transferKinds.indexOf(kind) + 1}::int2`}`
}

const trf = (uuid: string | null): Id<'trf'> | null => (uuid === null ? null : idOf('trf', uuid))

function entryOf(account: { readonly id: Id<'acc'>; readonly normal_side: Side }, row: EntryRow): Entry {
  return {
    account_id: account.id,
    version: row.version,
    transfer_id: idOf('trf', row.id),
    direction: row.direction,
    counter_account: idOf('acc', row.counter_account),
    kind: transferKinds[row.kind - 1] as TransferKind,
    code: row.code,
    currency: currencyOf(row.currency),
    amount: row.amount,
    released: row.released,
    ...onNormalSide(account.normal_side, row),
    effective_on: row.effective_on,
    recorded_at: row.posted_at,
    pending_id: trf(row.pending_id),
    expires_at: row.expires_at,
    reversal_of: trf(row.reversal_of),
    description: row.description,
    metadata: row.metadata ?? {},
  }
}
