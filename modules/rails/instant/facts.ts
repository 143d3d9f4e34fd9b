import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { InstantReceiptReply, PaymentRequestReply } from './schemas.ts'

const request = T.Object({ object: PaymentRequestReply })

export const instantFacts = facts({
  'rails.instant_payment_received': {
    event: 'instant_payment.received',
    text: 'Money came in over an instant rail and was credited.',
    body: T.Object({ object: InstantReceiptReply }),
  },
  'rails.payment_request_created': {
    event: 'payment_request.created',
    text: 'Somebody is asked to pay you at once.',
    body: request,
  },
  'rails.payment_request_changed': {
    event: 'payment_request.changed',
    text: 'A request for payment reached the debtor’s bank, was accepted, paid, declined or taken back, or it expired.',
    body: request,
  },
})
