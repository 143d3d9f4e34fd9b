import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { BookedLine, LineStatus, ReadLine } from './settlement.ts'

/** One statement for any number of lines. */
export async function insertLines(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  report: Id<'stl'>,
  lines: readonly BookedLine[],
): Promise<void> {
  if (lines.length === 0) return
  const text = (read: (one: BookedLine) => string | null) => lines.map(read)
  const digits = (read: (one: BookedLine) => bigint | undefined) =>
    lines.map((one) => {
      const value = read(one)
      return value === undefined ? null : String(value)
    })
  const uuid = (id: string | null): string | null => (id === null ? null : uuidOf(id))
  await sql`insert into reconciliation.line (tenant_id, report_id, number, kind, operation_reference, acquirer_reference,
      case_reference, gross, interchange, scheme_fee, acquirer_fee, status, operation_id, payment_id, merchant_id, dispute_id,
      settled, available, suspended, expected_interchange, expected_scheme_fee, expected_acquirer_fee, booked_at)
    select ${tenant_id}::int8, ${uuidOf(report)}::uuid, l.*, ${instantText(at)}::timestamptz
    from unnest(${lines.map(({ line }) => line.number)}::int4[], ${text(({ line }) => line.kind)}::text[],
      ${text(({ line }) => line.operation_reference)}::text[], ${text(({ line }) => line.acquirer_reference)}::text[],
      ${text(({ line }) => line.case_reference)}::text[], ${digits(({ line }) => line.gross)}::int8[],
      ${digits(({ line }) => line.interchange)}::int8[], ${digits(({ line }) => line.scheme_fee)}::int8[],
      ${digits(({ line }) => line.acquirer_fee)}::int8[], ${text(({ status }) => status)}::text[],
      ${text(({ operation }) => operation)}::uuid[], ${text(({ payment }) => uuid(payment))}::uuid[],
      ${text(({ merchant }) => uuid(merchant))}::uuid[], ${text(({ dispute }) => uuid(dispute))}::uuid[],
      ${digits(({ settled }) => settled)}::int8[], ${digits(({ available }) => available)}::int8[],
      ${digits(({ suspended }) => suspended)}::int8[], ${digits(({ expected }) => expected?.interchange)}::int8[],
      ${digits(({ expected }) => expected?.scheme_fee)}::int8[],
      ${digits(({ expected }) => expected?.acquirer_fee)}::int8[]) as l`.execute(db)
}

type Row = ReadLine & {
  readonly status: LineStatus
  readonly operation_id: string | null
  readonly payment_id: string | null
  readonly merchant_id: string | null
  readonly dispute_id: string | null
  readonly settled: bigint
  readonly available: bigint
  readonly suspended: bigint
  readonly expected_interchange: bigint | null
  readonly expected_scheme_fee: bigint | null
  readonly expected_acquirer_fee: bigint | null
}

function lineOf(row: Row): BookedLine {
  const { number, kind, operation_reference, acquirer_reference, case_reference } = row
  const { gross, interchange, scheme_fee, acquirer_fee, status, settled, available, suspended } = row
  const { expected_interchange, expected_scheme_fee, expected_acquirer_fee } = row
  return {
    line: {
      number,
      kind,
      operation_reference,
      acquirer_reference,
      case_reference,
      gross,
      interchange,
      scheme_fee,
      acquirer_fee,
    },
    status,
    operation: row.operation_id,
    payment: row.payment_id === null ? null : idOf('pay', row.payment_id),
    merchant: row.merchant_id === null ? null : idOf('mer', row.merchant_id),
    dispute: row.dispute_id === null ? null : idOf('dsp', row.dispute_id),
    settled,
    available,
    suspended,
    expected:
      expected_interchange === null || expected_scheme_fee === null || expected_acquirer_fee === null
        ? null
        : {
            interchange: expected_interchange,
            scheme_fee: expected_scheme_fee,
            acquirer_fee: expected_acquirer_fee,
          },
  }
}

/** Booked lines in their order, from behind the number `after`. */
export async function listLines(
  db: Db,
  tenant_id: TenantId,
  report: Id<'stl'>,
  page: { status: string | undefined; after: number; limit: number },
): Promise<BookedLine[]> {
  const { rows } = await sql<Row>`select l.* from reconciliation.line l
    where l.tenant_id = ${tenant_id}::int8 and l.report_id = ${uuidOf(report)}::uuid and l.number > ${page.after}::int4
      and (${page.status ?? null}::text is null or l.status = ${page.status ?? null}::text)
    order by l.number limit ${page.limit}::int4`.execute(db)
  return rows.map(lineOf)
}

/** What each merchant got available by a report. */
export async function sumAvailable(
  db: Db,
  tenant_id: TenantId,
  report: Id<'stl'>,
): Promise<{ merchant: Id<'mer'>; available: bigint }[]> {
  const { rows } = await sql<{ merchant_id: string; available: bigint }>`select l.merchant_id,
      sum(l.available)::int8 as available
    from reconciliation.line l where l.tenant_id = ${tenant_id}::int8 and l.report_id = ${uuidOf(report)}::uuid
      and l.merchant_id is not null
    group by l.merchant_id having sum(l.available) <> 0 order by l.merchant_id`.execute(db)
  return rows.map(({ merchant_id, available }) => ({ merchant: idOf('mer', merchant_id), available }))
}
