import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * The life of a question about a payee. `pending`: it was not sent yet; `unknown`: it was sent, and no answer came that can be
 * believed. Both are asked again on a schedule, and end as an answer or as "not possible".
 */
export const payeeVerificationMachine = machine('payee verification', {
  pending: { lose: 'unknown', complete: 'completed' },
  unknown: { complete: 'completed' },
  completed: {},
})
export type PayeeVerificationState = StateOf<typeof payeeVerificationMachine>
/** Their numbers in SQL are their places here. */
export const payeeVerificationStates = Object.keys(payeeVerificationMachine.table) as PayeeVerificationState[]
export const payeeVerificationEvents = ['lose', 'complete'] as const
export type PayeeVerificationEvent = (typeof payeeVerificationEvents)[number]
