import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * The life of a recall. `accepted`: the other bank promised the money; `returned`: it is here. A bank that refused may still
 * give it back, and one that promised it may take that back.
 */
export const recallMachine = machine('recall', {
  pending: { accept: 'accepted', refuse: 'refused', return: 'returned' },
  accepted: { refuse: 'refused', return: 'returned' },
  refused: { return: 'returned' },
  returned: {},
})
export type RecallState = StateOf<typeof recallMachine>
/** Stored as 0 to 3, in this order. */
export const recallStates = Object.keys(recallMachine.table) as RecallState[]
/** Stored as 1 to 3, in this order. */
export const recallEvents = ['accept', 'refuse', 'return'] as const
export type RecallEvent = (typeof recallEvents)[number]
