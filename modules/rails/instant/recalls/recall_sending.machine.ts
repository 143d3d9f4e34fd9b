import { machine, type StateOf } from '../../../../kernel/machine.ts'

/**
 * How the camt.056 of a recall travels over a gateway. `sent`: it may have left. `asking`: nobody answered; the gateway is
 * asked whether it has it. `delivered`: it has. `review`: nobody ever said, so a person has to ask the bank. `failed`: it
 * surely never left. `dropped`: the payment was answered for before the message left.
 */
export const recallSendingMachine = machine('recall sending', {
  ready: { send: 'sent', fail: 'failed', drop: 'dropped' },
  sent: { spare: 'ready', ask: 'asking', deliver: 'delivered', fail: 'failed' },
  asking: { deliver: 'delivered', give_up: 'review' },
  delivered: {},
  review: { deliver: 'delivered' },
  failed: {},
  dropped: {},
})
export type RecallSendingState = StateOf<typeof recallSendingMachine>
/** Their numbers in SQL are their places here. */
export const recallSendingStates = Object.keys(recallSendingMachine.table) as RecallSendingState[]
/** Stored as 1 and up, in this order. */
export const recallSendingEvents = ['send', 'spare', 'ask', 'deliver', 'give_up', 'fail', 'drop'] as const
export type RecallSendingEvent = (typeof recallSendingEvents)[number]
