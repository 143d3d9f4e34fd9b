import { machine } from '../../kernel/machine.ts'

/**
 * One event for one endpoint. `queued` waits for the one before it in its object's order. `dead` has used up its schedule.
 * Mirrored by the CHECK `declared_transition` of `webhooks.delivery`; a test compares the two.
 */
export const deliveryMachine = machine('webhook delivery', {
  queued: { release: 'waiting', hold: 'held', cancel: 'canceled' },
  waiting: { claim: 'sending', hold: 'held', cancel: 'canceled' },
  sending: {
    claim: 'sending',
    succeed: 'succeeded',
    retry: 'waiting',
    die: 'dead',
    hold: 'held',
    cancel: 'canceled',
  },
  succeeded: { redeliver: 'waiting', line_up: 'queued', hold: 'held' },
  dead: { redeliver: 'waiting', line_up: 'queued', hold: 'held' },
  held: { resume: 'waiting', line_up: 'queued', cancel: 'canceled' },
  canceled: {},
})

/** Stored as 0 to 6, in this order. */
export const deliveryStates = [
  'queued',
  'waiting',
  'sending',
  'succeeded',
  'dead',
  'held',
  'canceled',
] as const
export type DeliveryState = (typeof deliveryStates)[number]
/** Stored as 1 to 10, in this order. */
export const deliveryEvents = [
  'release',
  'claim',
  'succeed',
  'retry',
  'die',
  'hold',
  'resume',
  'redeliver',
  'line_up',
  'cancel',
] as const
