import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { PayeeVerificationReply } from './payee_verification_schema.ts'

const body = T.Object({ object: PayeeVerificationReply })
const provider = { id: T.String(), connector: T.String(), name: T.String(), state: T.String() }

export const payeeFacts = facts({
  'rails.payee_verified': {
    event: 'payee_verification.completed',
    text: 'A bank said whether an account belongs to a name, or it was not possible to find out.',
    body,
  },
  'rails.payee_consented': {
    event: 'payee_verification.consented',
    text: 'A payer was warned about a payee, and decided to pay all the same or not to.',
    body,
  },
  'rails.payee_provider_created': {
    text: 'A provider of verifications of payees was added.',
    body: T.Object(provider),
  },
  'rails.payee_provider_changed': {
    text: 'A provider of verifications of payees was enabled or disabled.',
    body: T.Object(provider),
  },
})
