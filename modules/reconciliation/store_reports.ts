import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Settlement } from './settlement.ts'
import type { SettlementState } from './settlement.machine.ts'

type Row = Omit<Settlement, 'id' | 'account'> & { readonly id: string; readonly account_id: string }

const columns =
  sql.raw(`r.id, r.account_id, r.reference, encode(r.sha256, 'hex') as sha256, r.settled_on, r.currency, r.net,
  r.line_count, r.state, r.lines_booked, r.lines_matched, r.net_booked, r.fees, r.suspended, r.received_at, r.reconciled_at`)

const settlementOf = ({ id, account_id, ...row }: Row): Settlement => ({
  ...row,
  id: idOf('stl', id),
  account: idOf('aca', account_id),
})

export async function insertReport(db: Db, tenant_id: TenantId, one: Settlement, raw: string): Promise<void> {
  await sql`insert into reconciliation.report (tenant_id, id, account_id, reference, sha256, settled_on, currency, net,
      line_count, raw, received_at, state)
    values (${tenant_id}::int8, ${uuidOf(one.id)}::uuid, ${uuidOf(one.account)}::uuid, ${one.reference},
      decode(${one.sha256}, 'hex'), ${one.settled_on}::date, ${one.currency}, ${one.net}::int8, ${one.line_count}::int4,
      ${raw}, ${instantText(one.received_at)}::timestamptz, ${one.state})`.execute(db)
}

export async function findReport(
  db: Db,
  tenant_id: TenantId,
  id: Id<'stl'>,
): Promise<Settlement | undefined> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.report r
    where r.tenant_id = ${tenant_id}::int8 and r.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : settlementOf(rows[0])
}

/** The report as it was read, as JSON. */
export async function readRaw(db: Db, tenant_id: TenantId, id: Id<'stl'>): Promise<string | undefined> {
  const { rows } = await sql<{ raw: string }>`select r.raw from reconciliation.report r
    where r.tenant_id = ${tenant_id}::int8 and r.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0]?.raw
}

/** Reports that are not booked to their end: a process died over them. */
export async function listUnfinished(db: Db, tenant_id: TenantId, account: Id<'aca'>): Promise<Settlement[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.report r
    where r.tenant_id = ${tenant_id}::int8 and r.account_id = ${uuidOf(account)}::uuid and r.state = 'received'
    order by r.settled_on, r.id`.execute(db)
  return rows.map(settlementOf)
}

export type SettlementFilter = {
  readonly account?: Id<'aca'>
  readonly currency?: string
  readonly state?: SettlementState
  readonly settled_on?: Day
}
export type SettlementPlace = { readonly received_at: Instant; readonly id: Id<'stl'> }

/** Latest first, from behind `after`. */
export async function listReports(
  db: Db,
  tenant_id: TenantId,
  { account, currency, state, settled_on }: SettlementFilter,
  page: { after: SettlementPlace | undefined; limit: number },
): Promise<Settlement[]> {
  const { after } = page
  const wanted = sql.join(
    [
      sql`r.tenant_id = ${tenant_id}::int8`,
      ...(account === undefined ? [] : [sql`r.account_id = ${uuidOf(account)}::uuid`]),
      ...(currency === undefined ? [] : [sql`r.currency = ${currency}`]),
      ...(state === undefined ? [] : [sql`r.state = ${state}`]),
      ...(settled_on === undefined ? [] : [sql`r.settled_on = ${settled_on}::date`]),
      ...(after === undefined
        ? []
        : [
            sql`(r.received_at, r.id) < (${instantText(after.received_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`,
          ]),
    ],
    sql` and `,
  )
  const { rows } = await sql<Row>`select ${columns} from reconciliation.report r where ${wanted}
    order by r.received_at desc, r.id desc limit ${page.limit}::int4`.execute(db)
  return rows.map(settlementOf)
}

/** The day of the newest report of an account that is from before `day`; null when there is none. */
export async function latestReportDay(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  day: Day,
): Promise<Day | null> {
  const { rows } = await sql<{ day: Day | null }>`select max(r.settled_on) as day from reconciliation.report r
    where r.tenant_id = ${tenant_id}::int8 and r.account_id = ${uuidOf(account)}::uuid
      and r.settled_on < ${day}::date`.execute(db)
  return rows[0]?.day ?? null
}

export type Advance = {
  readonly from: number
  readonly lines: number
  readonly matched: number
  readonly net: bigint
  readonly fees: bigint
  readonly suspended: bigint
}

/** False when the lines were booked by somebody else. */
export async function advanceReport(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  id: Id<'stl'>,
  { from, lines, matched, net, fees, suspended }: Advance,
): Promise<boolean> {
  const { rows } = await sql<{ advanced: boolean }>`select reconciliation.advance_report(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(id)}::uuid, ${from}::int4, ${lines}::int4, ${matched}::int4, ${net}::int8,
    ${fees}::int8, ${suspended}::int8) as advanced`.execute(db)
  return rows[0]?.advanced === true
}
