import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { ToldMember } from './member.ts'

/** Told in the organization's oldest tenant. */
export const memberFacts = facts({
  'auth.member_invited': {
    event: 'member.invited',
    text: 'Somebody was invited into the organization. Told in its oldest tenant.',
    body: T.Object({ object: ToldMember }),
  },
  'auth.member_changed': {
    event: 'member.changed',
    text: 'A member was set up, got another role, was disabled, enabled or reset. Told in the organization’s oldest tenant.',
    body: T.Object({
      object: ToldMember,
      previous: T.Object({ role: T.Optional(T.String()), state: T.Optional(T.String()) }),
    }),
  },
})
