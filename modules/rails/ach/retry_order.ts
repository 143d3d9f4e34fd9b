import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Day } from '../../../kernel/world.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { federalReserve } from '../calendars/calendar.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import { createOrders, type NewOrder } from '../payment_orders/create_orders.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { paymentOrderErrors } from '../payment_orders/errors.ts'
import type { PaymentOrder, PaymentOrderStep } from '../payment_orders/payment_order.ts'
import { findOrders, listSteps } from '../payment_orders/store.ts'
import { mayChargeReturnFee, mayReinitiate, type ReinitiateVerdict } from '../rules/ach/reinitiate.ts'
import { ACH_ZONE } from '../rules/ach/zone.ts'
import { achErrors } from './errors.ts'
import { endToEndAfter, idFollowing, retryOrder } from './retries.ts'
import { linkRetries } from './store_orders.ts'

/** What somebody has seen to before an order is sent again. */
export const retryGrounds = ['new_approval', 'new_authorization', 'corrected'] as const
export type RetryGround = (typeof retryGrounds)[number]

/** What came back, with the attempt that began it and the day on which it came back. */
type Returned = { readonly order: PaymentOrder; readonly first: PaymentOrder; readonly returned_on: Day }

/**
 * Sends an order that came back once more, because somebody says so. What lacked funds stays a reinitiation, with its limits and
 * the description RETRY PYMT; anything else is a new entry, and needs the ground that its code asks for. A repeat answers
 * the order that there is.
 *
 * Errors: `payment_order_not_found`; `order_not_retriable` with the rule that is in the way; those of `createOrders`.
 */
export async function retryReturned(
  deps: OrderDeps,
  scope: OpenScope,
  id: Id<'por'>,
  asked: { readonly ground: RetryGround | null; readonly on: Day | null },
): Promise<Result<PaymentOrder, Failure>> {
  const found = await readReturned(deps, scope, id, 'retry')
  if (!found.ok) return found
  if (found.value.made !== undefined) return ok(found.value.made)
  const { returned } = found.value
  if (returned === undefined)
    return achErrors.fail('order_not_retriable', { detail: `The payment order is ${found.value.state}.` })
  const on = asked.on ?? federalReserve.nextBankingDay(today(scope))
  const verdict = verdictOf(returned, asked.ground, on)
  if (!verdict.allowed) return achErrors.fail('order_not_retriable', { detail: verdict.because })
  const order = againOf(returned, verdict, on)
  const made = await createOrders(deps, scope, [order], async (within) => {
    await linkRetries(within.db, within.tenant_id, [{ order: id, next: order.id }], within.world.now())
    await deps.audit.append(within, [
      {
        action: 'payment_orders.retry',
        resource_type: 'payment_order',
        resource_id: id,
        after: { next: order.id, ground: asked.ground },
      },
    ])
  })
  return made.ok ? ok(made.value[0] as PaymentOrder) : made
}

const today = ({ world }: OpenScope): Day => wallDay(toTemporal(world.now()), ACH_ZONE)

function verdictOf(
  { order, first, returned_on }: Returned,
  ground: RetryGround | null,
  on: Day,
): ReinitiateVerdict {
  return mayReinitiate({
    code: order.reason_code ?? '',
    return_settled_on: returned_on,
    original_settled_on: first.settles_on,
    on,
    amount: BigInt(order.amount),
    original_amount: BigInt(first.amount),
    reinitiated: order.attempt - 1,
    same_company: true,
    has_new_approval: ground === 'new_approval',
    has_new_authorization: ground === 'new_authorization',
    is_corrected: ground === 'corrected',
  })
}

function againOf({ order, first }: Returned, { description }: ReinitiateVerdict, on: Day): NewOrder {
  const again = retryOrder({ order, first, retry_on: on })
  if (description !== null) return again
  // A new entry counts from one, and says what the first one said.
  const end_to_end_id = endToEndAfter(order, 'NEW')
  return { ...again, description: order.description, attempt: 1, original: order.id, end_to_end_id }
}

/**
 * Orders a fee for a debit that came back for want of funds, from the account that it came back from: one for each, if the debtor
 * was told of it before. A repeat answers the fee that there is.
 *
 * Errors: `payment_order_not_found`; `return_fee_not_allowed` with the rule that is in the way; those of `createOrders`.
 */
export async function chargeReturnFee(
  deps: OrderDeps,
  scope: OpenScope,
  id: Id<'por'>,
  { amount, has_notice }: { readonly amount: number; readonly has_notice: boolean },
): Promise<Result<PaymentOrder, Failure>> {
  const found = await readReturned(deps, scope, id, 'return_fee')
  if (!found.ok) return found
  if (found.value.made !== undefined) return ok(found.value.made)
  const { returned } = found.value
  if (returned === undefined)
    return achErrors.fail('return_fee_not_allowed', { detail: `The payment order is ${found.value.state}.` })
  const { order, returned_on } = returned
  const on = federalReserve.nextBankingDay(today(scope))
  const code = order.kind === 'direct_debit' ? (order.reason_code ?? '') : ''
  const verdict = mayChargeReturnFee({ code, return_settled_on: returned_on, on, has_notice, has_fee: false })
  if (!verdict.allowed) return achErrors.fail('return_fee_not_allowed', { detail: verdict.because })
  const fee: NewOrder = {
    ...retryOrder({ order, first: order, retry_on: on }),
    id: idFollowing(id, 'return_fee'),
    amount,
    description: verdict.description,
    remittance: null,
    end_to_end_id: endToEndAfter(order, 'FEE'),
    wish: 'next_day',
    purpose: 'return_fee',
    attempt: 1,
    original: order.id,
  }
  const made = await createOrders(deps, scope, [fee], async (within) => {
    await deps.audit.append(within, [
      {
        action: 'payment_orders.charge_return_fee',
        resource_type: 'payment_order',
        resource_id: id,
        after: { fee: fee.id, amount: String(amount) },
      },
    ])
  })
  return made.ok ? ok(made.value[0] as PaymentOrder) : made
}

type Read = {
  /** What was made of it before. */
  readonly made: PaymentOrder | undefined
  /** Undefined when it is nothing of ACH that came back. */
  readonly returned: Returned | undefined
  readonly state: PaymentOrder['state']
}

async function readReturned(
  { db }: OrderDeps,
  { tenant_id }: OpenScope,
  id: Id<'por'>,
  what: 'retry' | 'return_fee',
): Promise<Result<Read, Failure>> {
  return db.withTenant(tenant_id, async (tx) => {
    const made_id = idFollowing(id, what)
    const orders = await findOrders(tx, tenant_id, [id, made_id])
    const order = orders.find((one) => one.id === id)
    if (order === undefined) return paymentOrderErrors.fail('payment_order_not_found')
    const made = orders.find((one) => one.id === made_id)
    const { state, rail, original, attempt } = order
    if (state !== 'returned' || rail !== 'ach') return ok({ made, returned: undefined, state })
    const firsts = attempt > 1 && original !== null ? await findOrders(tx, tenant_id, [original]) : []
    const steps = await listSteps(tx, tenant_id, id)
    return ok({
      made,
      returned: { order, first: firsts[0] ?? order, returned_on: returnedOn(order, steps) },
      state,
    })
  })
}

function returnedOn({ updated_at }: PaymentOrder, steps: readonly PaymentOrderStep[]): Day {
  const last = steps.findLast(({ event }) => event === 'return')
  const at = last?.at ?? updated_at
  return wallDay(toTemporal(at), ACH_ZONE)
}
