import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { PayoutReply } from './payout_schema.ts'

const body = T.Object({ object: PayoutReply })

/** One for each state. */
export const payoutFacts = facts({
  'payouts.payout_needs_approval': {
    event: 'payout.needs_approval',
    text: 'A payout was made, and somebody else has to agree; its money is set aside.',
    body,
  },
  'payouts.payout_approved': {
    event: 'payout.approved',
    text: 'A payout may go: everybody who has to has agreed, or nobody has to, or the next rail is tried.',
    body,
  },
  'payouts.payout_ordered': {
    event: 'payout.ordered',
    text: 'A payment order was made for a payout.',
    body,
  },
  'payouts.payout_settled': {
    event: 'payout.settled',
    text: 'A payout arrived; `finality` says until when it may come back.',
    body,
  },
  'payouts.payout_failed': {
    event: 'payout.failed',
    text: 'A payout was refused or came back; its money is on the ledger account again.',
    body,
  },
  'payouts.payout_denied': {
    event: 'payout.denied',
    text: 'Somebody who had to agree to a payout refused.',
    body,
  },
  'payouts.payout_cancelled': {
    event: 'payout.cancelled',
    text: 'A payout was taken back before it left.',
    body,
  },
  'payouts.payout_expired': {
    event: 'payout.expired',
    text: 'Nobody agreed to a payout in time.',
    body,
  },
})
