import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'
import { DisputeReply } from './dispute_schema.ts'

const row = (event: string, text: string) => ({
  event,
  text,
  body: T.Object({ request_id: T.String(), object: DisputeReply }),
})

/** What disputes tell. The body is the event's `data`; `object` is the dispute as a read would show it. */
export const disputeFacts = facts({
  'disputes.dispute_created': row('dispute.created', 'A cardholder’s bank disputes a payment.'),
  'disputes.dispute_updated': row(
    'dispute.updated',
    'Evidence was given, a stage began or ran out, or an inquiry was closed.',
  ),
  'disputes.response_due': row('dispute.response_due', 'An answer is due soon.'),
  'disputes.dispute_submitted': row('dispute.submitted', 'Evidence reached the acquirer.'),
  'disputes.dispute_accepted': row('dispute.accepted', 'The merchant gave in.'),
  'disputes.dispute_won': row('dispute.won', 'The dispute, or its present stage, was won.'),
  'disputes.dispute_lost': row('dispute.lost', 'The dispute was lost.'),
  'disputes.funds_withdrawn': row(
    'dispute.funds_withdrawn',
    'The disputed amount, and perhaps a fee, was taken from the merchant.',
  ),
  'disputes.funds_reinstated': row(
    'dispute.funds_reinstated',
    'The disputed amount was given back to the merchant.',
  ),
})
export type DisputeFact = keyof typeof disputeFacts.table
