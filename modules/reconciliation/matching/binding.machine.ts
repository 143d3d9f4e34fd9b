import { machine, type StateOf } from '../../../kernel/machine.ts'

/** A closed account is matched no more; its history stays, and the same accounts may be bound anew. */
export const bindingMachine = machine('reconciliation account', {
  active: { close: 'closed' },
  closed: {},
})
export type BindingState = StateOf<typeof bindingMachine>
export const bindingStates = Object.keys(bindingMachine.table) as BindingState[]
