import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * The life of a payment order. `unknown`: it was handed over and nobody knows whether the bank has it; it is asked about and
 * never sent again blindly. `settled` is provisional until the return windows have closed. `withdraw`: it was surely not
 * handed over. `restore`: the bank took back a return, or our reversal came back.
 */
export const paymentOrderMachine = machine('payment order', {
  scheduled: { submit: 'submitting', reject: 'rejected', cancel: 'cancelled' },
  submitting: {
    deliver: 'submitted',
    lose: 'unknown',
    settle: 'settled',
    reject: 'rejected',
    withdraw: 'scheduled',
  },
  submitted: { lose: 'unknown', settle: 'settled', reject: 'rejected' },
  unknown: { deliver: 'submitted', settle: 'settled', reject: 'rejected', withdraw: 'scheduled' },
  settled: { return: 'returned', reverse: 'reversed' },
  returned: { restore: 'settled' },
  rejected: {},
  cancelled: {},
  reversed: { restore: 'settled' },
})
export type PaymentOrderState = StateOf<typeof paymentOrderMachine>
/** Stored as 0 to 8, in this order. */
export const paymentOrderStates = [
  'scheduled',
  'submitting',
  'submitted',
  'unknown',
  'settled',
  'returned',
  'rejected',
  'cancelled',
  'reversed',
] as const satisfies readonly PaymentOrderState[]
/** Stored as 1 to 10, in this order. */
export const paymentOrderEvents = [
  'submit',
  'deliver',
  'lose',
  'settle',
  'return',
  'reject',
  'cancel',
  'reverse',
  'restore',
  'withdraw',
] as const
export type PaymentOrderEvent = (typeof paymentOrderEvents)[number]
