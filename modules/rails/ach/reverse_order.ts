import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import { target } from '../calendars/calendar.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import { createOrders, type NewOrder } from '../payment_orders/create_orders.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { paymentOrderErrors } from '../payment_orders/errors.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { findOrders } from '../payment_orders/store.ts'
import { mayReverse } from '../rules/ach/reverse.ts'
import { sddEventInTime } from '../rules/sepa/timeline.ts'
import { DUPLICATE_REVERSAL } from '../sepa/message_ids.ts'
import { achErrors } from './errors.ts'
import { endToEndAfter, idFollowing } from './retries.ts'

/**
 * Orders what undoes an order that settled by mistake: ACH the entry of the other side, SEPA the reversal of a collection. It
 * takes the next file; when it has settled the order is `reversed`, and should it come back, settled again. A repeat answers the
 * reversal that there is.
 *
 * Errors: `payment_order_not_found`; `order_not_reversible` when it is of another rail or a transfer of SEPA, has not settled, or
 * the scheme's rule is in the way (rules/ach/reverse.ts, rules/sepa/timeline.ts); those of `createOrders`, such as
 * `payment_order_not_covered`.
 */
export async function reverseOrder(
  deps: OrderDeps,
  scope: OpenScope,
  id: Id<'por'>,
  reason: string,
): Promise<Result<PaymentOrder, Failure>> {
  const { tenant_id } = scope
  const reversal_id = idFollowing(id, 'reversal')
  const { found, made, uncleared } = await deps.db.withTenant(tenant_id, async (tx) => {
    const orders = await findOrders(tx, tenant_id, [id, reversal_id])
    const order = orders.find((one) => one.id === id)
    const places = order === undefined ? undefined : await findConnections(tx, tenant_id, [order.connection])
    return {
      found: order,
      made: orders.find((one) => one.id === reversal_id),
      uncleared: order === undefined ? undefined : places?.get(order.connection)?.uncleared_account,
    }
  })
  if (found === undefined) return paymentOrderErrors.fail('payment_order_not_found')
  if (made !== undefined) return ok(made)
  const why = faultOf(scope, found, reason)
  if (why !== undefined) return achErrors.fail('order_not_reversible', { detail: why })
  // What was collected and is not free yet is given back from where it waits.
  const account = found.funds === 'uncleared' && uncleared !== undefined ? uncleared : found.account
  const asked = reversalOf(found, { id: reversal_id, account, reason })
  const orders = await createOrders(deps, scope, [asked], async (within) => {
    await deps.audit.append(within, [
      {
        action: 'payment_orders.reverse',
        resource_type: 'payment_order',
        resource_id: id,
        after: { reversal: reversal_id, reason },
      },
    ])
  })
  return orders.ok ? ok(orders.value[0] as PaymentOrder) : orders
}

/** Which rule is in the way; undefined when none is. */
function faultOf({ world }: OpenScope, order: PaymentOrder, reason: string): string | undefined {
  const { rail, state, purpose, kind, settles_on } = order
  const isSepa = rail === 'sepa_core' || rail === 'sepa_b2b'
  if (rail === 'sepa') return 'A transfer of SEPA is not reversed: recall it.'
  if (rail !== 'ach' && !isSepa) return `Orders of ${rail} cannot be reversed.`
  if (state !== 'settled') return `The payment order is ${state}.`
  if (purpose !== 'payment' && purpose !== 'return_fee') return `The payment order is a ${purpose}.`
  const at = toTemporal(world.now())
  if (isSepa) {
    const scheme = rail === 'sepa_core' ? 'sdd_core' : 'sdd_b2b'
    // It settles on the banking day after this one at the earliest.
    const on = target.addBankingDays(target.onOrAfter(wallDay(at, 'Europe/Brussels')), 1)
    const { allowed, because } = sddEventInTime({ scheme, collection_on: settles_on, event: 'reversal', on })
    return allowed ? undefined : because
  }
  const direction = kind === 'credit_transfer' ? 'credit' : 'debit'
  const verdict = mayReverse({
    reason,
    direction,
    settled_on: settles_on,
    discovered_at: at,
    at,
    is_reversed: false,
  })
  return verdict.allowed ? undefined : verdict.because
}

type Reversed = { readonly id: Id<'por'>; readonly account: Id<'acc'>; readonly reason: string }

function reversalOf(order: PaymentOrder, { id, account, reason }: Reversed): NewOrder {
  const { connection, rail, bank_account, amount, currency, sec_code, metadata } = order
  return {
    id,
    connection,
    kind: order.kind === 'credit_transfer' ? 'direct_debit' : 'credit_transfer',
    rail,
    bank_account,
    // Nobody agrees to a reversal anew: it only undoes what they agreed to.
    mandate: null,
    account,
    amount,
    currency,
    sec_code,
    description: rail !== 'ach' && reason === 'duplicate' ? DUPLICATE_REVERSAL : 'REVERSAL',
    remittance: null,
    end_to_end_id: endToEndAfter(order, 'REV'),
    wish: 'next_day',
    purpose: 'reversal',
    releases_after: false,
    metadata,
    original: order.id,
  }
}
