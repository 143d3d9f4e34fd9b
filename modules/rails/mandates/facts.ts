import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { MandateReply } from './mandate_schema.ts'

const body = T.Object({ object: MandateReply })

export const mandateFacts = facts({
  'rails.mandate_created': {
    event: 'mandate.created',
    text: 'A debtor agreed to be collected from: a SEPA mandate, or an ACH authorisation.',
    body,
  },
  'rails.mandate_changed': {
    event: 'mandate.changed',
    text: 'A mandate was activated, amended, suspended, resumed, revoked, or it lapsed.',
    body,
  },
})
