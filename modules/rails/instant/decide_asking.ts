import { present } from '../../../kernel/assert.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { InstantMessageEvent } from './instant_message.machine.ts'
import type { InstantLaw } from './law.ts'
import type { Sending, SendingMove } from './sending.ts'

export type Changes = Partial<Omit<Sending, 'rail' | 'order' | 'state' | 'attempt'>> & {
  readonly event?: InstantMessageEvent
  readonly move?: SendingMove
  readonly send?: 'payment' | 'query'
  readonly is_replaced?: boolean
  readonly review?: string
  readonly contradiction?: string
}
export type At = { readonly before: Sending; readonly now: Instant; readonly law: InstantLaw }

/** Since when the rail looks for the payment, and until when. */
export function askedWithin({ before, law }: At): { readonly from: Instant; readonly until: Instant } {
  const first = present(before.first_sent_at, 'when it was sent')
  const last = present(before.last_sent_at, 'when it was sent last')
  return {
    from: law.clockOf(before.rail, last).query_from,
    until: law.clockOf(before.rail, first).query_until,
  }
}

/** From now on nobody knows; the first question waits until the rail's own clock has run out. */
export function beginAsking(at: At, because: string): Changes {
  const { before } = at
  return {
    ...(before.state === 'sent' ? { event: 'ask' } : {}),
    ...(before.order === 'submitting' ? { move: { event: 'lose', because } } : {}),
    due_at: laterOf(askedWithin(at).from, before.state === 'sent' ? null : before.due_at),
  }
}
const laterOf = (a: Instant, b: Instant | null): Instant => (b !== null && b > a ? b : a)
