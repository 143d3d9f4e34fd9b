import { machine, type StateOf } from '../../../kernel/machine.ts'

/** One denial ends it; it takes as many approvals as were asked for. `withdraw`: what was asked about is not wanted any more. */
export const approvalMachine = machine('approval', {
  open: { approve: 'approved', deny: 'denied', expire: 'expired', withdraw: 'withdrawn' },
  approved: {},
  denied: {},
  expired: {},
  withdrawn: {},
})
export type ApprovalState = StateOf<typeof approvalMachine>
/** Stored as 0 to 4, in this order. */
export const approvalStates = [
  'open',
  'approved',
  'denied',
  'expired',
  'withdrawn',
] as const satisfies readonly ApprovalState[]
/** Stored as 1 to 4, in this order. */
export const approvalEvents = ['approve', 'deny', 'expire', 'withdraw'] as const
export type ApprovalEvent = (typeof approvalEvents)[number]
