import { createHash } from 'node:crypto'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { type InstantOrderRail, isInstantRail, ruleRail } from './instant_rail.ts'
import { freshSending, type Sending } from './sending.ts'

/** One message id of an order, as it is stored. */
export type InstantMessage = Omit<Sending, 'rail' | 'order'> & {
  readonly order_id: Id<'por'>
  readonly connection: Id<'bcn'>
  readonly rail: InstantOrderRail
  readonly message_id: string
  /** As the rail calls the payment. */
  readonly reference: string
  readonly version: number
  readonly ends_at: Instant | null
  readonly answered_at: Instant | null
  readonly sealed_request: string | null
  /** Hex, of the message. */
  readonly sha256: string | null
  readonly created_at: Instant
  readonly updated_at: Instant
}

/** 26 characters of the order and the number of the message: the same message has the same id, whoever makes it. */
export const messageIdOf = (order: Id<'por'>, attempt: number): string =>
  `${order.slice('por_'.length).toUpperCase()}${attempt}`
/** Of the query behind `queries` others. */
export const queryIdOf = (message_id: string, queries: number): string => `${message_id}Q${queries}`

/** RTP and FedNow call a payment by a UETR, which must be a UUID of version 4 (RFC 9562). */
function uetrOf(order: Id<'por'>, attempt: number): string {
  const hex = createHash('sha256')
    .update(`uetr\n${uuidOf(order)}\n${attempt}`)
    .digest('hex')
  const variant = '89ab'[Number.parseInt(hex.slice(16, 17), 16) % 4] ?? '8'
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** The first, or the next, message of an order; nothing has left under it. */
export function newMessage(order: PaymentOrder, attempt: number, at: Instant): InstantMessage | undefined {
  const { id, rail, connection } = order
  if (!isInstantRail(rail)) return undefined
  const { rail: _rail, order: _order, ...sending } = freshSending(ruleRail(rail), order.state, attempt, at)
  const message_id = messageIdOf(id, attempt)
  return {
    ...sending,
    order_id: id,
    connection,
    rail,
    message_id,
    reference: rail === 'sepa_instant' ? message_id : uetrOf(id, attempt),
    version: 1,
    ends_at: null,
    answered_at: null,
    sealed_request: null,
    sha256: null,
    created_at: at,
    updated_at: at,
  }
}

/** As the decision sees it. */
export const sendingOf = (message: InstantMessage, order: Pick<PaymentOrder, 'state'>): Sending => ({
  rail: ruleRail(message.rail),
  order: order.state,
  state: message.state,
  attempt: message.attempt,
  sends: message.sends,
  misses: message.misses,
  queries: message.queries,
  first_sent_at: message.first_sent_at,
  last_sent_at: message.last_sent_at,
  last_query_at: message.last_query_at,
  status: message.status,
  reason_code: message.reason_code,
  held_until: message.held_until,
  due_at: message.due_at,
})
