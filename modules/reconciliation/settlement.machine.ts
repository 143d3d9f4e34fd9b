import { machine, type StateOf } from '../../kernel/machine.ts'

/** A report that does not add up is put aside: nothing of it is booked. */
export const settlementMachine = machine('settlement', {
  received: { reconcile: 'reconciled', quarantine: 'quarantined' },
  reconciled: {},
  quarantined: {},
})
export type SettlementState = StateOf<typeof settlementMachine>
export const settlementStates = Object.keys(settlementMachine.table) as SettlementState[]
