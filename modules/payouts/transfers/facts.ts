import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { TransferGrantReply, TransferReply } from './transfer_schema.ts'

const body = T.Object({ object: TransferReply })
const grant = T.Object({ object: TransferGrantReply })

export const transferFacts = facts({
  'payouts.transfer_pending': {
    event: 'transfer.pending',
    text: 'Money left an account for another tenant of the organization.',
    body,
  },
  'payouts.transfer_completed': {
    event: 'transfer.completed',
    text: 'The other tenant has the money of a transfer.',
    body,
  },
  'payouts.transfer_returned': {
    event: 'transfer.returned',
    text: 'The other tenant could not take a transfer; its money is back.',
    body,
  },
  'payouts.transfer_received': {
    event: 'transfer.received',
    text: 'Money of another tenant of the organization arrived.',
    body,
  },
  'payouts.transfer_refused': {
    event: 'transfer.refused',
    text: 'Money of another tenant could not be taken and goes back.',
    body,
  },
  'payouts.transfer_grant_created': {
    event: 'transfer_grant.created',
    text: 'Another tenant of the organization may send money here.',
    body: grant,
  },
  'payouts.transfer_grant_revoked': {
    event: 'transfer_grant.revoked',
    text: 'Another tenant may not send money here any more.',
    body: grant,
  },
})
