import { machine, type StateOf } from '../../../kernel/machine.ts'

/** The sender's side. The receiver's side is made when it is decided, and never changes. */
export const transferMachine = machine('transfer', {
  pending: { complete: 'completed', return: 'returned' },
  completed: {},
  returned: {},
})
export type TransferState = StateOf<typeof transferMachine>
/** Stored as 0 to 2, in this order. */
export const transferStates = ['pending', 'completed', 'returned'] as const satisfies readonly TransferState[]
/** Stored as 1 and 2, in this order. */
export const transferEvents = ['complete', 'return'] as const
export type TransferEvent = (typeof transferEvents)[number]
