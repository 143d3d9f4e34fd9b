import { machine, type StateOf } from '../../kernel/machine.ts'

/** `resolve`: explained, and nothing is left of it. `write_off`: what is left of it was moved to an account that bears it. */
export const breakMachine = machine('break', {
  open: { resolve: 'resolved', write_off: 'written_off' },
  resolved: {},
  written_off: {},
})
export type BreakState = StateOf<typeof breakMachine>
export const breakStates = Object.keys(breakMachine.table) as BreakState[]
