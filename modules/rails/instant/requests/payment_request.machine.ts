import { machine, type StateOf } from '../../../../kernel/machine.ts'

/**
 * The life of a request for payment. Nothing moves by asking, so it may be sent again under its own id. `unknown`: nobody
 * knows whether the debtor's bank has it. Money that comes for it makes it `paid`, whatever it was before.
 */
export const paymentRequestMachine = machine('payment request', {
  sending: {
    deliver: 'open',
    lose: 'unknown',
    fail: 'failed',
    accept: 'accepted',
    pay: 'paid',
    decline: 'declined',
    expire: 'expired',
  },
  open: { accept: 'accepted', pay: 'paid', decline: 'declined', expire: 'expired', ask_back: 'cancelling' },
  unknown: {
    deliver: 'open',
    accept: 'accepted',
    pay: 'paid',
    decline: 'declined',
    expire: 'expired',
    ask_back: 'cancelling',
  },
  accepted: { pay: 'paid', expire: 'expired', ask_back: 'cancelling' },
  paid: {},
  declined: {},
  expired: { pay: 'paid' },
  cancelling: {
    cancel: 'cancelled',
    keep: 'open',
    accept: 'accepted',
    pay: 'paid',
    decline: 'declined',
    expire: 'expired',
  },
  cancelled: { pay: 'paid' },
  failed: {},
})
export type PaymentRequestState = StateOf<typeof paymentRequestMachine>
/** Their numbers in SQL are their places here. */
export const paymentRequestStates = Object.keys(paymentRequestMachine.table) as PaymentRequestState[]
/** Stored as 1 and up, in this order. */
export const paymentRequestEvents = [
  'deliver',
  'lose',
  'fail',
  'accept',
  'pay',
  'decline',
  'expire',
  'ask_back',
  'cancel',
  'keep',
] as const
export type PaymentRequestEvent = (typeof paymentRequestEvents)[number]

/** Where an event leads from a state; undefined where it leads nowhere. */
export function requestTarget(
  state: PaymentRequestState,
  event: PaymentRequestEvent,
): PaymentRequestState | undefined {
  const events: Readonly<Record<string, PaymentRequestState>> = paymentRequestMachine.table[state]
  return events[event]
}
