import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { PaymentOrderReply } from './payment_order_schema.ts'

const body = T.Object({ object: PaymentOrderReply })

/** One for each state that callers wait for; `submitting` is ours alone. */
export const paymentOrderFacts = facts({
  'rails.payment_order_scheduled': {
    event: 'payment_order.scheduled',
    text: 'A payment order was made, or was put back because the bank surely has not got it.',
    body,
  },
  'rails.payment_order_submitted': {
    event: 'payment_order.submitted',
    text: 'The bank has the payment order.',
    body,
  },
  'rails.payment_order_unknown': {
    event: 'payment_order.unknown',
    text: 'Nobody knows whether the bank has the payment order; it is being asked.',
    body,
  },
  'rails.payment_order_settled': {
    event: 'payment_order.settled',
    text: 'The money of a payment order moved; `finality` says until when it may come back.',
    body,
  },
  'rails.payment_order_returned': {
    event: 'payment_order.returned',
    text: 'A payment order that had settled came back; `reason_code` and `next_action` say why and what follows.',
    body,
  },
  'rails.payment_order_rejected': {
    event: 'payment_order.rejected',
    text: 'A payment order was refused before any money moved.',
    body,
  },
  'rails.payment_order_cancelled': {
    event: 'payment_order.cancelled',
    text: 'A payment order was taken back before it was sent.',
    body,
  },
  'rails.payment_order_reversed': {
    event: 'payment_order.reversed',
    text: 'A payment order that had settled was reversed by us.',
    body,
  },
  'rails.payment_order_released': {
    event: 'payment_order.released',
    text: 'Collected money is free now: the window in which it comes back for ordinary reasons has closed.',
    body,
  },
})
