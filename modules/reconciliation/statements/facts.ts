import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { BankStatementReply } from './statement_schema.ts'

const body = T.Object({ object: BankStatementReply })

export const statementFacts = facts({
  'reconciliation.statement_loaded': {
    event: 'bank_statement.loaded',
    text: 'A bank statement was read, adds up and follows the one before.',
    body,
  },
  'reconciliation.statement_quarantined': {
    event: 'bank_statement.quarantined',
    text: 'A bank statement does not add up, or does not follow the one before: it is kept out.',
    body,
  },
})
