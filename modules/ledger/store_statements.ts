import { type RawBuilder, sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText, plusMs } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Side } from './balance.ts'
import { EFFECTIVE_FIRST, EFFECTIVE_LAST } from './limits.ts'
import type { StatementHead, StatementLine, StatementRange } from './statement.ts'
import { type TransferKind, transferKinds } from './transfer.ts'

type HeadRow = {
  readonly path: string
  readonly name: string | null
  readonly currency: Currency
  readonly normal_side: Side
  readonly after_version: bigint
  readonly through_version: bigint
  readonly opening: string
  readonly closing: string
}

/** Everything but the lines, in one statement; undefined when there is no such account. */
export async function readHead(
  db: Db,
  tenant_id: TenantId,
  id: Id<'acc'>,
  range: StatementRange,
): Promise<StatementHead | undefined> {
  const tenant = sql`${tenant_id}::int8`
  const net = range.axis === 'recorded' ? netAtVersion(tenant) : netOnDay(tenant, range)
  const { rows } =
    await sql<HeadRow>`select a.path, a.name, a.currency, a.normal_side, v.after as after_version,
      v.through as through_version, ${net.opening}::text as opening, ${net.closing}::text as closing
    from ledger.account a join ledger.balance b on b.tenant_id = a.tenant_id and b.account_id = a.id
    cross join lateral (select ${versionBefore(tenant, range, 'from', sql`0::int8`)} as after,
      ${versionBefore(tenant, range, 'to', sql`b.version`)} as through) v
    where a.tenant_id = ${tenant} and a.id = ${uuidOf(id)}::uuid`.execute(db)
  const row = rows[0]
  if (row === undefined) return undefined
  const sign = row.normal_side === 'credit' ? 1n : -1n
  return {
    ...row,
    account_id: id,
    range,
    opening: sign * BigInt(row.opening),
    closing: sign * BigInt(row.closing),
  }
}

/** On the recorded axis a range is a range of versions; on the effective one every version can be in it. */
function versionBefore(
  tenant: RawBuilder<unknown>,
  range: StatementRange,
  edge: 'from' | 'to',
  otherwise: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const at = range.axis === 'recorded' ? range[edge] : undefined
  if (at === undefined) return otherwise
  return sql`ledger.version_at(${tenant}, a.id, ${instantText(plusMs(at, -0.001))}::timestamptz)`
}

type Edges = { readonly opening: RawBuilder<unknown>; readonly closing: RawBuilder<unknown> }

function netAtVersion(tenant: RawBuilder<unknown>): Edges {
  const at = (version: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`(ledger.leg_at(${tenant}, a.id, ${version})).net`
  return { opening: at(sql`v.after`), closing: at(sql`v.through`) }
}

function netOnDay(
  tenant: RawBuilder<unknown>,
  { from, to }: { readonly from?: Day; readonly to?: Day },
): Edges {
  const on = (day: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`ledger.effective_net(${tenant}, a.id, ${day}, b.version)`
  return {
    opening: on(sql`${from ?? EFFECTIVE_FIRST}::date - 1`),
    closing: on(sql`${to ?? EFFECTIVE_LAST}::date`),
  }
}

/** Behind which line a page begins: the day only counts on the effective axis. */
export type LinePlace = { readonly day: Day; readonly version: bigint }
export type Line = Omit<StatementLine, 'balance'> & { readonly net_after: bigint }

type LineRow = {
  readonly direction: Side
  readonly version: bigint
  readonly net: bigint
  readonly counter_account: string
  readonly id: string
  readonly kind: number
  readonly code: string
  readonly amount: bigint
  readonly effective_on: Day
  readonly posted_at: Instant
  readonly description: string | null
}

export type PageOfLines = {
  readonly lines: readonly Line[]
  /** Behind which place the next page begins; undefined at the end. A page may be short and not the last. */
  readonly next: LinePlace | undefined
}

/**
 * The next lines behind `after`. A page looks at `limit` versions, however many of them are lines, so that every
 * entry is read once: entries of one kind only, on one side, must not make each page read to the end to find none.
 */
export async function readLines(
  db: Db,
  tenant_id: TenantId,
  head: StatementHead,
  after: LinePlace,
  limit: number,
): Promise<PageOfLines> {
  const isRecorded = head.range.axis === 'recorded'
  const window = isRecorded
    ? recordedWindow(head, after, limit)
    : await readWindow(db, tenant_id, head, after, limit)
  const arms = [plainArm(tenant_id, head, window, isRecorded)]
  if (!isRecorded) arms.push(redatedArm(tenant_id, head, after, window, limit))
  const order = sql.raw(isRecorded ? 'version' : 'effective_on, version')
  const { rows } = await sql<LineRow>`select l.*, n.description
    from (select * from (${sql.join(arms, sql` union all `)}) u order by ${order} limit ${limit}) l
    left join ledger.transfer_note n on n.tenant_id = ${tenant_id}::int8 and n.id = l.id
    order by ${order}`.execute(db)
  const last = rows.at(-1)
  const next =
    rows.length === limit && last !== undefined
      ? { day: last.effective_on, version: last.version }
      : window.is_last
        ? undefined
        : { day: window.day, version: window.to }
  return { lines: rows.map(lineOf), next }
}

/** Versions behind `from` up to `to`. All lines up to (`day`, `to`) are found in it, unless a page fills up before. */
type Window = { readonly from: bigint; readonly to: bigint; readonly day: Day; readonly is_last: boolean }

function recordedWindow(head: StatementHead, after: LinePlace, limit: number): Window {
  const from = after.version > head.after_version ? after.version : head.after_version
  const end = head.through_version
  const to = from + BigInt(limit) < end ? from + BigInt(limit) : end
  return { from, to, day: after.day, is_last: to === end }
}

/** Within the day of the last line, behind its version: a redated line may have one far outside of that day. */
async function readWindow(
  db: Db,
  tenant_id: TenantId,
  head: StatementHead,
  after: LinePlace,
  limit: number,
): Promise<Window> {
  const tenant = sql`${tenant_id}::int8`
  const account = sql`${uuidOf(head.account_id)}::uuid`
  const { to = EFFECTIVE_LAST } = head.range as StatementRange & { readonly axis: 'effective' }
  const on = (day: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`ledger.version_on(${tenant}, ${account}, ${day})`
  const { rows } = await sql<Window>`select w.from, w.to, w.to = w.end as is_last,
      coalesce(((ledger.leg_at(${tenant}, ${account}, w.to)).posted_at at time zone 'UTC')::date, ${after.day}::date) as day
    from (select v.from, v.end, least(v.from + ${limit}::int8, v.end) as to
      from (select least(greatest(${after.version}::int8, ${on(sql`${after.day}::date - 1`)}),
          ${on(sql`${after.day}::date`)}) as from,
        least(${head.through_version}::int8, ${on(sql`${to}::date`)}) as end) v) w`.execute(db)
  return present(rows[0], 'the window of a page')
}

/** Entries in the window; on the effective axis only those that count for the day of recording. */
function plainArm(
  tenant_id: TenantId,
  head: StatementHead,
  { from, to }: Window,
  is_recorded: boolean,
): RawBuilder<unknown> {
  return sql`(select t.direction, t.version, t.net, t.counter_account, t.transfer_id as id, t.kind, t.code, t.amount,
      t.effective_on, t.posted_at
    from ledger.legs_between(${tenant_id}::int8, ${uuidOf(head.account_id)}::uuid, ${from}::int8, ${to}::int8) t
    where t.kind in (1, 3)
      ${is_recorded ? sql`` : sql`and t.effective_on = (t.posted_at at time zone 'UTC')::date`})`
}

/** The few entries that were dated otherwise, up to where the window ends; they have an index in this order. */
function redatedArm(
  tenant_id: TenantId,
  head: StatementHead,
  after: LinePlace,
  { to, day, is_last }: Window,
  limit: number,
): RawBuilder<unknown> {
  const tenant = sql`${tenant_id}::int8`
  const account = sql`${uuidOf(head.account_id)}::uuid`
  const { to: last_day = EFFECTIVE_LAST } = head.range as StatementRange & { readonly axis: 'effective' }
  const until = is_last ? sql`` : sql`and (d.effective_on, d.version) <= (${day}::date, ${to}::int8)`
  return sql`(select case when t.debit_account = ${account} then 'debit' else 'credit' end as direction,
      r.version, 0::int8 as net,
      case when t.debit_account = ${account} then t.credit_account else t.debit_account end as counter_account,
      t.id, t.kind, t.code, t.amount, t.effective_on, t.posted_at
    from (select * from ledger.redated d where d.tenant_id = ${tenant} and d.account_id = ${account}
        and (d.effective_on, d.version) > (${after.day}::date, ${after.version}::int8)
        and d.effective_on <= ${last_day}::date and d.version <= ${head.through_version}::int8 ${until}
      order by d.effective_on, d.version limit ${limit}) r
    join ledger.transfer t on t.tenant_id = ${tenant} and t.id = r.transfer_id)`
}

const lineOf = (row: LineRow): Line => ({
  version: row.version,
  transfer_id: idOf('trf', row.id),
  direction: row.direction,
  counter_account: idOf('acc', row.counter_account),
  kind: transferKinds[row.kind - 1] as TransferKind,
  code: row.code,
  amount: row.amount,
  effective_on: row.effective_on,
  recorded_at: row.posted_at,
  description: row.description,
  net_after: row.net,
})
