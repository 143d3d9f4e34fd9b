import { paymentErrors } from './errors.ts'
import type { PaymentState } from './payment.machine.ts'

/** What a caller can do with a payment that stands there. */
const nextSteps: Readonly<Record<PaymentState, string>> = {
  created: 'confirm or cancel it',
  requires_action: 'the payer has to do what `next_action` names, or cancel it',
  in_review: 'approve, reject or cancel it',
  processing: 'its outcome is not known yet: wait for its event, or read it again',
  declined: 'confirm it with another payment method, or cancel it',
  authorized: 'capture, increment or cancel it',
  partially_captured: 'capture or cancel what is left, or refund what was captured',
  succeeded: 'refund it',
  canceled: 'make another payment',
  expired: 'make another payment',
  blocked: 'make another payment',
  reversed: 'make another payment',
}

/** Refuses `what`, and says what can be done instead. Acquirers call a cancel a void. */
export const wrongState = (state: PaymentState, what: string) =>
  paymentErrors.fail('wrong_state', {
    detail: `It is ${state}, so ${what === 'void' ? 'cancel' : what} is not possible; ${nextSteps[state]}.`,
  })
