import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { NewPeriod, Period } from './period.ts'
import type { Telling } from './store_accounts.ts'

type PeriodRow = Omit<Period, 'id'> & { readonly id: string }
const columns = sql.raw('id, closed_through, closed_before, description, closed_at')
const periodOf = (row: PeriodRow): Period => ({ ...row, id: idOf('per', row.id) })

/** `closed`, `exists`, or the code of a refusal. */
export async function closePeriod(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  period: NewPeriod,
  { fact_ids, by }: Telling,
): Promise<string> {
  const { rows } = await sql<{ outcome: string }>`select ledger.close_period(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(period.id)}::uuid, ${period.closed_through}::date,
    ${period.description ?? null}::text, ${fact_ids[0]}::uuid, ${by}) as outcome`.execute(db)
  return rows[0]?.outcome ?? ''
}

export async function findPeriod(db: Db, tenant_id: TenantId, id: Id<'per'>): Promise<Period | undefined> {
  const { rows } = await sql<PeriodRow>`select ${columns} from ledger.period
    where tenant_id = ${tenant_id}::int8 and id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : periodOf(rows[0])
}

/** The latest first, from before the day `before`. */
export async function listPeriods(
  db: Db,
  tenant_id: TenantId,
  page: { before: Day | undefined; limit: number },
): Promise<Period[]> {
  const { rows } = await sql<PeriodRow>`select ${columns} from ledger.period
    where tenant_id = ${tenant_id}::int8
      ${page.before === undefined ? sql`` : sql`and closed_through < ${page.before}::date`}
    order by closed_through desc limit ${page.limit}`.execute(db)
  return rows.map(periodOf)
}
