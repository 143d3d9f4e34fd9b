import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { AnnouncementReply, IsoMessageReply, RecallReply } from './schemas.ts'

const recall = T.Object({ object: RecallReply })

export const sepaFacts = facts({
  'rails.recall_pending': {
    event: 'recall.requested',
    text: 'A payment is asked back; the other bank has to answer.',
    body: recall,
  },
  'rails.recall_accepted': {
    event: 'recall.accepted',
    text: 'The other bank promised to give a payment back.',
    body: recall,
  },
  'rails.recall_refused': {
    event: 'recall.refused',
    text: 'The other bank does not give a payment back; `answer_code` says why.',
    body: recall,
  },
  'rails.recall_returned': {
    event: 'recall.returned',
    text: 'A payment that was asked back is back.',
    body: recall,
  },
  'rails.collection_announced': {
    event: 'collection.announced',
    text: 'A collection is near: tell the debtor amount, day, creditor and mandate, as the schemes ask.',
    body: T.Object({ object: AnnouncementReply }),
  },
  'rails.iso_message_read': {
    event: 'iso_message.read',
    text: 'A pain.001 or pain.008 message was read: its payments are ordered, or refused in the pain.002.',
    body: T.Object({ object: IsoMessageReply }),
  },
})
