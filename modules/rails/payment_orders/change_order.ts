import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { OrderDeps } from './deps.ts'
import { paymentOrderErrors } from './errors.ts'
import { moveOrders } from './move_orders.ts'
import type { PaymentOrder } from './payment_order.ts'
import * as store from './store.ts'

/**
 * Takes back an order that no file has yet; what was set aside is free again. A repeat finds it cancelled and does nothing.
 * Errors: `payment_order_not_found`; `payment_order_state` once it is on its way: a payment is then recalled or reversed.
 */
export async function cancelOrder(
  deps: OrderDeps,
  scope: OpenScope,
  id: Id<'por'>,
  because: string,
): Promise<Result<PaymentOrder, Failure>> {
  const { moved, unmoved } = await moveOrders(
    deps,
    scope,
    [{ id, event: 'cancel', because }],
    async (within, [one]) => {
      await deps.audit.append(within, [
        {
          action: 'payment_orders.cancel',
          resource_type: 'payment_order',
          resource_id: id,
          after: { state: one?.after.state ?? 'cancelled', because },
        },
      ])
    },
  )
  const order = moved[0]?.after ?? unmoved[0]?.order
  if (order === undefined) return paymentOrderErrors.fail('payment_order_not_found')
  if (order.state === 'cancelled') return ok(order)
  return paymentOrderErrors.fail('payment_order_state', { detail: `The payment order is ${order.state}.` })
}

/**
 * A person has looked at an order and says what came of it. A repeat finds nothing to look at and changes nothing.
 * Errors: `payment_order_not_found`.
 */
export async function closeOrderReview(
  { db, audit }: OrderDeps,
  scope: OpenScope,
  id: Id<'por'>,
  because: string,
): Promise<Result<PaymentOrder, Failure>> {
  const { tenant_id } = scope
  return db.withTenant(tenant_id, async (tx) => {
    const isClosed = await store.closeReview(tx, tenant_id, id, scope.world.now())
    const [order] = await store.findOrders(tx, tenant_id, [id])
    if (order === undefined) return paymentOrderErrors.fail('payment_order_not_found')
    if (isClosed)
      await audit.append({ ...scope, db: tx }, [
        {
          action: 'payment_orders.close_review',
          resource_type: 'payment_order',
          resource_id: id,
          after: { needs_review: false, because },
        },
      ])
    return ok(order)
  })
}
