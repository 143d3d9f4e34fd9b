import { machine, type StateOf } from '../../../kernel/machine.ts'

/** Where somebody has to agree to payouts, somebody has to agree to other rules as well. */
export const approvalPolicyMachine = machine('approval policy', {
  proposed: { activate: 'active', refuse: 'refused' },
  active: {},
  refused: {},
})
export type ApprovalPolicyState = StateOf<typeof approvalPolicyMachine>
/** Stored as 0 to 2, in this order. */
export const approvalPolicyStates = [
  'proposed',
  'active',
  'refused',
] as const satisfies readonly ApprovalPolicyState[]
/** Stored as 1 and 2, in this order. */
export const approvalPolicyEvents = ['activate', 'refuse'] as const
