import { sql } from 'kysely'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'

/** Of one connection and one day. */
export type DayCount = {
  readonly connection: Id<'bcn'>
  readonly counted_on: Day
  readonly debits: number
  readonly unauthorized: number
  readonly administrative: number
  readonly overall: number
}

/** Adds to the counts of days, always in the same order, so that two transactions wait for each other and do not deadlock. */
export async function addCounts(db: Db, tenant_id: TenantId, counts: readonly DayCount[]): Promise<void> {
  if (counts.length === 0) return
  const key = ({ connection, counted_on }: DayCount): string => `${connection} ${counted_on}`
  const rows = counts
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    .map(
      (
        one,
      ) => sql`(${tenant_id}::int8, ${uuidOf(one.connection)}::uuid, ${one.counted_on}::date, ${one.debits}::int8,
        ${one.unauthorized}::int8, ${one.administrative}::int8, ${one.overall}::int8)`,
    )
  await sql`insert into rails.return_count as c (tenant_id, connection_id, counted_on, debits, unauthorized, administrative,
      overall) values ${sql.join(rows)}
    on conflict (tenant_id, connection_id, counted_on) do update set debits = c.debits + excluded.debits,
      unauthorized = c.unauthorized + excluded.unauthorized, administrative = c.administrative + excluded.administrative,
      overall = c.overall + excluded.overall`.execute(db)
}

export type Sums = {
  readonly debits: bigint
  readonly unauthorized: bigint
  readonly administrative: bigint
  readonly overall: bigint
}

/** Of the days from `from_on` to `to_on`, both counted. */
export async function sumCounts(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  period: { readonly from_on: Day; readonly to_on: Day },
): Promise<Sums> {
  const { rows } = await sql<Sums>`select coalesce(sum(debits), 0)::int8 as debits,
      coalesce(sum(unauthorized), 0)::int8 as unauthorized, coalesce(sum(administrative), 0)::int8 as administrative,
      coalesce(sum(overall), 0)::int8 as overall
    from rails.return_count where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)}
      and counted_on between ${period.from_on} and ${period.to_on}`.execute(db)
  return rows[0] ?? { debits: 0n, unauthorized: 0n, administrative: 0n, overall: 0n }
}
