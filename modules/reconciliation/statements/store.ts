import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { FileFault } from '../../rails/index.ts'
import type { BankLine, BankStatement, StatementState } from './bank_statement.ts'

type Row = Omit<BankStatement, 'id' | 'file' | 'sequence_number' | 'page_number'> & {
  id: string
  file_id: string
  sequence_number: bigint | null
  page_number: bigint | null
}

const columns = sql`id, file_id, number, format, reference, encode(account_key, 'hex') as account_key, account_last4,
  currency, sequence_number, page_number, from_on::text as from_on, to_on::text as to_on, coverage, opening, closing,
  line_count, state, faults, loaded_at`

const numberOrNull = (value: bigint | null): number | null => (value === null ? null : Number(value))

const statementOf = ({ id, file_id, sequence_number, page_number, ...row }: Row): BankStatement => ({
  ...row,
  id: idOf('bst', id),
  file: idOf('fil', file_id),
  sequence_number: numberOrNull(sequence_number),
  page_number: numberOrNull(page_number),
})

/** Takes away what a run left half done: one that came second, or one that died before `loaded_before`. */
export async function dropLoading(
  db: Db,
  tenant_id: TenantId,
  gone: { readonly ids: readonly Id<'bst'>[]; readonly file: Id<'fil'>; readonly loaded_before: Instant },
): Promise<void> {
  const which = sql`tenant_id = ${tenant_id} and file_id = ${uuidOf(gone.file)} and state = 'loading'
    and (id = any (${gone.ids.map(uuidOf)}::uuid[]) or loaded_at < ${instantText(gone.loaded_before)}::timestamptz)`
  await sql`delete from reconciliation.statement_line where tenant_id = ${tenant_id}
    and statement_id in (select id from reconciliation.statement where ${which})`.execute(db)
  await sql`delete from reconciliation.statement where ${which}`.execute(db)
}

export async function insertStatement(db: Db, tenant_id: TenantId, one: BankStatement): Promise<void> {
  await sql`insert into reconciliation.statement (tenant_id, id, file_id, number, format, reference, account_key,
      account_last4, currency, sequence_number, page_number, from_on, to_on, coverage, state, loaded_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOf(one.file)}, ${one.number}, ${one.format}, ${one.reference},
      decode(${one.account_key}, 'hex'), ${one.account_last4}, ${one.currency}, ${one.sequence_number}, ${one.page_number},
      ${one.from_on}, ${one.to_on}, ${one.coverage}, 'loading', ${instantText(one.loaded_at)})`.execute(db)
}

/** One statement for any number of lines. */
export async function insertLines(
  db: Db,
  tenant_id: TenantId,
  statement: Id<'bst'>,
  lines: readonly BankLine[],
): Promise<void> {
  const column = <T>(pick: (line: BankLine) => T): T[] => lines.map(pick)
  await sql`insert into reconciliation.statement_line (tenant_id, statement_id, number, source_line, booking_on, value_on,
      direction, amount, currency, is_reversal, is_item, status, code, refs, counterparty, counterparty_last4, remittance,
      batch_count, return_reason)
    select ${tenant_id}::int8, ${uuidOf(statement)}::uuid, l.*
    from unnest(${column((line) => line.number)}::int4[], ${column((line) => line.source_line)}::int4[],
      ${column((line) => line.booking_on)}::date[], ${column((line) => line.value_on)}::date[],
      ${column((line) => line.direction)}::text[], ${column((line) => line.amount)}::int8[],
      ${column((line) => line.currency)}::text[], ${column((line) => line.is_reversal)}::boolean[],
      ${column((line) => line.is_item)}::boolean[], ${column((line) => line.status)}::text[],
      ${column((line) => line.code)}::text[], ${column((line) => JSON.stringify(line.refs))}::jsonb[],
      ${column((line) => line.counterparty)}::text[], ${column((line) => line.counterparty_last4)}::text[],
      ${column((line) => line.remittance)}::text[], ${column((line) => line.batch_count)}::int4[],
      ${column((line) => line.return_reason)}::text[]) as l`.execute(db)
}

export type StatementEnd = Pick<BankStatement, 'id' | 'opening' | 'closing' | 'line_count' | 'to_on'> & {
  readonly state: Exclude<StatementState, 'loading'>
  readonly faults: readonly FileFault[]
}

/** One statement for any number of them. */
export async function finishStatements(
  db: Db,
  tenant_id: TenantId,
  ends: readonly StatementEnd[],
): Promise<void> {
  const column = <T>(pick: (end: StatementEnd) => T): T[] => ends.map(pick)
  await sql`update reconciliation.statement s set state = e.state, opening = e.opening, closing = e.closing,
      line_count = e.line_count, to_on = e.to_on, faults = e.faults
    from unnest(${column((end) => uuidOf(end.id))}::uuid[], ${column((end) => end.state)}::text[],
      ${column((end) => end.opening)}::int8[], ${column((end) => end.closing)}::int8[],
      ${column((end) => end.line_count)}::int4[], ${column((end) => end.to_on)}::date[],
      ${column((end) => JSON.stringify(end.faults))}::jsonb[])
      as e (id, state, opening, closing, line_count, to_on, faults)
    where s.tenant_id = ${tenant_id} and s.id = e.id and s.state = 'loading'`.execute(db)
}

export async function findStatement(
  db: Db,
  tenant_id: TenantId,
  id: Id<'bst'>,
): Promise<BankStatement | undefined> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.statement
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} and state <> 'loading'`.execute(db)
  return rows[0] === undefined ? undefined : statementOf(rows[0])
}

export type StatementFilter = {
  readonly file?: Id<'fil'> | undefined
  readonly account_key?: string | undefined
  readonly state?: StatementState | undefined
}
export type StatementPlace = { readonly loaded_at: Instant; readonly id: Id<'bst'> }

/** Latest first, from behind `after`. */
export async function listStatements(
  db: Db,
  tenant_id: TenantId,
  { file, account_key, state }: StatementFilter,
  { after, limit }: { readonly after: StatementPlace | undefined; readonly limit: number },
): Promise<BankStatement[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.statement
    where tenant_id = ${tenant_id} and state <> 'loading'
      ${file === undefined ? sql`` : sql`and file_id = ${uuidOf(file)}`}
      ${account_key === undefined ? sql`` : sql`and account_key = decode(${account_key}, 'hex')`}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${after === undefined ? sql`` : sql`and (loaded_at, id) < (${instantText(after.loaded_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`}
    order by loaded_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(statementOf)
}

/** In their order, from behind the number `after`. */
export async function listLines(
  db: Db,
  tenant_id: TenantId,
  statement: Id<'bst'>,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<BankLine[]> {
  const { rows } = await sql<BankLine>`select number, source_line, booking_on::text as booking_on,
      value_on::text as value_on, direction, amount, currency, is_reversal, is_item, status, code, refs, counterparty,
      counterparty_last4, remittance, batch_count, return_reason
    from reconciliation.statement_line
    where tenant_id = ${tenant_id} and statement_id = ${uuidOf(statement)} and number > ${after}
    order by number limit ${limit}`.execute(db)
  return rows
}

/** Holds statements until the transaction ends: whoever else was judged by them comes after. */
export async function lockStatements(db: Db, tenant_id: TenantId, ids: readonly Id<'bst'>[]): Promise<void> {
  await sql`select from reconciliation.statement
    where tenant_id = ${tenant_id} and id = any (${ids.map(uuidOf)}::uuid[]) order by id for update`.execute(
    db,
  )
}

/** How many of an account may wait for the one before them. */
const WAITING_MAX = 400

/** Statements of an account that are kept out, the oldest first. */
export async function quarantinedOf(
  db: Db,
  tenant_id: TenantId,
  account_key: string,
): Promise<BankStatement[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.statement
    where tenant_id = ${tenant_id} and account_key = decode(${account_key}, 'hex') and state = 'quarantined'
      and coverage = 'final'
    order by to_on nulls first, sequence_number nulls first, number limit ${WAITING_MAX}::int4 for update`.execute(
    db,
  )
  return rows.map(statementOf)
}

/** One statement for any number of them. */
export async function loadQuarantined(
  db: Db,
  tenant_id: TenantId,
  statements: readonly BankStatement[],
): Promise<void> {
  if (statements.length === 0) return
  await sql`update reconciliation.statement s set state = 'loaded', faults = l.faults
    from unnest(${statements.map(({ id }) => uuidOf(id))}::uuid[],
      ${statements.map(({ faults }) => JSON.stringify(faults))}::jsonb[]) as l (id, faults)
    where s.tenant_id = ${tenant_id} and s.id = l.id and s.state = 'quarantined'`.execute(db)
}

/** How many statements of these files there are, and how many of them are loaded. */
export async function countStatements(
  db: Db,
  tenant_id: TenantId,
  files: readonly Id<'fil'>[],
): Promise<{ readonly file: Id<'fil'>; readonly all: number; readonly loaded: number }[]> {
  const { rows } = await sql<{
    file_id: string
    all: number
    loaded: number
  }>`select file_id, count(*)::int4 as all,
      (count(*) filter (where state = 'loaded'))::int4 as loaded
    from reconciliation.statement
    where tenant_id = ${tenant_id} and file_id = any (${files.map(uuidOf)}::uuid[]) and state <> 'loading'
    group by file_id order by file_id`.execute(db)
  return rows.map(({ file_id, ...counts }) => ({ ...counts, file: idOf('fil', file_id) }))
}

/** Of each account the statement that was loaded last: what the next one is held against. */
export async function lastStatements(db: Db, tenant_id: TenantId): Promise<BankStatement[]> {
  const { rows } = await sql<Row>`select distinct on (account_key) ${columns} from reconciliation.statement
    where tenant_id = ${tenant_id} and state = 'loaded' and coverage = 'final'
    order by account_key, to_on desc nulls last, sequence_number desc nulls last, page_number desc nulls last,
      number desc`.execute(db)
  return rows.map(statementOf)
}
