import { sql } from 'kysely'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Claim } from './claim.ts'

type Row = Omit<Claim, 'account' | 'operation'> & {
  readonly account_id: string
  readonly operation_id: string | null
}
const columns = sql.raw(
  'c.id, c.operation_id, c.account_id, c.currency, c.amount, c.claimed_on, c.due_on, c.state',
)
const claimOf = ({ account_id, operation_id, ...row }: Row): Claim => ({
  ...row,
  operation: operation_id,
  account: idOf('aca', account_id),
})

/** Locks the place of a receivable, which it makes at the first use, until the commit. */
export async function lockCursor(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  currency: Currency,
): Promise<bigint> {
  const locked = () =>
    sql<{
      version: bigint
    }>`select c.version from reconciliation.claim_cursor c where c.tenant_id = ${tenant_id}::int8
      and c.account_id = ${uuidOf(account)}::uuid and c.currency = ${currency} for update`.execute(db)
  const { rows } = await locked()
  if (rows[0] !== undefined) return rows[0].version
  await sql`insert into reconciliation.claim_cursor (tenant_id, account_id, currency, version)
    values (${tenant_id}::int8, ${uuidOf(account)}::uuid, ${currency}, 0)
    on conflict (tenant_id, account_id, currency) do nothing`.execute(db)
  return (await locked()).rows[0]?.version ?? 0n
}

export async function moveCursor(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  currency: Currency,
  version: bigint,
): Promise<void> {
  await sql`update reconciliation.claim_cursor c set version = ${version}::int8 where c.tenant_id = ${tenant_id}::int8
    and c.account_id = ${uuidOf(account)}::uuid and c.currency = ${currency}`.execute(db)
}

export type NewClaim = Omit<Claim, 'state'> & { readonly version: bigint }

/** All of one account and currency. */
export async function insertClaims(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  currency: Currency,
  claims: readonly NewClaim[],
): Promise<void> {
  if (claims.length === 0) return
  await sql`insert into reconciliation.claim (tenant_id, id, operation_id, account_id, currency, amount, version, claimed_on,
      due_on)
    select ${tenant_id}::int8, u.id, u.operation_id, ${uuidOf(account)}::uuid, ${currency}, u.amount, u.version, u.claimed_on, u.due_on
    from unnest(${claims.map(({ id }) => id)}::uuid[], ${claims.map(({ operation }) => operation)}::uuid[],
      ${claims.map(({ amount }) => String(amount))}::int8[],
      ${claims.map(({ version }) => String(version))}::int8[], ${claims.map(({ claimed_on }) => claimed_on)}::date[],
      ${claims.map(({ due_on }) => due_on)}::date[]) as u (id, operation_id, amount, version, claimed_on, due_on)`.execute(
    db,
  )
}

/** By their own UUID, and those of these operations; closed ones too. */
export async function findClaims(
  db: Db,
  tenant_id: TenantId,
  ids: readonly string[],
): Promise<Map<string, Claim>> {
  if (ids.length === 0) return new Map()
  // Two looks by two keys: with an "or" between them every claim there ever was is read.
  const { rows } = await sql<Row>`select ${columns} from (
      select x.* from reconciliation.claim x where x.tenant_id = ${tenant_id}::int8 and x.id = any (${ids}::uuid[])
      union
      select y.* from reconciliation.claim y
        where y.tenant_id = ${tenant_id}::int8 and y.operation_id = any (${ids}::uuid[])) c
    order by c.version, c.id`.execute(db)
  return new Map(rows.map((row) => [row.id, claimOf(row)]))
}

/** Open ones of an account that have one of these amounts, oldest first. */
export async function findOpenByAmount(
  db: Db,
  tenant_id: TenantId,
  asked: { account: Id<'aca'>; currency: Currency; amounts: readonly bigint[]; limit: number },
): Promise<Claim[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.claim c
    where c.tenant_id = ${tenant_id}::int8 and c.account_id = ${uuidOf(asked.account)}::uuid
      and c.currency = ${asked.currency} and c.state = 'open' and c.amount = any (${asked.amounts.map(String)}::int8[])
    order by c.due_on, c.id limit ${asked.limit}::int4`.execute(db)
  return rows.map(claimOf)
}

/** Open and due before `day`, as is what takes it back, and never told to be missing. */
export async function findMissing(
  db: Db,
  tenant_id: TenantId,
  asked: { account: Id<'aca'>; currency: Currency; day: Day; limit: number },
): Promise<Claim[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.claim c
    where c.tenant_id = ${tenant_id}::int8 and c.account_id = ${uuidOf(asked.account)}::uuid
      and c.currency = ${asked.currency} and c.state = 'open' and c.due_on < ${asked.day}::date
      and not exists (select from reconciliation.break b where b.tenant_id = ${tenant_id}::int8
        and b.operation_id = coalesce(c.operation_id, c.id) and coalesce(b.claim_id, b.operation_id) = c.id
        and b.type = 'missing_line')
      and not exists (select from reconciliation.claim o where o.tenant_id = ${tenant_id}::int8
        and o.operation_id = c.operation_id and o.id <> c.id and o.state = 'open' and o.due_on >= ${asked.day}::date)
    order by c.due_on, c.id limit ${asked.limit}::int4`.execute(db)
  return rows.map(claimOf)
}

/** How many were open: those of the ids that are still so. `report` is null for what is written off. */
export async function closeClaims(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  closing: { ids: readonly string[]; report: Id<'stl'> | null; lines: readonly (number | null)[] },
): Promise<number> {
  if (closing.ids.length === 0) return 0
  const report = closing.report === null ? null : uuidOf(closing.report)
  const { rows } = await sql<{ count: number }>`select reconciliation.close_claims(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${closing.ids}::uuid[], ${report}::uuid, ${closing.lines}::int4[]) as count`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** Operations whose open claims make nothing together, all due before `day`, with those claims. */
export async function findOffsetting(
  db: Db,
  tenant_id: TenantId,
  asked: { account: Id<'aca'>; currency: Currency; day: Day; limit: number },
): Promise<{ operation: string; claims: string[] }[]> {
  const { rows } = await sql<{ operation: string; claims: string[] }>`select c.operation_id as operation,
      array_agg(c.id) as claims
    from reconciliation.claim c where c.tenant_id = ${tenant_id}::int8 and c.account_id = ${uuidOf(asked.account)}::uuid
      and c.currency = ${asked.currency} and c.state = 'open' and c.operation_id is not null
    group by c.operation_id having count(*) > 1 and sum(c.amount) = 0 and max(c.due_on) < ${asked.day}::date
    order by c.operation_id limit ${asked.limit}::int4`.execute(db)
  return rows
}

/** Claims that make nothing together: what an operation took was taken back. All or none; false when one was closed. */
export async function offsetClaims(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  ids: readonly string[],
): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`select reconciliation.offset_claims(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${ids}::uuid[]) as count`.execute(db)
  return rows[0]?.count === ids.length
}

/** What the receivable should be: claims that no line has settled, and nets of booked lines whose report is not paid out. */
export async function sumOwed(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  currency: Currency,
): Promise<{ claims_open: bigint; reports_unpaid: bigint }> {
  const { rows } = await sql<{ claims_open: bigint; reports_unpaid: bigint }>`select
      (select coalesce(sum(c.amount), 0)::int8 from reconciliation.claim c where c.tenant_id = ${tenant_id}::int8
        and c.account_id = ${uuidOf(account)}::uuid and c.currency = ${currency} and c.state = 'open') as claims_open,
      (select coalesce(sum(r.net_booked), 0)::int8 from reconciliation.report r where r.tenant_id = ${tenant_id}::int8
        and r.account_id = ${uuidOf(account)}::uuid and r.currency = ${currency} and r.state = 'received')
        as reports_unpaid`.execute(db)
  return rows[0] ?? { claims_open: 0n, reports_unpaid: 0n }
}

export async function hasOpenClaims(db: Db, tenant_id: TenantId, account: Id<'aca'>): Promise<boolean> {
  const { rows } = await sql`select from reconciliation.claim c where c.tenant_id = ${tenant_id}::int8
    and c.account_id = ${uuidOf(account)}::uuid and c.state = 'open' limit 1`.execute(db)
  return rows.length > 0
}
