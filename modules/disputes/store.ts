import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText, plusMs } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { PlaceInTime } from '../../platform/http/lists.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Dispute } from './dispute.ts'
import type { DisputeState } from './dispute.machine.ts'
import type { Evidence } from './evidence.ts'
import { FIRST_STEP, stateNumber, stateOf } from './steps.ts'

const DAY_MS = 86_400_000

/** Somebody else changed the dispute since it was read. The transaction that met this must be undone. */
export class StaleDispute extends Error {
  override readonly name = 'StaleDispute'
}

type Row = Omit<
  Dispute,
  'id' | 'state' | 'payment' | 'merchant' | 'account' | 'amount' | 'amount_withdrawn' | 'fee' | 'evidence'
> & {
  readonly id: string
  readonly step: number
  readonly payment_id: string
  readonly merchant_id: string
  readonly account_id: string
  readonly amount: bigint
  readonly amount_withdrawn: bigint
  readonly fee: bigint
  readonly evidence: string
}
const columns =
  sql.raw(`d.id, d.step, d.version, d.payment_id, d.merchant_id, d.account_id, d.case_reference, d.operation_reference,
  d.scheme, d.reason_code, d.category, d.stage, d.heard, d.currency, d.amount, d.amount_withdrawn, d.fee, d.contradiction,
  d.open_operation, y.kind as open_kind, d.due_at, d.act_before, d.opened_at, d.stage_at, d.evidence, d.evidence_at,
  d.settled_at, d.created_at, d.updated_at`)
const source = sql.raw(`from disputes.dispute d
  left join disputes.operation y on y.tenant_id = d.tenant_id and y.id = d.open_operation`)

function disputeOf(row: Row): Dispute {
  const { step, payment_id, merchant_id, account_id, ...rest } = row
  return {
    ...rest,
    id: idOf('dsp', row.id),
    state: stateOf(step),
    payment: idOf('pay', payment_id),
    merchant: idOf('mer', merchant_id),
    account: idOf('aca', account_id),
    amount: Number(row.amount),
    amount_withdrawn: Number(row.amount_withdrawn),
    fee: Number(row.fee),
    evidence: JSON.parse(row.evidence) as Evidence,
  }
}

export async function findDispute(db: Db, tenant_id: TenantId, id: Id<'dsp'>): Promise<Dispute | undefined> {
  const { rows } = await sql<Row>`select ${columns} ${source}
    where d.tenant_id = ${tenant_id}::int8 and d.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : disputeOf(rows[0])
}

/** By what its acquirer calls it. */
export async function findCase(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  case_reference: string,
): Promise<Dispute | undefined> {
  const { rows } = await sql<Row>`select ${columns} ${source} where d.tenant_id = ${tenant_id}::int8
    and d.account_id = ${uuidOf(account)}::uuid and d.case_reference = ${case_reference}`.execute(db)
  return rows[0] === undefined ? undefined : disputeOf(rows[0])
}

/** The same for many cases of one acquirer account, by what it calls them. */
export async function findCases(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  case_references: readonly string[],
): Promise<Map<string, Dispute>> {
  if (case_references.length === 0) return new Map()
  const { rows } = await sql<Row>`select ${columns} ${source} where d.tenant_id = ${tenant_id}::int8
    and d.account_id = ${uuidOf(account)}::uuid and d.case_reference = any (${case_references}::text[])`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.case_reference, disputeOf(row)]))
}

export type DisputeFilter = {
  readonly state?: DisputeState
  readonly payment?: Id<'pay'>
  readonly due_before?: Instant
}

/** Behind which dispute the page begins: `due_behind` in a list with `due_before`, `before` in any other. */
export type DisputePage = {
  readonly due_behind?: PlaceInTime<'dsp', 'due_at'> | undefined
  readonly before?: Id<'dsp'> | undefined
  readonly limit: number
}

/** Newest first; with `due_before` by when they are due, the most urgent first. */
export async function listDisputes(
  db: Db,
  tenant_id: TenantId,
  filter: DisputeFilter,
  page: DisputePage,
): Promise<Dispute[]> {
  const { state, payment, due_before } = filter
  const { due_behind, before } = page
  const { rows } = await sql<Row>`select ${columns} ${source} where d.tenant_id = ${tenant_id}::int8
      ${state === undefined ? sql`` : sql`and d.step % 100 = ${stateNumber(state)}::int4`}
      ${payment === undefined ? sql`` : sql`and d.payment_id = ${uuidOf(payment)}::uuid`}
      ${due_before === undefined ? sql`` : sql`and d.due_at < ${instantText(due_before)}::timestamptz`}
      ${before === undefined ? sql`` : sql`and d.id < ${uuidOf(before)}::uuid`}
      ${due_behind === undefined ? sql`` : sql`and (d.due_at, d.id) > (${instantText(due_behind.due_at)}::timestamptz, ${uuidOf(due_behind.id)}::uuid)`}
    order by ${sql.raw(due_before === undefined ? 'd.id desc' : 'd.due_at, d.id')} limit ${page.limit}`.execute(
    db,
  )
  return rows.map(disputeOf)
}

export async function insertDispute(db: Db, tenant_id: TenantId, dispute: Dispute): Promise<void> {
  const d = dispute
  await sql`insert into disputes.dispute (tenant_id, id, step, payment_id, merchant_id, account_id, case_reference,
      operation_reference, scheme, reason_code, category, stage, heard, currency, amount, amount_withdrawn, fee,
      contradiction, due_at, act_before, opened_at, stage_at, created_at, updated_at)
    values (${tenant_id}::int8, ${uuidOf(d.id)}::uuid, ${FIRST_STEP}::int4, ${uuidOf(d.payment)}::uuid,
      ${uuidOf(d.merchant)}::uuid, ${uuidOf(d.account)}::uuid, ${d.case_reference}, ${d.operation_reference}, ${d.scheme},
      ${d.reason_code}, ${d.category}, ${d.stage}, ${d.heard}::int4, ${d.currency}, ${d.amount}::int8,
      ${d.amount_withdrawn}::int8, ${d.fee}::int8, ${d.contradiction}, ${instantText(d.due_at)}::timestamptz,
      ${instantText(d.act_before)}::timestamptz, ${instantText(d.opened_at)}::timestamptz,
      ${instantText(d.stage_at)}::timestamptz, ${instantText(d.created_at)}::timestamptz,
      ${instantText(d.updated_at)}::timestamptz)`.execute(db)
}

const timeOrNull = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** Writes what can change. `after.version` is one above the version that was read; throws `StaleDispute` when it is not. */
export async function updateDispute(
  db: Db,
  tenant_id: TenantId,
  after: Dispute,
  step: number | null,
): Promise<void> {
  const d = after
  const open = d.open_operation
  const { numAffectedRows } = await sql`update disputes.dispute d set step = coalesce(${step}::int4, d.step),
      version = ${d.version}::int4, stage = ${d.stage}, heard = ${d.heard}::int4, amount = ${d.amount}::int8,
      reason_code = ${d.reason_code}, category = ${d.category},
      amount_withdrawn = ${d.amount_withdrawn}::int8, fee = ${d.fee}::int8, contradiction = ${d.contradiction},
      open_operation = ${open}::uuid, due_at = ${instantText(d.due_at)}::timestamptz,
      act_before = ${instantText(d.act_before)}::timestamptz, stage_at = ${instantText(d.stage_at)}::timestamptz,
      evidence = ${JSON.stringify(d.evidence)}, evidence_at = ${timeOrNull(d.evidence_at)}::timestamptz,
      settled_at = ${timeOrNull(d.settled_at)}::timestamptz, updated_at = ${instantText(d.updated_at)}::timestamptz
    where d.tenant_id = ${tenant_id}::int8 and d.id = ${uuidOf(d.id)}::uuid
      and d.version = ${d.version - 1}::int4`.execute(db)
  if (numAffectedRows !== 1n) throw new StaleDispute(`dispute ${d.id} has changed`)
}

export type DisputesDue = {
  readonly count: bigint
  /** Late ones are among them. */
  readonly due_in_3_days: bigint
  readonly due_in_7_days: bigint
  readonly next_due_at: Instant | null
}

/** Disputes that wait for an answer, by how soon it comes too late. */
export async function countDue(db: Db, tenant_id: TenantId, now: Instant): Promise<DisputesDue> {
  const within = (days: number) => sql`d.due_at < ${instantText(plusMs(now, days * DAY_MS))}::timestamptz`
  const { rows } =
    await sql<DisputesDue>`select count(*) as count, count(*) filter (where ${within(3)}) as due_in_3_days,
      count(*) filter (where ${within(7)}) as due_in_7_days, min(d.due_at) as next_due_at
    from disputes.dispute d
    where d.tenant_id = ${tenant_id}::int8 and d.step % 100 = ${sql.lit(stateNumber('needs_response'))}`.execute(
      db,
    )
  return rows[0] ?? { count: 0n, due_in_3_days: 0n, due_in_7_days: 0n, next_due_at: null }
}
