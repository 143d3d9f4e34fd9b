import { sql } from 'kysely'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { SettledPart, SettlementOperation } from './settlement_marks.ts'

type Row = {
  id: string
  kind: SettlementOperation['kind']
  payment_id: string
  merchant_id: string
  account_id: string
  amount: bigint
  currency: Currency
  result: string | null
  acquirer_reference: string | null
  mcc: string | null
  channel: SettlementOperation['channel'] | null
  initiated_by: SettlementOperation['initiated_by'] | null
  token_id: string | null
  created_at: Instant
}
type Found = Omit<SettlementOperation, 'card'> & { readonly token: Id<'tok'> | null }

/**
 * Operations with what was said last of each, and what their fees follow from. Each row by its key: limits in the
 * laterals keep the planner from reading the tenant's outcomes as a whole.
 */
export async function findSettlementOperations(
  db: Db,
  tenant_id: TenantId,
  uuids: readonly string[],
): Promise<Found[]> {
  const { rows } = await sql<Row>`select y.id, y.kind, y.payment_id, o.merchant_id, y.account_id,
      coalesce(l.amount, y.amount) as amount, p.currency, l.result, l.acquirer_reference, m.mcc,
      o.asked::jsonb ->> 'channel' as channel, o.asked::jsonb ->> 'initiated_by' as initiated_by,
      coalesce(y.token_id, a.token_id, o.token_id) as token_id, y.created_at
    from unnest(${uuids}::uuid[]) as u (id)
    cross join lateral (select * from payments.operation x
      where x.tenant_id = ${tenant_id}::int8 and x.id = u.id limit 1) y
    cross join lateral (select x.currency, x.attempt_id from payments.payment x
      where x.tenant_id = ${tenant_id}::int8 and x.id = y.payment_id limit 1) p
    cross join lateral (select x.merchant_id, x.token_id, x.asked from payments.payment_order x
      where x.tenant_id = ${tenant_id}::int8 and x.id = y.payment_id limit 1) o
    left join lateral (select x.token_id from payments.operation x
      where x.tenant_id = ${tenant_id}::int8 and x.id = p.attempt_id limit 1) a on true
    left join lateral (select x.mcc from payments.merchant x
      where x.tenant_id = ${tenant_id}::int8 and x.id = o.merchant_id limit 1) m on true
    left join lateral (select v.result, v.acquirer_reference, v.amount from payments.outcome v
      where v.tenant_id = ${tenant_id}::int8 and v.operation_id = y.id and v.is_applied
      order by v.at desc, v.id desc limit 1) l on true`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    payment: idOf('pay', row.payment_id),
    merchant: idOf('mer', row.merchant_id),
    account: idOf('aca', row.account_id),
    amount: row.amount,
    currency: row.currency,
    result: row.result,
    acquirer_reference: row.acquirer_reference,
    mcc: row.mcc,
    channel: row.channel ?? 'ecommerce',
    initiated_by: row.initiated_by ?? 'customer',
    token: row.token_id === null ? null : idOf('tok', row.token_id),
    created_at: row.created_at,
  }))
}

export async function markSettled(
  db: Db,
  tenant_id: TenantId,
  settled_on: Day,
  parts: readonly SettledPart[],
): Promise<void> {
  if (parts.length === 0) return
  await sql`select payments.mark_settled(${tenant_id}::int8, ${parts.map(({ payment }) => uuidOf(payment))}::uuid[],
    ${parts.map(({ amount }) => String(amount))}::int8[], ${parts.flatMap(({ operation }) => operation ?? [])}::uuid[],
    ${settled_on}::date)`.execute(db)
}
