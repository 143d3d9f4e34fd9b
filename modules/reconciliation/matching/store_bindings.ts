import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { Binding } from './binding.ts'
import type { BindingState } from './binding.machine.ts'

type Row = Omit<
  Binding,
  'id' | 'ledger_account' | 'suspense_account' | 'fees_account' | 'tolerance_account'
> & {
  readonly id: string
  readonly ledger_account: string
  readonly suspense_account: string
  readonly fees_account: string
  readonly tolerance_account: string
}
const columns =
  sql.raw(`b.id, b.name, encode(b.account_key, 'hex') as account_key, b.account_last4, b.currency,
  b.ledger_account, b.suspense_account, b.fees_account, b.tolerance_account, b.calendar, b.starts_on::text as starts_on,
  b.starts_version, b.ledger_opening, b.bank_opening, b.ledger_version, b.bank_items, b.state, b.created_at, b.closed_at`)

const bindingOf = (row: Row): Binding => ({
  ...row,
  id: idOf('rca', row.id),
  ledger_account: idOf('acc', row.ledger_account),
  suspense_account: idOf('acc', row.suspense_account),
  fees_account: idOf('acc', row.fees_account),
  tolerance_account: idOf('acc', row.tolerance_account),
})

/** False when one of both accounts is bound already. */
export async function insertBinding(db: Db, tenant_id: TenantId, one: Binding): Promise<boolean> {
  const { rows } =
    await sql`insert into reconciliation.bank_binding (tenant_id, id, name, account_key, account_last4,
      currency, ledger_account, suspense_account, fees_account, tolerance_account, calendar, starts_on, starts_version,
      ledger_opening, state, created_at)
    values (${tenant_id}::int8, ${uuidOf(one.id)}::uuid, ${one.name}, decode(${one.account_key}, 'hex'), ${one.account_last4},
      ${one.currency}, ${uuidOf(one.ledger_account)}::uuid, ${uuidOf(one.suspense_account)}::uuid,
      ${uuidOf(one.fees_account)}::uuid, ${uuidOf(one.tolerance_account)}::uuid, ${one.calendar}, ${one.starts_on}::date,
      ${one.starts_version}::int8, ${one.ledger_opening}::int8, ${one.state}, ${instantText(one.created_at)}::timestamptz)
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findBinding(db: Db, tenant_id: TenantId, id: Id<'rca'>): Promise<Binding | undefined> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.bank_binding b
    where b.tenant_id = ${tenant_id}::int8 and b.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : bindingOf(rows[0])
}

/**
 * The same, held until the transaction ends: nobody else matches, undoes or proves the account meanwhile. What follows in
 * the transaction is planned for any tenant and any account, not for these: what the planner knows about an account that
 * has just grown from nothing to a million items is wrong.
 */
export async function lockBinding(db: Db, tenant_id: TenantId, id: Id<'rca'>): Promise<Binding | undefined> {
  await sql`set local plan_cache_mode = force_generic_plan`.execute(db)
  const { rows } = await sql<Row>`select ${columns} from reconciliation.bank_binding b
    where b.tenant_id = ${tenant_id}::int8 and b.id = ${uuidOf(id)}::uuid for no key update`.execute(db)
  return rows[0] === undefined ? undefined : bindingOf(rows[0])
}

/** Active ones of these accounts (hex). */
export async function findByAccountKeys(
  db: Db,
  tenant_id: TenantId,
  keys: readonly string[],
): Promise<Id<'rca'>[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<{ id: string }>`select b.id from unnest(${keys}::text[]) as u (key)
    join reconciliation.bank_binding b on b.tenant_id = ${tenant_id}::int8 and b.account_key = decode(u.key, 'hex')
    where b.state = 'active' order by b.id`.execute(db)
  return rows.map(({ id }) => idOf('rca', id))
}

export type BindingFilter = {
  readonly state?: BindingState | undefined
  readonly ledger_account?: Id<'acc'> | undefined
}

/** Newest first, from behind `before`. */
export async function listBindings(
  db: Db,
  tenant_id: TenantId,
  { state, ledger_account }: BindingFilter,
  { before, limit }: { readonly before: Id<'rca'> | undefined; readonly limit: number },
): Promise<Binding[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.bank_binding b
    where b.tenant_id = ${tenant_id}::int8
      ${state === undefined ? sql`` : sql`and b.state = ${state}`}
      ${ledger_account === undefined ? sql`` : sql`and b.ledger_account = ${uuidOf(ledger_account)}::uuid`}
      ${before === undefined ? sql`` : sql`and b.id < ${uuidOf(before)}::uuid`}
    order by b.id desc limit ${limit}::int4`.execute(db)
  return rows.map(bindingOf)
}

export async function closeBinding(
  db: Db,
  tenant_id: TenantId,
  id: Id<'rca'>,
  at: Instant,
): Promise<boolean> {
  const { rows } = await sql`update reconciliation.bank_binding b set state = 'closed',
      closed_at = ${instantText(at)}::timestamptz
    where b.tenant_id = ${tenant_id}::int8 and b.id = ${uuidOf(id)}::uuid and b.state = 'active' returning b.id`.execute(
    db,
  )
  return rows.length === 1
}

/** How far both sides were read. */
export async function moveBinding(
  db: Db,
  tenant_id: TenantId,
  one: Pick<Binding, 'id' | 'ledger_version' | 'bank_items' | 'bank_opening'>,
): Promise<void> {
  await sql`update reconciliation.bank_binding b set ledger_version = ${one.ledger_version}::int8,
      bank_items = ${one.bank_items}::int8, bank_opening = ${one.bank_opening}::int8
    where b.tenant_id = ${tenant_id}::int8 and b.id = ${uuidOf(one.id)}::uuid`.execute(db)
}

/** A statement of the account whose lines are not all read. */
export type UnreadStatement = {
  readonly id: Id<'bst'>
  readonly from_on: Day | null
  readonly to_on: Day | null
  readonly opening: bigint | null
  readonly lines_read: number
  readonly loaded_at: Instant
}

/** The oldest loaded one that is final: what a bank says in between may come again, and is not counted. */
export async function nextUnread(
  db: Db,
  tenant_id: TenantId,
  { id, account_key, starts_on }: Pick<Binding, 'id' | 'account_key' | 'starts_on'>,
): Promise<UnreadStatement | undefined> {
  const { rows } = await sql<
    Omit<UnreadStatement, 'id'> & { id: string }
  >`select s.id, s.from_on::text as from_on,
      s.to_on::text as to_on, s.opening, coalesce(r.lines_read, 0) as lines_read, s.loaded_at
    from reconciliation.statement s
    left join reconciliation.bound_statement r on r.tenant_id = ${tenant_id}::int8 and r.binding_id = ${uuidOf(id)}::uuid
      and r.statement_id = s.id
    where s.tenant_id = ${tenant_id}::int8 and s.account_key = decode(${account_key}, 'hex') and s.state = 'loaded'
      and s.coverage = 'final' and (s.to_on is null or s.to_on >= ${starts_on}::date) and r.is_read is not true
    order by s.to_on nulls first, s.sequence_number nulls first, s.page_number nulls first, s.number limit 1`.execute(
    db,
  )
  return rows[0] === undefined ? undefined : { ...rows[0], id: idOf('bst', rows[0].id) }
}

export async function markRead(
  db: Db,
  tenant_id: TenantId,
  binding: Id<'rca'>,
  read: { readonly statement: Id<'bst'>; readonly lines_read: number; readonly is_read: boolean },
): Promise<void> {
  await sql`insert into reconciliation.bound_statement (tenant_id, binding_id, statement_id, lines_read, is_read)
    values (${tenant_id}::int8, ${uuidOf(binding)}::uuid, ${uuidOf(read.statement)}::uuid, ${read.lines_read}::int4,
      ${read.is_read}::boolean)
    on conflict (tenant_id, binding_id, statement_id) do update set lines_read = excluded.lines_read,
      is_read = excluded.is_read`.execute(db)
}

/** The newest statement of the account that counts, when all that came before it is read. */
export async function lastStatement(
  db: Db,
  tenant_id: TenantId,
  binding: Id<'rca'>,
): Promise<{ id: Id<'bst'>; to_on: Day | null; closing: bigint | null } | undefined> {
  const { rows } = await sql<{ id: string; to_on: Day | null; closing: bigint | null }>`select s.id,
      s.to_on::text as to_on, s.closing
    from reconciliation.bound_statement r
    join reconciliation.statement s on s.tenant_id = ${tenant_id}::int8 and s.id = r.statement_id
    where r.tenant_id = ${tenant_id}::int8 and r.binding_id = ${uuidOf(binding)}::uuid and r.is_read
    order by s.to_on desc nulls last, s.sequence_number desc nulls last, s.page_number desc nulls last, s.number desc
    limit 1`.execute(db)
  return rows[0] === undefined ? undefined : { ...rows[0], id: idOf('bst', rows[0].id) }
}
