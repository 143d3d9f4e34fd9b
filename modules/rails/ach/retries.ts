import { createHash } from 'node:crypto'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import type { Failure } from '../../../kernel/result.ts'
import type { Day } from '../../../kernel/world.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { createOrders, type NewOrder } from '../payment_orders/create_orders.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { linkRetries, sendToReview } from './store_orders.ts'

export type Retry = {
  readonly order: PaymentOrder
  /** The first attempt, whose terms a reinitiation keeps. */
  readonly first: PaymentOrder
  readonly retry_on: Day
}

const END_TO_END_CHARS_MAX = 35
const CREATE_TRIES_MAX = 3

/** What comes of an order has an id that follows from the order's: a run that died makes the same one again. */
export function idFollowing(order: Id<'por'>, what: 'retry' | 'reversal' | 'return_fee'): Id<'por'> {
  return idFromBytes('por', createHash('sha256').update(`${what}\n${order}`).digest())
}

/** An id of the payment that tells attempts apart; where the first one's leaves no room, one made of the order's own id. */
export function endToEndAfter(first: Pick<PaymentOrder, 'id' | 'end_to_end_id'>, mark: string): string {
  const text = `${first.end_to_end_id}-${mark}`
  return text.length <= END_TO_END_CHARS_MAX ? text : `${first.id.slice('por_'.length)}-${mark}`
}

/** The order that tries again: the same amount, account and originator, described as the rules ask (`RETRY PYMT`). */
export function retryOrder({ order, first, retry_on }: Retry): NewOrder {
  const { connection, kind, rail, bank_account, mandate, account, amount, currency, sec_code, remittance } =
    order
  const attempt = order.attempt + 1
  return {
    id: idFollowing(order.id, 'retry'),
    connection,
    kind,
    rail,
    bank_account,
    mandate,
    account,
    amount,
    currency,
    sec_code,
    description: 'RETRY PYMT',
    remittance,
    end_to_end_id: endToEndAfter(first, `R${attempt}`),
    wish: retry_on,
    purpose: 'payment',
    releases_after: order.releases_after,
    metadata: order.metadata,
    attempt,
    original: first.id,
  }
}

/**
 * Orders next attempts, and says so at the orders that came back, in one transaction. What cannot be ordered any more, because
 * the bank account, the mandate or the connection changed, is left to a person with the reason. A repeat makes none twice.
 */
export async function createRetries(
  deps: OrderDeps,
  scope: OpenScope,
  retries: readonly Retry[],
): Promise<void> {
  let left = retries
  for (let tries = 1; left.length > 0; tries++) {
    const some = left
    const made = await createOrders(deps, scope, some.map(retryOrder), async ({ db, tenant_id, world }) => {
      const links = some.map(({ order }) => ({ order: order.id, next: idFollowing(order.id, 'retry') }))
      await linkRetries(db, tenant_id, links, world.now())
    })
    if (made.ok) return
    const faults = faultsByPlace(made.error)
    const isGivenUp = faults.size === 0 || tries >= CREATE_TRIES_MAX
    const bad = some.flatMap(({ order }, place) =>
      isGivenUp || faults.has(place) ? [{ id: order.id, because: faults.get(place) ?? made.error.text }] : [],
    )
    await review(deps, scope, bad)
    left = isGivenUp ? [] : some.filter((_, place) => !faults.has(place))
  }
}

async function review(
  { db }: OrderDeps,
  scope: OpenScope,
  bad: readonly { readonly id: Id<'por'>; readonly because: string }[],
): Promise<void> {
  const { tenant_id, world } = scope
  const orders = bad.map(({ id, because }) => ({ id, because: `It is not tried again: ${because}` }))
  await db.withTenant(tenant_id, (tx) => sendToReview(tx, tenant_id, orders, world.now()))
}

/** Which of the orders were refused and why, from errors that name them as `orders[3].mandate`. */
function faultsByPlace({ errors = [], param, text, detail }: Failure): ReadonlyMap<number, string> {
  const named = errors.length > 0 ? errors : param === undefined ? [] : [{ param, detail: detail ?? text }]
  const found = new Map<number, string>()
  for (const fault of named) {
    const match = /^orders\[(\d{1,4})\]\.(\w+)/.exec(fault.param)
    if (match !== null) found.set(Number(match[1]), `${match[2]} ${fault.detail}`)
  }
  return found
}
