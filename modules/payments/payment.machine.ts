import { machine, type StateOf } from '../../kernel/machine.ts'

/**
 * The life of a card payment. `processing` means that an authorisation was sent, or is about to be, and its outcome is
 * not known; only an answer, a callback or an inquiry leads out of it. A decline can be followed by another attempt. A
 * counterpart that contradicts itself after a decline is believed once an inquiry confirms it.
 */
export const paymentMachine = machine('payment', {
  created: {
    send: 'processing',
    challenge: 'requires_action',
    hold: 'in_review',
    block: 'blocked',
    cancel: 'canceled',
  },
  requires_action: { send: 'processing', decline: 'declined', cancel: 'canceled', lapse: 'expired' },
  in_review: {
    send: 'processing',
    challenge: 'requires_action',
    reject: 'blocked',
    cancel: 'canceled',
    lapse: 'expired',
  },
  processing: {
    send: 'processing',
    authorize: 'authorized',
    capture: 'succeeded',
    decline: 'declined',
    challenge: 'requires_action',
  },
  declined: {
    send: 'processing',
    challenge: 'requires_action',
    hold: 'in_review',
    block: 'blocked',
    authorize: 'authorized',
    capture: 'succeeded',
    cancel: 'canceled',
  },
  authorized: {
    increment: 'authorized',
    release_part: 'authorized',
    capture_part: 'partially_captured',
    capture: 'succeeded',
    void: 'canceled',
    lapse: 'expired',
    reverse: 'reversed',
  },
  partially_captured: {
    capture_part: 'partially_captured',
    capture: 'succeeded',
    release: 'succeeded',
    lapse: 'succeeded',
    reverse: 'reversed',
    release_part: 'partially_captured',
    reverse_part: 'partially_captured',
  },
  succeeded: { reverse: 'reversed', reverse_part: 'succeeded' },
  canceled: {},
  expired: {},
  blocked: {},
  reversed: {},
})
export type PaymentState = StateOf<typeof paymentMachine>
export const paymentStates = Object.keys(paymentMachine.table) as PaymentState[]
export type PaymentEvent = {
  [S in PaymentState]: keyof (typeof paymentMachine.table)[S]
}[PaymentState]
