import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'

export const sandboxFacts = facts({
  'sandbox.clock_advanced': {
    text: 'The sandbox’s clock has arrived where it was sent, and everything due until then has happened.',
    event: 'sandbox.clock_advanced',
    body: T.Object({
      object: T.Object({ id: T.String(), from: T.String(), to: T.String(), steps: T.Integer() }),
    }),
  },
})
