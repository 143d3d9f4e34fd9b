import type { Id } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { createOrders } from '../payment_orders/create_orders.ts'
import { findOrders, markForReview } from '../payment_orders/store.ts'
import type { InstantDeps } from './deps.ts'
import { fallbackOf } from './fallback_of.ts'
import { linkNext } from './store_orders.ts'

/**
 * Makes the order that takes the place of a rejected one, when its maker asked for that. What was set aside for the rejected
 * one is free by then; when it is spent meanwhile, or the other rail cannot be taken, a person looks. A repeat does nothing.
 */
export async function fallBack(deps: InstantDeps, scope: OpenScope, id: Id<'por'>): Promise<void> {
  const { tenant_id } = scope
  const [order] = await deps.db.withTenant(tenant_id, (db) => findOrders(db, tenant_id, [id]))
  const asked = order && fallbackOf(order, order.reason_code ?? '')
  if (asked === undefined) return
  const made = await createOrders(deps, scope, [asked], ({ db }) => linkNext(db, tenant_id, id, asked.id))
  if (!made.ok) await deps.db.withTenant(tenant_id, (db) => markForReview(db, tenant_id, [id]))
}
