import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * The life of a payout. `approved`: everybody who has to has agreed, and it is ordered as soon as it may be. `retry`: a rail
 * surely refused it, and another one is tried. `settled` can still come back, and what came back can be taken back.
 */
export const payoutMachine = machine('payout', {
  needs_approval: {
    approve: 'approved',
    deny: 'denied',
    cancel: 'cancelled',
    expire: 'expired',
    fail: 'failed',
  },
  approved: { cancel: 'cancelled', order: 'ordered', fail: 'failed' },
  ordered: { cancel: 'cancelled', settle: 'settled', fail: 'failed', retry: 'approved' },
  settled: { return: 'failed' },
  failed: { restore: 'settled' },
  denied: {},
  cancelled: {},
  expired: {},
})
export type PayoutState = StateOf<typeof payoutMachine>
/** Stored as 0 to 7, in this order. */
export const payoutStates = [
  'needs_approval',
  'approved',
  'ordered',
  'settled',
  'failed',
  'denied',
  'cancelled',
  'expired',
] as const satisfies readonly PayoutState[]
/** Stored as 1 to 10, in this order. */
export const payoutEvents = [
  'approve',
  'deny',
  'cancel',
  'expire',
  'order',
  'settle',
  'fail',
  'retry',
  'return',
  'restore',
] as const
export type PayoutEvent = (typeof payoutEvents)[number]

/** Where an event leads from a state; undefined where it leads nowhere. */
export function payoutTarget(state: PayoutState, event: PayoutEvent): PayoutState | undefined {
  const events: Readonly<Record<string, PayoutState>> = payoutMachine.table[state]
  return events[event]
}
