import { sql } from 'kysely'
import { idOf, type Id } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'

export type Counts = {
  readonly merchant: Id<'mer'>
  readonly scheme: string
  readonly count: number
  readonly fraud: number
}
type Span = { readonly from: Instant; readonly until: Instant }
type Row = { merchant_id: string; scheme: string; count: number; fraud: number }
const countsOf = ({ merchant_id, ...row }: Row): Counts => ({ ...row, merchant: idOf('mer', merchant_id) })

/** Disputes that were opened in a span, per merchant and scheme; inquiries are none. */
export async function countDisputes(db: Db, tenant_id: TenantId, { from, until }: Span): Promise<Counts[]> {
  const { rows } = await sql<Row>`select d.merchant_id, d.scheme, count(*)::int4 as count,
      (count(*) filter (where d.category = 'fraudulent'))::int4 as fraud
    from disputes.dispute d where d.tenant_id = ${tenant_id}::int8 and d.stage <> 'inquiry'
      and d.opened_at >= ${instantText(from)}::timestamptz and d.opened_at < ${instantText(until)}::timestamptz
    group by d.merchant_id, d.scheme order by d.merchant_id, d.scheme`.execute(db)
  return rows.map(countsOf)
}

/** Captured payments of a span, per merchant and scheme. */
export async function countSales(db: Db, tenant_id: TenantId, { from, until }: Span): Promise<Counts[]> {
  const { rows } = await sql<Row>`select c.merchant_id, c.scheme, count(*)::int4 as count, 0 as fraud
    from disputes.card_payment c where c.tenant_id = ${tenant_id}::int8
      and c.paid_at >= ${instantText(from)}::timestamptz and c.paid_at < ${instantText(until)}::timestamptz
    group by c.merchant_id, c.scheme order by c.merchant_id, c.scheme`.execute(db)
  return rows.map(countsOf)
}
