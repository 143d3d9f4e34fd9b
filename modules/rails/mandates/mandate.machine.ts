import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * The life of a mandate. One of SEPA B2B waits (`pending`) until the debtor's bank has it; the others may be used at once.
 * A one-off is `used` when its collection settled. What was revoked, lapsed or used stays so: the debtor signs a new one.
 */
export const mandateMachine = machine('mandate', {
  pending: { activate: 'active', revoke: 'revoked', lapse: 'lapsed' },
  active: { suspend: 'suspended', revoke: 'revoked', lapse: 'lapsed', use_up: 'used' },
  suspended: { resume: 'active', revoke: 'revoked', lapse: 'lapsed' },
  revoked: {},
  lapsed: {},
  used: {},
})
export type MandateState = StateOf<typeof mandateMachine>
/** Their numbers in SQL are their places here. */
export const mandateStates = Object.keys(mandateMachine.table) as MandateState[]
export const mandateEvents = ['activate', 'suspend', 'resume', 'revoke', 'lapse', 'use_up'] as const
export type MandateEvent = (typeof mandateEvents)[number]
