import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { BankFileReply } from './bank_file_schema.ts'

const body = T.Object({ object: BankFileReply })

export const bankFileFacts = facts({
  'rails.bank_file_received': {
    event: 'bank_file.received',
    text: 'A file of a bank arrived and is kept; it is read next.',
    body,
  },
  'rails.bank_file_read': {
    event: 'bank_file.read',
    text: 'A file of a bank was read: loaded, quarantined in part, or refused; again when more of it is loaded later.',
    body,
  },
})
