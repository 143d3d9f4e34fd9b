import { sql } from 'kysely'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Claim } from './claim.ts'
import type { ReadLine } from './settlement.ts'

/** A line whose money waits in the suspense account, with its open break. */
export type WaitingLine = {
  readonly break_id: Id<'brk'>
  readonly report: Id<'stl'>
  readonly settled_on: Day
  readonly currency: Currency
  readonly line: ReadLine
}
/** A line that said something else of its operation than our books did when it came, and is claimed by now. */
export type EarlyLine = WaitingLine & { readonly claim: Claim }

type WaitingRow = ReadLine & {
  readonly break_id: string
  readonly report_id: string
  readonly settled_on: Day
  readonly currency: Currency
}
type Row = WaitingRow & {
  readonly claim_id: string
  readonly operation_id: string
  readonly amount: bigint
  readonly claimed_on: Day
  readonly due_on: Day
}
const waiting = ({ break_id, report_id, settled_on, currency, ...line }: WaitingRow): WaitingLine => ({
  break_id: idOf('brk', break_id),
  report: idOf('stl', report_id),
  settled_on,
  currency,
  line,
})
const lineColumns =
  sql.raw(`b.id as break_id, b.report_id, r.settled_on, l.number, l.kind, l.operation_reference,
  l.acquirer_reference, l.case_reference, l.gross, l.interchange, l.scheme_fee, l.acquirer_fee`)

export async function findEarlyLines(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  limit: number,
): Promise<EarlyLine[]> {
  const { rows } =
    await sql<Row>`select ${lineColumns}, c.id as claim_id, b.operation_id, c.currency, c.amount, c.claimed_on, c.due_on
    from reconciliation.break b
    join reconciliation.claim c on c.tenant_id = ${tenant_id}::int8
      and (c.operation_id = b.operation_id or c.id = b.operation_id) and c.state = 'open'
      and c.account_id = b.account_id and c.currency = b.currency
    join reconciliation.report r on r.tenant_id = ${tenant_id}::int8 and r.id = b.report_id
    join reconciliation.line l on l.tenant_id = ${tenant_id}::int8 and l.report_id = b.report_id
      and l.number = b.line_number and sign(l.gross) = sign(c.amount)
    where b.tenant_id = ${tenant_id}::int8 and b.state = 'open' and b.type = 'state_differs'
      and b.account_id = ${uuidOf(account)}::uuid
    order by b.opened_at, b.id limit ${limit}::int4`.execute(db)
  return rows.map(({ claim_id, operation_id, amount, claimed_on, due_on, ...row }) => ({
    ...waiting(row),
    claim: {
      id: claim_id,
      operation: operation_id,
      account,
      currency: row.currency,
      amount,
      claimed_on,
      due_on,
      state: 'open',
    },
  }))
}

/** The newest lines about a dispute that nobody knew when they came, oldest first. */
export async function findDisputeLines(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  limit: number,
): Promise<WaitingLine[]> {
  const { rows } = await sql<WaitingRow>`select ${lineColumns}, b.currency
    from reconciliation.break b
    join reconciliation.report r on r.tenant_id = ${tenant_id}::int8 and r.id = b.report_id
    join reconciliation.line l on l.tenant_id = ${tenant_id}::int8 and l.report_id = b.report_id
      and l.number = b.line_number
    where b.tenant_id = ${tenant_id}::int8 and b.state = 'open' and b.type = 'dispute_unknown'
      and b.account_id = ${uuidOf(account)}::uuid
    order by b.opened_at desc, b.id desc limit ${limit}::int4`.execute(db)
  return rows.map(waiting).toReversed()
}

/** Operations (UUIDs) whose lines still say something else than our books do, of breaks that were opened since. */
export async function findQuestions(
  db: Db,
  tenant_id: TenantId,
  { account, since, limit }: { account: Id<'aca'>; since: Instant; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{
    operation_id: string
  }>`select distinct b.operation_id from reconciliation.break b
    where b.tenant_id = ${tenant_id}::int8 and b.state = 'open' and b.type = 'state_differs'
      and b.account_id = ${uuidOf(account)}::uuid and b.operation_id is not null
      and b.opened_at >= ${instantText(since)}::timestamptz
    order by b.operation_id limit ${limit}::int4`.execute(db)
  return rows.map(({ operation_id }) => operation_id)
}
