import { machine, type StateOf } from '../../kernel/machine.ts'

/** A detached method is never used again, so that no card goes from one customer to another. */
export const paymentMethodMachine = machine('payment method', {
  active: { detach: 'detached' },
  detached: {},
})
export type PaymentMethodState = StateOf<typeof paymentMethodMachine>
export const paymentMethodStates = ['active', 'detached'] as const satisfies readonly PaymentMethodState[]
