import { machine, type StateOf } from '../../kernel/machine.ts'

/** A suspended merchant takes no new payments; what was begun goes on. */
export const merchantMachine = machine('merchant', {
  active: { suspend: 'suspended' },
  suspended: { resume: 'active' },
})
export type MerchantState = StateOf<typeof merchantMachine>
export const merchantStates = ['active', 'suspended'] as const satisfies readonly MerchantState[]
