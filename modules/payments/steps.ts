import {
  type AuthenticationEvent,
  authenticationMachine,
  type AuthenticationState,
  authenticationStates,
} from './authentication.machine.ts'
import { type PaymentEvent, paymentMachine, type PaymentState, paymentStates } from './payment.machine.ts'
import { refundMachine, type RefundState, refundStates } from './refund.machine.ts'

/**
 * A step of a machine as one number, so that one CHECK of the table refuses every undeclared one: came_from × 10,000 +
 * event × 100 + state, each from 1 in the order of its machine; a first state has 0 for the other two.
 */
type Rows = readonly (readonly [from: string, event: string, to: string])[]

const eventsOf = (rows: Rows): string[] => [...new Set(rows.map(([, event]) => event))]
const place = (list: readonly string[], item: string): number => list.indexOf(item) + 1

const paymentEvents = eventsOf(paymentMachine.rows())
const refundEvents = eventsOf(refundMachine.rows())
const authenticationEvents = eventsOf(authenticationMachine.rows())

const stepNumber = (
  states: readonly string[],
  events: readonly string[],
  [from, event, to]: readonly [string, string, string],
): number => place(states, from) * 10_000 + place(events, event) * 100 + place(states, to)

export const firstPaymentStep = (state: PaymentState): number => place(paymentStates, state)

export function paymentStep(from: PaymentState, event: PaymentEvent): { state: PaymentState; step: number } {
  const state = paymentMachine.next(from, event as never) as PaymentState
  return { state, step: stepNumber(paymentStates, paymentEvents, [from, event, state]) }
}
export function refundStep(
  from: 'pending' | 'succeeded',
  event: 'succeed' | 'fail',
): { state: RefundState; step: number } {
  const state = refundMachine.next(from, event as never) as RefundState
  return { state, step: stepNumber(refundStates, refundEvents, [from, event, state]) }
}
export function authenticationStep(
  from: AuthenticationState,
  event: AuthenticationEvent,
): { state: AuthenticationState; step: number } {
  const state = authenticationMachine.next(from, event as never) as AuthenticationState
  return { state, step: stepNumber(authenticationStates, authenticationEvents, [from, event, state]) }
}
/** The state that a stored step led to. */
export const paymentStateOf = (step: number): PaymentState => paymentStates[(step % 100) - 1] as PaymentState
export const refundStateOf = (step: number): RefundState => refundStates[(step % 100) - 1] as RefundState
export const authenticationStateOf = (step: number): AuthenticationState =>
  authenticationStates[(step % 100) - 1] as AuthenticationState

/** Every step that may be stored, for the test that compares them with the database. */
export const declaredSteps = {
  payment: paymentMachine.rows().map((row) => stepNumber(paymentStates, paymentEvents, row)),
  refund: refundMachine.rows().map((row) => stepNumber(refundStates, refundEvents, row)),
  authentication: authenticationMachine
    .rows()
    .map((row) => stepNumber(authenticationStates, authenticationEvents, row)),
}
