import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { paymentOrderErrors } from '../payment_orders/errors.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { findOrders } from '../payment_orders/store.ts'
import type { InstantDeps } from './deps.ts'
import { instantErrors } from './errors.ts'
import { record } from './record.ts'
import { messagesOf } from './store.ts'

/**
 * A person has found out, from the bank, what became of an order that the rail never told of. A repeat finds it told.
 * Errors: `payment_order_not_found`; `payment_order_not_open` while the rail is still being asked, or when it is known.
 */
export async function resolveOrder(
  deps: InstantDeps,
  scope: OpenScope,
  id: Id<'por'>,
  told: { readonly outcome: 'settled' | 'rejected'; readonly because: string },
): Promise<Result<PaymentOrder, Failure>> {
  const { tenant_id } = scope
  const read = () => deps.db.withTenant(tenant_id, async (tx) => (await findOrders(tx, tenant_id, [id]))[0])
  const message = await deps.db.withTenant(tenant_id, async (tx) =>
    (await messagesOf(tx, tenant_id, id)).at(-1),
  )
  const before = await read()
  if (before === undefined) return paymentOrderErrors.fail('payment_order_not_found')
  if (before.state === told.outcome) return ok(before)
  const done =
    message &&
    (await record(deps, scope, { order: id, attempt: message.attempt }, { kind: 'person', ...told }))
  const after = await read()
  const move = done?.decision.move ?? null
  if (after === undefined || move === null)
    return instantErrors.fail('payment_order_not_open', {
      detail: `The payment order is ${before.state}, and its message is ${message?.state ?? 'not there'}.`,
    })
  await deps.db.withTenant(tenant_id, (db) =>
    deps.audit.append({ ...scope, db }, [
      {
        action: 'payment_orders.resolve',
        resource_type: 'payment_order',
        resource_id: id,
        before: { state: before.state },
        after: { state: after.state, because: told.because },
      },
    ]),
  )
  return ok(after)
}
