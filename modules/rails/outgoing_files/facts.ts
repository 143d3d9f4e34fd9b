import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { OutgoingFileReply } from './outgoing_file_schema.ts'

const body = T.Object({ object: OutgoingFileReply })

export const outgoingFileFacts = facts({
  'rails.outgoing_file_sent': {
    event: 'outgoing_file.sent',
    text: 'A file was handed over to the bank.',
    body,
  },
  'rails.outgoing_file_unknown': {
    event: 'outgoing_file.unknown',
    text: 'A file was sent and nobody knows whether the bank has it. It is asked about; a person may have to decide.',
    body,
  },
  'rails.outgoing_file_accepted': {
    event: 'outgoing_file.accepted',
    text: 'The bank took a file. What becomes of each order is told later.',
    body,
  },
  'rails.outgoing_file_rejected': {
    event: 'outgoing_file.rejected',
    text: 'The bank refused a whole file: none of its orders is carried out.',
    body,
  },
  'rails.outgoing_file_stuck': {
    event: 'outgoing_file.stuck',
    text: 'A file could not be handed over after many attempts. It waits until the connection is changed or enabled.',
    body,
  },
})
