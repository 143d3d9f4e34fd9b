import { machine, type StateOf } from '../../../kernel/machine.ts'

export const transferGrantMachine = machine('transfer grant', {
  active: { revoke: 'revoked' },
  revoked: {},
})
export type TransferGrantState = StateOf<typeof transferGrantMachine>
/** Stored as 0 and 1, in this order. */
export const transferGrantStates = ['active', 'revoked'] as const satisfies readonly TransferGrantState[]
/** Stored as 1. */
export const transferGrantEvents = ['revoke'] as const
