import { sql } from 'kysely'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'

/** What an acquirer owes by the ledger, and by its reports and what they have not named yet. Minor units. */
export type Proof = {
  readonly account: Id<'aca'>
  readonly currency: Currency
  readonly day: Day
  /** Of the receivable, up to which it was proven. */
  readonly version: bigint
  readonly receivable: bigint
  readonly claims_open: bigint
  readonly reports_unpaid: bigint
  readonly difference: bigint
  readonly proven_at: Instant
}

/** Keeps the latest proof of a day. */
export async function saveProof(db: Db, tenant_id: TenantId, one: Proof): Promise<void> {
  await sql`insert into reconciliation.proof (tenant_id, account_id, currency, day, version, receivable, claims_open,
      reports_unpaid, difference, proven_at)
    values (${tenant_id}::int8, ${uuidOf(one.account)}::uuid, ${one.currency}, ${one.day}::date, ${one.version}::int8,
      ${one.receivable}::int8, ${one.claims_open}::int8, ${one.reports_unpaid}::int8, ${one.difference}::int8,
      ${instantText(one.proven_at)}::timestamptz)
    on conflict (tenant_id, account_id, currency, day) do update set version = excluded.version,
      receivable = excluded.receivable, claims_open = excluded.claims_open, reports_unpaid = excluded.reports_unpaid,
      difference = excluded.difference, proven_at = excluded.proven_at`.execute(db)
}

/** The proofs of a day or, without one, the latest of each account and currency. */
export async function listProofs(
  db: Db,
  tenant_id: TenantId,
  { day, account }: { readonly day?: Day; readonly account?: Id<'aca'> },
): Promise<Proof[]> {
  const { rows } = await sql<Omit<Proof, 'account'> & { account_id: string }>`
    select distinct on (p.account_id, p.currency) p.account_id, p.currency, p.day, p.version, p.receivable, p.claims_open,
      p.reports_unpaid, p.difference, p.proven_at
    from reconciliation.proof p where p.tenant_id = ${tenant_id}::int8
      and (${day ?? null}::date is null or p.day = ${day ?? null}::date)
      and (${account === undefined ? null : uuidOf(account)}::uuid is null
        or p.account_id = ${account === undefined ? null : uuidOf(account)}::uuid)
    order by p.account_id, p.currency, p.day desc`.execute(db)
  return rows.map(({ account_id, ...row }) => ({ ...row, account: idOf('aca', account_id) }))
}
