import { type DisputeEvent, disputeMachine, type DisputeState, disputeStates } from './dispute.machine.ts'

/**
 * A step as one number, so that one CHECK of the table refuses every undeclared one: came_from × 10,000 + event × 100 +
 * state, each from 1 in the order of the machine; the first state has 0 for the other two.
 */
const rows = disputeMachine.rows()
const events = [...new Set(rows.map(([, event]) => event))]
const place = (list: readonly string[], item: string): number => list.indexOf(item) + 1
const stepNumber = ([from, event, to]: readonly [string, string, string]): number =>
  place(disputeStates, from) * 10_000 + place(events, event) * 100 + place(disputeStates, to)

export const FIRST_STEP = place(disputeStates, 'needs_response')

export function disputeStep(from: DisputeState, event: DisputeEvent): { state: DisputeState; step: number } {
  const state = disputeMachine.next(from, event as never) as DisputeState
  return { state, step: stepNumber([from, event, state]) }
}
export const allows = (state: DisputeState, event: DisputeEvent): boolean =>
  Object.hasOwn(disputeMachine.table[state], event)
/** The state that a stored step led to. */
export const stateOf = (step: number): DisputeState => disputeStates[(step % 100) - 1] as DisputeState
/** `step % 100` of each state. */
export const stateNumber = (state: DisputeState): number => place(disputeStates, state)
/** Every step that may be stored, for the test that compares them with the database. */
export const declaredSteps = rows.map(stepNumber)
