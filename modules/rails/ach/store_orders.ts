import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { paymentOrderEvents } from '../payment_orders/payment_order.machine.ts'

const eventNumbers = (['return', 'restore'] as const).map((event) => paymentOrderEvents.indexOf(event) + 1)

/** Which of these orders came back, or were restored, because a file said so: what a run that died has done already. */
export async function answeredBy(
  db: Db,
  tenant_id: TenantId,
  file: Id<'fil'>,
  orders: readonly Id<'por'>[],
): Promise<ReadonlySet<Id<'por'>>> {
  const { rows } = await sql<{ order_id: string }>`select distinct order_id from rails.payment_order_event
    where tenant_id = ${tenant_id} and order_id = any(${orders.map(uuidOf)}::uuid[]) and file_id = ${uuidOf(file)}
      and event = any(${eventNumbers}::int2[])`.execute(db)
  return new Set(rows.map(({ order_id }) => idOf('por', order_id)))
}

/** Says which order tries again in the place of another. */
export async function linkRetries(
  db: Db,
  tenant_id: TenantId,
  links: readonly { readonly order: Id<'por'>; readonly next: Id<'por'> }[],
  at: Instant,
): Promise<void> {
  await sql`update rails.payment_order o set next_id = m.next_id, updated_at = ${instantText(at)}
    from unnest(${links.map(({ order }) => uuidOf(order))}::uuid[], ${links.map(({ next }) => uuidOf(next))}::uuid[])
      as m (id, next_id)
    where o.tenant_id = ${tenant_id} and o.id = m.id`.execute(db)
}

/** Leaves orders to a person, with the reason behind what was said before. */
export async function sendToReview(
  db: Db,
  tenant_id: TenantId,
  orders: readonly { readonly id: Id<'por'>; readonly because: string }[],
  at: Instant,
): Promise<void> {
  await sql`update rails.payment_order o set needs_review = true,
      because = left(concat_ws(' ', o.because, m.because), 500), updated_at = ${instantText(at)}
    from unnest(${orders.map(({ id }) => uuidOf(id))}::uuid[], ${orders.map(({ because }) => because)}::text[])
      as m (id, because)
    where o.tenant_id = ${tenant_id} and o.id = m.id and not o.needs_review`.execute(db)
}
