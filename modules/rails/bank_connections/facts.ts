import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { BankConnectionReply } from './bank_connection_schema.ts'

const body = T.Object({ object: BankConnectionReply })

export const bankConnectionFacts = facts({
  'rails.bank_connection_created': {
    event: 'bank_connection.created',
    text: 'A way to a bank was added: who you are there, and how files go to it and come from it.',
    body,
  },
  'rails.bank_connection_changed': {
    event: 'bank_connection.changed',
    text: 'A bank connection was enabled, disabled or changed, or got new secrets.',
    body,
  },
})
