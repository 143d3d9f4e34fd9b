import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { BankAccountReply } from './bank_account_schema.ts'

const body = T.Object({ object: BankAccountReply })

export const bankAccountFacts = facts({
  'rails.bank_account_created': {
    event: 'bank_account.created',
    text: 'A bank account of somebody else’s was added.',
    body,
  },
  'rails.bank_account_changed': {
    event: 'bank_account.changed',
    text: 'A bank account has other details, waits for some, was frozen, enabled or disabled.',
    body,
  },
})
