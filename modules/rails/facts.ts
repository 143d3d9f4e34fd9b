import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'

const account = { id: T.String(), connector: T.String(), name: T.String(), state: T.String() }

export const railsFacts = facts({
  'rails.acquirer_account_created': {
    text: 'A contract with an acquirer was added.',
    body: T.Object(account),
  },
  'rails.acquirer_account_changed': {
    text: 'An acquirer account was enabled or disabled.',
    body: T.Object(account),
  },
})
