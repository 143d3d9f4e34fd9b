import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Day, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { BankProof } from './bank_proof.ts'

type Row = Omit<BankProof, 'binding' | 'statement'> & {
  readonly binding_id: string
  readonly statement_id: string
}
const columns =
  sql.raw(`p.binding_id, b.currency, p.day::text as day, p.statement_id, p.statement_on::text as statement_on,
  p.bank_closing, p.ledger_balance, p.bank_open, p.ledger_open, p.in_transit, p.suspended, p.opening_difference, p.difference,
  p.completeness_ppm, p.proven_at`)
const from = (tenant_id: TenantId) => sql`reconciliation.bank_proof p
  join reconciliation.bank_binding b on b.tenant_id = ${tenant_id}::int8 and b.id = p.binding_id
  where p.tenant_id = ${tenant_id}::int8`

const proofOf = ({ binding_id, statement_id, ...row }: Row): BankProof => ({
  ...row,
  binding: idOf('rca', binding_id),
  statement: idOf('bst', statement_id),
})

/** Keeps the latest proof of a day. */
export async function saveProof(db: Db, tenant_id: TenantId, one: BankProof): Promise<void> {
  await sql`insert into reconciliation.bank_proof (tenant_id, binding_id, day, statement_id, statement_on, bank_closing,
      ledger_balance, bank_open, ledger_open, in_transit, suspended, opening_difference, difference, completeness_ppm,
      proven_at)
    values (${tenant_id}::int8, ${uuidOf(one.binding)}::uuid, ${one.day}::date, ${uuidOf(one.statement)}::uuid,
      ${one.statement_on}::date, ${one.bank_closing}::int8, ${one.ledger_balance}::int8, ${one.bank_open}::int8,
      ${one.ledger_open}::int8, ${one.in_transit}::int8, ${one.suspended}::int8, ${one.opening_difference}::int8,
      ${one.difference}::int8, ${one.completeness_ppm}::int4, ${instantText(one.proven_at)}::timestamptz)
    on conflict (tenant_id, binding_id, day) do update set statement_id = excluded.statement_id,
      statement_on = excluded.statement_on, bank_closing = excluded.bank_closing,
      ledger_balance = excluded.ledger_balance, bank_open = excluded.bank_open, ledger_open = excluded.ledger_open,
      in_transit = excluded.in_transit, suspended = excluded.suspended, opening_difference = excluded.opening_difference,
      difference = excluded.difference, completeness_ppm = excluded.completeness_ppm, proven_at = excluded.proven_at`.execute(
    db,
  )
}

export async function findProof(
  db: Db,
  tenant_id: TenantId,
  binding: Id<'rca'>,
  day: Day,
): Promise<BankProof | undefined> {
  const { rows } = await sql<Row>`select ${columns} from ${from(tenant_id)}
    and p.binding_id = ${uuidOf(binding)}::uuid and p.day = ${day}::date`.execute(db)
  return rows[0] === undefined ? undefined : proofOf(rows[0])
}

export type ProofFilter = {
  readonly binding?: Id<'rca'> | undefined
  readonly is_clean?: boolean | undefined
}
export type ProofPlace = { readonly day: Day; readonly binding: Id<'rca'> }

/** The latest days first, from behind `after`. */
export async function listProofs(
  db: Db,
  tenant_id: TenantId,
  { binding, is_clean }: ProofFilter,
  { after, limit }: { readonly after: ProofPlace | undefined; readonly limit: number },
): Promise<BankProof[]> {
  const { rows } = await sql<Row>`select ${columns} from ${from(tenant_id)}
      ${binding === undefined ? sql`` : sql`and p.binding_id = ${uuidOf(binding)}::uuid`}
      ${is_clean === undefined ? sql`` : sql`and (p.difference = 0) = ${is_clean}::boolean`}
      ${after === undefined ? sql`` : sql`and (p.day, p.binding_id) < (${after.day}::date, ${uuidOf(after.binding)}::uuid)`}
    order by p.day desc, p.binding_id desc limit ${limit}::int4`.execute(db)
  return rows.map(proofOf)
}
