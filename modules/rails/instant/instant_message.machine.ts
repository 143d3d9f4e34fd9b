import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * The life of one message id under which an order is sent over an instant rail. `sent`: it may have left. `asking`: nobody
 * answered, or not clearly; the rail is asked for the status. `held`: the other bank has the money and has not posted it.
 * `review`: nothing more is done without a person, but a late answer is still heard. `replaced`: surely rejected for time,
 * so that another message id may follow.
 */
export const instantMessageMachine = machine('instant message', {
  ready: { send: 'sent', drop: 'dropped', give_up: 'review' },
  sent: {
    spare: 'ready',
    ask: 'asking',
    hold: 'held',
    settle: 'settled',
    reject: 'rejected',
    give_up: 'review',
  },
  asking: {
    hold: 'held',
    settle: 'settled',
    reject: 'rejected',
    replace: 'replacing',
    give_up: 'review',
  },
  held: { settle: 'settled', come_back: 'coming_back', give_up: 'review' },
  coming_back: { return: 'returned' },
  replacing: { finish: 'replaced' },
  review: { hold: 'held', settle: 'settled', reject: 'rejected', come_back: 'coming_back', drop: 'dropped' },
  settled: {},
  returned: {},
  rejected: {},
  replaced: {},
  dropped: {},
})
export type InstantMessageState = StateOf<typeof instantMessageMachine>
/** Their numbers in SQL are their places here. */
export const instantMessageStates = Object.keys(instantMessageMachine.table) as InstantMessageState[]
/** Stored as 1 and up, in this order. */
export const instantMessageEvents = [
  'send',
  'drop',
  'give_up',
  'spare',
  'ask',
  'hold',
  'settle',
  'reject',
  'replace',
  'come_back',
  'return',
  'finish',
] as const
export type InstantMessageEvent = (typeof instantMessageEvents)[number]
