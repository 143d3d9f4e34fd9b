import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'

/** A collection that its debtor is told of. */
export type Announcement = {
  readonly id: Id<'por'>
  readonly mandate: Id<'man'>
  readonly mandate_reference: string
  readonly creditor_id: string
  readonly creditor_name: string
  readonly bank_account: Id<'bac'>
  readonly account_last4: string
  readonly holder_name: string
  readonly amount: bigint
  readonly currency: string
  readonly due_on: Day
}
type Row = Omit<Announcement, 'id' | 'mandate' | 'bank_account'> & {
  readonly id: string
  readonly mandate: string
  readonly bank_account: string
}

/** Collections of a connection that are to be announced on a day and were not yet, the nearest first. */
export async function dueAnnouncements(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  { today, limit }: { readonly today: Day; readonly limit: number },
): Promise<Announcement[]> {
  const { rows } = await sql<Row>`select o.id, o.mandate_id as mandate, m.reference as mandate_reference,
      m.creditor_id, m.creditor_name, o.bank_account_id as bank_account, a.number_last4 as account_last4, a.holder_name,
      o.amount, o.currency, o.settles_on::text as due_on
    from rails.payment_order o
    join rails.mandate m on m.tenant_id = ${tenant_id} and m.id = o.mandate_id
    join rails.bank_account a on a.tenant_id = ${tenant_id} and a.id = o.bank_account_id
    where o.tenant_id = ${tenant_id} and o.connection_id = ${uuidOf(connection)}
      and o.rail in ('sepa_core', 'sepa_b2b') and o.state in (0, 1, 2, 3)
      and o.settles_on - m.pre_notification_days::int4 <= ${today}::date
      and not exists (select from rails.announcement n where n.tenant_id = ${tenant_id} and n.order_id = o.id)
    order by o.settles_on, o.id limit ${limit}`.execute(db)
  return rows.map(({ id, mandate, bank_account, ...row }) => ({
    ...row,
    id: idOf('por', id),
    mandate: idOf('man', mandate),
    bank_account: idOf('bac', bank_account),
  }))
}

/** Throws for one that was announced: there is one job for each connection. */
export async function insertAnnouncements(
  db: Db,
  tenant_id: TenantId,
  announced: readonly Pick<Announcement, 'id' | 'due_on'>[],
  at: Instant,
): Promise<void> {
  await sql`insert into rails.announcement (tenant_id, order_id, due_on, announced_at)
    select ${tenant_id}::int8, n.order_id, n.due_on, ${instantText(at)}::timestamptz
    from unnest(${announced.map(({ id }) => uuidOf(id))}::uuid[], ${announced.map(({ due_on }) => due_on)}::date[])
      as n (order_id, due_on)`.execute(db)
}

/** The first day on which something is to be announced that was not yet; undefined when nothing waits. */
export async function nextAnnouncementOn(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
): Promise<Day | undefined> {
  const { rows } = await sql<{
    day: Day | null
  }>`select min(o.settles_on - m.pre_notification_days::int4)::text as day
    from rails.payment_order o
    join rails.mandate m on m.tenant_id = ${tenant_id} and m.id = o.mandate_id
    where o.tenant_id = ${tenant_id} and o.connection_id = ${uuidOf(connection)}
      and o.rail in ('sepa_core', 'sepa_b2b') and o.state in (0, 1, 2, 3)
      and not exists (select from rails.announcement n where n.tenant_id = ${tenant_id} and n.order_id = o.id)`.execute(
    db,
  )
  return rows[0]?.day ?? undefined
}
