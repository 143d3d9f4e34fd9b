import type { WireReply } from '../../../../platform/outbound/wire.ts'
import type { InstantIncoming, InstantOutgoing } from '../../instant_connector.ts'
import type { PaymentOrder } from '../../payment_orders/payment_order.ts'
import { says } from '../gateway_testing.ts'
import { messageIdOf } from '../instant_message.ts'

/** What a gateway answers at once. */
export const settles = ({ message_id }: InstantOutgoing): WireReply =>
  says({
    kind: 'status',
    message_id: `A${message_id}`,
    about: message_id,
    status: 'ACCP',
    reason_code: null,
    money: null,
  })
export const taken = (): WireReply => says({ kind: 'taken' })
export const silence = (): WireReply => ({ kind: 'no_answer', why: 'silence' })
export const notFound = (): WireReply => says({ kind: 'not_found' })
export const refused = (): WireReply => says({ kind: 'refused', why: 'HTTP 422', is_lasting: true })

let serial = 0
/** Of a message of the rail's: another one each time. */
export const nextId = (word: string): string => `${word}${++serial}`

/** What comes by callback of a payment that was asked back. */
export const answer = (
  order: PaymentOrder,
  status: string,
  reason_code: string | null = null,
): InstantIncoming => ({
  kind: 'recall_status',
  message_id: nextId('ANSWER'),
  about: messageIdOf(order.id, 1),
  status,
  reason_code,
  money: { amount: BigInt(order.amount), currency: 'EUR' },
})
export const back = (
  order: PaymentOrder,
  more: object = {},
): Extract<InstantIncoming, { kind: 'return' }> => ({
  kind: 'return',
  message_id: nextId('BACK'),
  about: messageIdOf(order.id, 1),
  amount: BigInt(order.amount),
  currency: 'EUR',
  reason_code: 'FOCR',
  ...more,
})
