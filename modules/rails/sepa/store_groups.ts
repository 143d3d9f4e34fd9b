import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { SequenceType } from '../rules/sepa/mandate.ts'
import type { GroupKey } from './message_ids.ts'

export type PaymentGroup = GroupKey & {
  readonly orders: number
  /** Minor units. */
  readonly total: bigint
  /** The one creditor of all of them; null when there are several, or none as for transfers. */
  readonly creditor_id: string | null
}

/** The groups of a file, by day. What they are made of never changes once orders are in a file. */
export async function groupsOfFile(db: Db, tenant_id: TenantId, file: Id<'ofl'>): Promise<PaymentGroup[]> {
  const { rows } = await sql<{
    effective_on: Day
    sequence_type: SequenceType | null
    orders: bigint
    total: string
    creditor_id: string | null
  }>`select o.effective_on::text as effective_on, o.sequence_type, count(*) as orders, sum(o.amount)::text as total,
      case when count(distinct m.creditor_id) = 1 then min(m.creditor_id) end as creditor_id
    from rails.payment_order o
    left join rails.mandate m on m.tenant_id = ${tenant_id} and m.id = o.mandate_id
    where o.tenant_id = ${tenant_id} and o.file_id = ${uuidOf(file)}
    group by o.effective_on, o.sequence_type order by o.effective_on, o.sequence_type nulls first`.execute(db)
  return rows.map(({ orders, total, ...row }) => ({ ...row, orders: Number(orders), total: BigInt(total) }))
}

/** Orders of a file, or of a group of it by its name, in the order of the file, from behind `after`. */
export async function ordersOfGroup(
  db: Db,
  tenant_id: TenantId,
  { file, group }: { readonly file: Id<'ofl'>; readonly group: string | null },
  page: { readonly after: number; readonly limit: number },
): Promise<{ id: Id<'por'>; number: number }[]> {
  const { rows } = await sql<{ id: string; number: number }>`select o.id, o.number from rails.payment_order o
    where o.tenant_id = ${tenant_id} and o.file_id = ${uuidOf(file)} and o.number > ${page.after}
      and (${group}::text is null or case o.sequence_type when 'FRST' then 'F' when 'RCUR' then 'R' when 'FNAL' then 'L' when 'OOFF' then 'O' else 'T' end
        || to_char(o.effective_on, 'MMDD') = ${group}::text)
    order by o.number limit ${page.limit}`.execute(db)
  return rows.map(({ id, number }) => ({ id: idOf('por', id), number }))
}
