import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'

const key = { id: T.String(), kind: T.String(), name: T.String() }

export const authFacts = facts({
  'auth.key_created': { text: 'An API key was created.', body: T.Object(key) },
  'auth.key_rotated': {
    text: 'An API key got a new secret; the one before is good until the time given.',
    body: T.Object({ ...key, previous_valid_until: T.String() }),
  },
  'auth.key_revoked': { text: 'An API key was revoked.', body: T.Object(key) },
  'auth.sandbox_created': {
    text: 'Another sandbox of the organization was created.',
    body: T.Object({ id: T.String(), name: T.String() }),
  },
  'auth.clock_moved': {
    text: 'The sandbox’s clock was advanced, frozen or resumed: what falls due by it is due now.',
    body: T.Object({ from: T.String(), to: T.String(), is_frozen: T.Boolean() }),
  },
})
