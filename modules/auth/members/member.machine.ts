import { machine } from '../../../kernel/machine.ts'

/**
 * A member is invited, sets a name and a password by the link, and is active. `reset` takes everything they prove themselves
 * with away. A disabled member comes back as what they were. Mirrored by the CHECK `declared_transition` of `auth.member`.
 */
export const memberMachine = machine('member', {
  invited: { set_up: 'active', reset: 'invited', disable: 'disabled' },
  active: { set_up: 'active', reset: 'invited', disable: 'disabled' },
  disabled: { enable: 'active', invite: 'invited' },
})

/** Stored as 0 to 2, in this order. */
export const memberStates = ['invited', 'active', 'disabled'] as const
export type MemberState = (typeof memberStates)[number]
/** Stored as 1 to 5, in this order. */
export const memberEvents = ['set_up', 'reset', 'disable', 'enable', 'invite'] as const
export type MemberEvent = (typeof memberEvents)[number]
