import type { Instant } from '../../../kernel/world.ts'
import { fromTemporal, toTemporal } from '../calendars/zone.ts'
import { readInstantReject, readInstantStatus } from '../codes/instant.ts'
import { readSepaReason, sepaReasonText } from '../codes/sepa.ts'
import type { RailAction } from '../codes/actions.ts'
import type { InstantRail } from '../codes/facts/instant_statuses.ts'
import { acwpDue, instantClock } from '../rules/instant/clock.ts'
import { type InstantAnswer, mayResend } from '../rules/instant/resend.ts'
import { queryWaits, sendWaits } from './facts/query_schedule.ts'

/** What a status says, as far as it decides anything. */
export type StatusReading = 'settled' | 'held' | 'pending' | 'rejected' | 'unclear'

/** What an unhappy answer allows. */
export type ResendReading =
  /** The same message id: the rail does not know it. */
  | 'same_id'
  /** Surely rejected for time: another message id. */
  | 'new_id'
  /** Surely rejected. */
  | 'over'
  /** It proves nothing. */
  | 'unclear'

/** The rules of the rails, as the decision needs them. */
export type InstantLaw = {
  clockOf(
    rail: InstantRail,
    sent_at: Instant,
  ): { readonly ends_at: Instant; readonly query_from: Instant; readonly query_until: Instant }
  /** Until when a payment that was accepted without posting must be posted or rejected; null where there is no such thing. */
  heldUntil(rail: InstantRail, at: Instant): Instant | null
  readStatus(code: string): StatusReading
  readRefusal(asked: RefusalAsked): ResendReading
  /** What the code of a reject asks for. */
  actionOf(rail: InstantRail, code: string): RailAction
  /** The code in words, for a person. */
  wordsOf(rail: InstantRail, code: string): string
  /** Before the query behind the `queries`th. */
  queryWait(queries: number, at: Instant): number
  /** After the `misses`th time that it surely did not leave; undefined: not again. */
  sendWait(misses: number, at: Instant): number | undefined
  /** The same for a recall, which nobody waits for: the last wait repeats. */
  recallWait(misses: number, at: Instant): number
}
type RefusalAsked = {
  readonly rail: InstantRail
  readonly sent_at: Instant
  readonly at: Instant
  readonly answer:
    | Extract<InstantAnswer, { kind: 'rejected' }>
    | { readonly kind: 'not_found'; readonly asked_at: Instant }
}

/** Held: the other bank has the money and has not posted it. It is no end, although the table counts it as settled. */
const HELD: readonly string[] = ['ACWP', 'PDNG']
/** The rail has such a message already, so its money may have moved: whatever the table says, ask about that one. */
const DUPLICATES: readonly string[] = ['DUPL', 'AM05', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05']
/** On any rail, whether it is one of its own codes or not. */
const TIMEOUTS: readonly string[] = ['DS24', 'AB05', 'AB06']

export const instantLaw: InstantLaw = {
  clockOf(rail, sent_at) {
    const { ends_at, query_from, query_until } = instantClock(rail, toTemporal(sent_at))
    return {
      ends_at: fromTemporal(ends_at),
      query_from: fromTemporal(query_from),
      query_until: fromTemporal(query_until),
    }
  },
  heldUntil(rail, at) {
    const due = acwpDue(rail, toTemporal(at))
    return due === null ? null : fromTemporal(due)
  },
  readStatus(code) {
    const { state } = readInstantStatus(code)
    if (HELD.includes(code)) return 'held'
    return state === 'open' ? 'pending' : state === 'unknown' ? 'unclear' : state
  },
  readRefusal({ rail, sent_at, at, answer }) {
    if (answer.kind === 'rejected' && DUPLICATES.includes(answer.code)) return 'unclear'
    if (answer.kind === 'rejected' && !answer.is_confirmed && TIMEOUTS.includes(answer.code)) return 'unclear'
    const asked: InstantAnswer =
      answer.kind === 'not_found' ? { kind: 'not_found', asked_at: toTemporal(answer.asked_at) } : answer
    const verdict = mayResend({ rail, sent_at: toTemporal(sent_at), at: toTemporal(at), answer: asked })
    if (verdict.message_id === 'same') return 'same_id'
    if (verdict.message_id === 'new' && verdict.rule === `instant.${rail}.timeout`) return 'new_id'
    return asked.kind === 'not_found' || verdict.next === 'query' ? 'unclear' : 'over'
  },
  actionOf: (rail, code) =>
    (rail === 'sct_inst' ? readSepaReason(code) : readInstantReject(code)).auto_action,
  wordsOf: (rail, code) =>
    rail === 'sct_inst' ? sepaReasonText(code) : `${code}: ${readInstantReject(code).name}`,
  queryWait(queries, at) {
    const waits = queryWaits(at).value
    return waits[Math.min(queries, waits.length) - 1] ?? 0
  },
  sendWait: (misses, at) => sendWaits(at).value[misses - 1],
  recallWait(misses, at) {
    const waits = sendWaits(at).value
    return waits[Math.min(misses, waits.length) - 1] ?? 0
  },
}
