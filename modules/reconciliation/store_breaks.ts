import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Break, BreakType, NewBreak } from './break.ts'
import type { BreakState } from './break.machine.ts'

type Row = Omit<
  Break,
  | 'id'
  | 'account'
  | 'bank'
  | 'report'
  | 'line'
  | 'operation'
  | 'claim'
  | 'payment'
  | 'merchant'
  | 'ledger_account'
> & {
  readonly id: string
  readonly account_id: string | null
  readonly binding_id: string | null
  readonly bank_item: bigint | null
  readonly ledger_item: bigint | null
  readonly statement_id: string | null
  readonly transfer_id: string | null
  readonly report_id: string | null
  readonly line_number: number | null
  readonly operation_id: string | null
  readonly claim_id: string | null
  readonly payment_id: string | null
  readonly merchant_id: string | null
  readonly ledger_account: string | null
}
const columns =
  sql.raw(`b.id, b.type, b.reason, b.account_id, b.report_id, b.line_number, b.operation_id, b.claim_id, b.payment_id,
  b.merchant_id, b.currency, b.amount_at_risk, b.suspended, b.pending, b.state, b.note, b.closed_by, b.ledger_account,
  b.opened_at, b.closed_at, b.owner, b.binding_id, b.bank_item, b.ledger_item, b.statement_id, b.transfer_id`)

const idOrNull = <P extends Parameters<typeof idOf>[0]>(prefix: P, uuid: string | null): Id<P> | null =>
  uuid === null ? null : idOf(prefix, uuid)

function breakOf(row: Row): Break {
  const { account_id, report_id, line_number, operation_id, claim_id, payment_id, merchant_id, ...rest } = row
  const { binding_id, bank_item, ledger_item, statement_id, transfer_id, ...same } = rest
  return {
    ...same,
    id: idOf('brk', row.id),
    account: idOrNull('aca', account_id),
    bank:
      binding_id === null
        ? null
        : {
            binding: idOf('rca', binding_id),
            bank_item,
            ledger_item,
            statement: idOrNull('bst', statement_id),
            transfer: idOrNull('trf', transfer_id),
          },
    report: idOrNull('stl', report_id),
    line: line_number,
    operation: operation_id,
    claim: claim_id,
    payment: idOrNull('pay', payment_id),
    merchant: idOrNull('mer', merchant_id),
    ledger_account: idOrNull('acc', row.ledger_account),
  }
}

/** One statement for any number of breaks. */
export async function insertBreaks(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  breaks: readonly NewBreak[],
): Promise<void> {
  if (breaks.length === 0) return
  const text = (read: (one: NewBreak) => string | null) => breaks.map(read)
  const uuid = (id: string | null): string | null => (id === null ? null : uuidOf(id))
  await sql`insert into reconciliation.break (tenant_id, id, type, reason, account_id, report_id, line_number, operation_id,
      claim_id, payment_id, merchant_id, currency, amount_at_risk, suspended, pending, binding_id, bank_item, ledger_item,
      statement_id, transfer_id, opened_at)
    select ${tenant_id}::int8, u.*, ${instantText(at)}::timestamptz
    from unnest(${text(({ id }) => uuidOf(id))}::uuid[], ${text(({ type }) => type)}::text[],
      ${text(({ reason }) => reason)}::text[], ${text(({ account }) => uuid(account))}::uuid[],
      ${text(({ report }) => uuid(report))}::uuid[], ${breaks.map(({ line }) => line)}::int4[],
      ${text(({ operation }) => operation)}::uuid[], ${text(({ claim }) => claim ?? null)}::uuid[],
      ${text(({ payment }) => uuid(payment))}::uuid[],
      ${text(({ merchant }) => uuid(merchant))}::uuid[], ${text(({ currency }) => currency)}::text[],
      ${text(({ amount_at_risk }) => String(amount_at_risk))}::int8[],
      ${text(({ suspended }) => String(suspended))}::int8[], ${text(({ pending }) => String(pending))}::int8[],
      ${text(({ bank }) => uuid(bank?.binding ?? null))}::uuid[], ${breaks.map(({ bank }) => bank?.bank_item ?? null)}::int8[],
      ${breaks.map(({ bank }) => bank?.ledger_item ?? null)}::int8[],
      ${text(({ bank }) => uuid(bank?.statement ?? null))}::uuid[],
      ${text(({ bank }) => uuid(bank?.transfer ?? null))}::uuid[]) as u`.execute(db)
}

export async function findBreak(db: Db, tenant_id: TenantId, id: Id<'brk'>): Promise<Break | undefined> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.break b
    where b.tenant_id = ${tenant_id}::int8 and b.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : breakOf(rows[0])
}

/** Open ones of these operations and transfers (UUIDs), oldest first. */
export async function findOpenBreaks(
  db: Db,
  tenant_id: TenantId,
  operations: readonly string[],
): Promise<Break[]> {
  if (operations.length === 0) return []
  const { rows } = await sql<Row>`select ${columns} from reconciliation.break b
    where b.tenant_id = ${tenant_id}::int8 and b.operation_id = any (${operations}::uuid[]) and b.state = 'open'
    order by b.opened_at, b.id`.execute(db)
  return rows.map(breakOf)
}

/** Open ones of these items of a bound account, oldest first. */
export async function findBreaksOfItems(
  db: Db,
  tenant_id: TenantId,
  binding: Id<'rca'>,
  items: { readonly bank: readonly bigint[]; readonly ledger: readonly bigint[] },
): Promise<Break[]> {
  // Two looks by two keys, as in `findClaims`.
  const of = sql`tenant_id = ${tenant_id}::int8 and binding_id = ${uuidOf(binding)}::uuid and state = 'open'`
  const { rows } = await sql<Row>`select ${columns} from (
      select x.* from reconciliation.break x where ${of} and x.bank_item = any (${items.bank}::int8[])
      union
      select y.* from reconciliation.break y where ${of} and y.ledger_item = any (${items.ledger}::int8[])) b
    order by b.opened_at, b.id`.execute(db)
  return rows.map(breakOf)
}

/** False when it is closed. */
export async function assignBreak(
  db: Db,
  tenant_id: TenantId,
  id: Id<'brk'>,
  owner: string | null,
): Promise<boolean> {
  const { rows } = await sql`update reconciliation.break b set owner = ${owner}
    where b.tenant_id = ${tenant_id}::int8 and b.id = ${uuidOf(id)}::uuid and b.state = 'open' returning b.id`.execute(
    db,
  )
  return rows.length === 1
}

export type Closing = {
  readonly ids: readonly Id<'brk'>[]
  readonly notes: readonly string[]
  readonly by: string
  /** Where what is left of them went; null when they are explained. */
  readonly ledger_account: Id<'acc'> | null
}

/** Those that were open until now, as they are then. */
export async function closeBreaks(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  { ids, notes, by, ledger_account }: Closing,
): Promise<Break[]> {
  if (ids.length === 0) return []
  const account = ledger_account === null ? null : uuidOf(ledger_account)
  const { rows: closed } = await sql<{ ids: string[] }>`select reconciliation.close_breaks(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${ids.map(uuidOf)}::uuid[], ${notes}::text[], ${by}, ${account}::uuid) as ids`.execute(
    db,
  )
  const { rows } = await sql<Row>`select ${columns} from reconciliation.break b
    where b.tenant_id = ${tenant_id}::int8 and b.id = any (${closed[0]?.ids ?? []}::uuid[]) order by b.id`.execute(
    db,
  )
  return rows.map(breakOf)
}

export type BreakFilter = {
  readonly state?: BreakState
  readonly type?: BreakType
  readonly account?: Id<'aca'>
  readonly binding?: Id<'rca'>
  readonly owner?: string
  readonly settlement?: Id<'stl'>
  readonly merchant?: Id<'mer'>
  /** Opened at this instant or before: at least so old. */
  readonly opened_until?: Instant
}
export type BreakPlace = { readonly opened_at: Instant; readonly id: Id<'brk'> }

/** Oldest first, from behind `after`. */
export async function listBreaks(
  db: Db,
  tenant_id: TenantId,
  filter: BreakFilter,
  page: { after: BreakPlace | undefined; limit: number },
): Promise<Break[]> {
  const { state, type, account, binding, owner, settlement, merchant, opened_until } = filter
  const { after } = page
  const wanted = sql.join(
    [
      sql`b.tenant_id = ${tenant_id}::int8`,
      ...(state === undefined ? [] : [sql`b.state = ${state}`]),
      ...(type === undefined ? [] : [sql`b.type = ${type}`]),
      ...(account === undefined ? [] : [sql`b.account_id = ${uuidOf(account)}::uuid`]),
      ...(binding === undefined ? [] : [sql`b.binding_id = ${uuidOf(binding)}::uuid`]),
      ...(owner === undefined ? [] : [sql`b.owner = ${owner}`]),
      ...(settlement === undefined ? [] : [sql`b.report_id = ${uuidOf(settlement)}::uuid`]),
      ...(merchant === undefined ? [] : [sql`b.merchant_id = ${uuidOf(merchant)}::uuid`]),
      ...(opened_until === undefined ? [] : [sql`b.opened_at <= ${instantText(opened_until)}::timestamptz`]),
      ...(after === undefined
        ? []
        : [
            sql`(b.opened_at, b.id) > (${instantText(after.opened_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`,
          ]),
    ],
    sql` and `,
  )
  const { rows } = await sql<Row>`select ${columns} from reconciliation.break b where ${wanted}
    order by b.opened_at, b.id limit ${page.limit}::int4`.execute(db)
  return rows.map(breakOf)
}

export type OpenBreaks = {
  readonly currency: string
  readonly count: bigint
  /** Minor units. */
  readonly at_risk: bigint
  readonly oldest_at: Instant
}

/** What is open, by currency. */
export async function sumOpenBreaks(db: Db, tenant_id: TenantId): Promise<OpenBreaks[]> {
  const { rows } = await sql<
    Omit<OpenBreaks, 'at_risk'> & { at_risk: string }
  >`select b.currency::text as currency,
      count(*) as count, sum(b.amount_at_risk)::text as at_risk, min(b.opened_at) as oldest_at
    from reconciliation.break b where b.tenant_id = ${tenant_id}::int8 and b.state = 'open'
    group by b.currency order by b.currency`.execute(db)
  return rows.map((row) => ({ ...row, at_risk: BigInt(row.at_risk) }))
}
