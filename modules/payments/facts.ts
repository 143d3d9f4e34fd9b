import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'
import type { PaymentState } from './payment.machine.ts'
import { PaymentReply } from './payment_schema.ts'
import { RefundReply } from './refund_schema.ts'

const about = <S extends Parameters<typeof T.Object>[0][string]>(object: S) =>
  T.Object({ request_id: T.String(), object })

const paymentRow = (event: string, text: string) => ({ text, event, body: about(PaymentReply) })

/** What payments tell. The body is the event's `data`; `object` is the payment as a read would show it. */
export const paymentFacts = facts({
  'payments.payment_created': paymentRow('payment.created', 'A payment was made and waits to be confirmed.'),
  'payments.payment_requires_action': paymentRow(
    'payment.requires_action',
    'The payer has to do something: 3-D Secure.',
  ),
  'payments.payment_in_review': paymentRow('payment.in_review', 'A person has to look at the payment.'),
  'payments.payment_approved': paymentRow(
    'payment.approved',
    'A person let a payment go on that had been put to review; what comes of it is told next.',
  ),
  'payments.payment_processing': paymentRow(
    'payment.processing',
    'It was sent, and its outcome is not known yet.',
  ),
  'payments.payment_authorized': paymentRow(
    'payment.authorized',
    'The issuer holds the amount; capture it before `capture_before`.',
  ),
  'payments.payment_updated': paymentRow(
    'payment.updated',
    'An amount of the payment changed: what is held, or what is disputed.',
  ),
  'payments.payment_partially_captured': paymentRow(
    'payment.partially_captured',
    'A part was captured, and more can be.',
  ),
  'payments.payment_succeeded': paymentRow('payment.succeeded', 'The payment was captured.'),
  'payments.payment_declined': paymentRow('payment.declined', 'The payment was declined.'),
  'payments.payment_canceled': paymentRow(
    'payment.canceled',
    'The payment was given up, and nothing is held.',
  ),
  'payments.payment_expired': paymentRow('payment.expired', 'What was held has lapsed.'),
  'payments.payment_blocked': paymentRow('payment.blocked', 'Risk rules refused the payment.'),
  'payments.operation_failed': paymentRow(
    'payment.operation_failed',
    'A capture, void or increment did not come about; the payment stands as before.',
  ),
  'payments.payment_reversed': paymentRow(
    'payment.reversed',
    'The acquirer took back what it had approved before.',
  ),
  'payments.posted_to_suspense': {
    text: 'The ledger refused what had happened, because an account is frozen or closed: it stands on the suspense account, and a person has to move it on.',
    body: T.Object({
      request_id: T.String(),
      /** The operation that moved the money, or the dispute and its event. */
      cause: T.String(),
      acquirer_account: T.String(),
      merchant: T.String(),
      account: T.String(),
      /** What lies in the suspense account because of it; below zero it is missing there. */
      amount: T.Object({ value: T.String(), currency: T.String() }),
      transfers: T.Array(T.String()),
    }),
  },
  'payments.outcome_unplaced': {
    text: 'An acquirer said something about an operation that fits nowhere: money may stand otherwise than the books say, and a person has to look.',
    body: T.Object({
      request_id: T.String(),
      operation: T.String(),
      kind: T.String(),
      result: T.String(),
      via: T.String(),
      message_id: T.Union([T.String(), T.Null()]),
    }),
  },
})
export type PaymentFact = keyof typeof paymentFacts.table

export const refundFacts = facts({
  'payments.refund_pending': {
    text: 'A refund is on its way.',
    event: 'refund.pending',
    body: about(RefundReply),
  },
  'payments.refund_succeeded': {
    text: 'The money went back to the card.',
    event: 'refund.succeeded',
    body: about(RefundReply),
  },
  'payments.refund_failed': {
    text: 'A refund did not come about, or the issuer sent it back.',
    event: 'refund.failed',
    body: about(RefundReply),
  },
})

/** The fact that tells of a payment that came to stand so. */
export const factOf: Readonly<Record<PaymentState, PaymentFact>> = {
  created: 'payments.payment_created',
  requires_action: 'payments.payment_requires_action',
  in_review: 'payments.payment_in_review',
  processing: 'payments.payment_processing',
  declined: 'payments.payment_declined',
  authorized: 'payments.payment_authorized',
  partially_captured: 'payments.payment_partially_captured',
  succeeded: 'payments.payment_succeeded',
  canceled: 'payments.payment_canceled',
  expired: 'payments.payment_expired',
  blocked: 'payments.payment_blocked',
  reversed: 'payments.payment_reversed',
}

/** A fact's body around the picture of the object, and the picture out of it again: the very bytes of a reply. */
export const bodyAround = (json: string, request_id: string): string =>
  `{"request_id":${JSON.stringify(request_id)},"object":${json}}`
export const objectIn = (body: string): string =>
  body.slice(body.indexOf('"object":') + '"object":'.length, -1)
