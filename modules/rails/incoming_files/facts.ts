import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'

export const incomingFileFacts = facts({
  'rails.bank_statement_received': {
    text: 'A bank sent a file of statements: whoever reconciles reads it next.',
    body: T.Object({ file: T.String(), connection: T.String() }),
  },
})
