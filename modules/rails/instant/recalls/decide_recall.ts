import { present } from '../../../../kernel/assert.ts'
import { type Instant, plusMs } from '../../../../kernel/world.ts'
import type { InstantRail } from '../../codes/facts/instant_statuses.ts'
import { SENDS_MAX } from '../facts/query_schedule.ts'
import { type InstantLaw, instantLaw } from '../law.ts'
import {
  type RecallSendingEvent,
  recallSendingMachine,
  type RecallSendingState,
} from './recall_sending.machine.ts'
import type { RecallSending } from './recall_sending.ts'

export type RecallInput =
  /** Time has passed. `is_answered`: the other bank has said something of the payment meanwhile. */
  | { readonly kind: 'tick'; readonly is_answered: boolean }
  /** Surely nothing left this machine, or the gateway passed nothing on. `is_lasting`: trying again does not help. */
  | {
      readonly kind: 'not_sent'
      readonly what: 'recall' | 'query'
      readonly why: string
      readonly is_lasting: boolean
    }
  /** It may have arrived; nothing that can be believed came back. */
  | { readonly kind: 'no_answer'; readonly what: 'recall' | 'query' }
  /** The gateway has it, or the other bank answered it. */
  | { readonly kind: 'there' }
  /** In answer to a query of `asked_at`: the gateway does not know it. */
  | { readonly kind: 'not_found'; readonly asked_at: Instant }

/** What follows from an input. It is written in one transaction; then `send` is sent. */
export type RecallDecision = {
  readonly after: RecallSending
  readonly event: RecallSendingEvent | null
  readonly send: 'recall' | 'query' | null
  /** Why it never left, and never will; null otherwise. */
  readonly fails: string | null
  /** Why a person must look at the order; null: nobody must. */
  readonly review: string | null
}
type Changes = Partial<Omit<RecallSending, 'state' | 'recall'>> &
  Partial<Omit<RecallDecision, 'after' | 'event'>> & { readonly event?: RecallSendingEvent }
type At = { readonly before: RecallSending; readonly now: Instant; readonly law: InstantLaw }

/** Recalls travel over SEPA Instant only. */
const RAIL: InstantRail = 'sct_inst'

/**
 * What follows from what happened to the camt.056 of a recall: pure. As with payments silence proves nothing: the gateway is
 * asked, and only where it does not know the message is the same message sent again. A repeat of an input changes nothing.
 */
export function decideRecall(
  before: RecallSending,
  input: RecallInput,
  now: Instant,
  law: InstantLaw = instantLaw,
): RecallDecision {
  const { event, send, fails, review, ...fields } = changesOf({ before, now, law }, input)
  const table: Readonly<Record<string, Readonly<Record<string, RecallSendingState>>>> =
    recallSendingMachine.table
  const state =
    event === undefined ? before.state : present(table[before.state]?.[event], `${event} of ${before.state}`)
  return {
    after: { ...before, ...fields, state },
    event: event ?? null,
    send: send ?? null,
    fails: fails ?? null,
    review: review ?? null,
  }
}

function changesOf(at: At, input: RecallInput): Changes {
  const { state } = at.before
  switch (input.kind) {
    case 'tick':
      return tick(at, input.is_answered)
    case 'there':
      return state === 'sent' || state === 'asking' || state === 'review'
        ? { event: 'deliver', due_at: null }
        : {}
    case 'no_answer':
      return input.what === 'recall' && state === 'sent' ? { event: 'ask', due_at: askedFrom(at) } : {}
    case 'not_sent':
      return input.what === 'recall' && state === 'sent' ? notSent(at, input) : {}
    case 'not_found':
      return notFound(at, input.asked_at)
  }
}

/** Since when the gateway is asked, and until when anything is done without a person. */
const askedFrom = ({ before, law }: At): Instant =>
  law.clockOf(RAIL, present(before.last_sent_at, 'when it was sent')).query_from
const until = ({ before, law }: At): Instant =>
  law.clockOf(RAIL, before.first_sent_at ?? before.created_at).query_until

function tick(at: At, is_answered: boolean): Changes {
  const { before, now } = at
  if (before.due_at === null || now < before.due_at) return {}
  switch (before.state) {
    case 'ready':
      return is_answered ? { event: 'drop', due_at: null } : sendNow(at)
    case 'sent':
    case 'asking':
      return is_answered ? { event: 'deliver', due_at: null } : ask(at)
    default:
      return { due_at: null }
  }
}

function sendNow({ before, now, law }: At): Changes {
  return {
    event: 'send',
    send: 'recall',
    sends: before.sends + 1,
    first_sent_at: now,
    last_sent_at: now,
    due_at: law.clockOf(RAIL, now).query_from,
  }
}

function ask(at: At): Changes {
  const { before, now, law } = at
  const begun: Changes = before.state === 'sent' ? { event: 'ask' } : {}
  if (now < askedFrom(at)) return { ...begun, due_at: askedFrom(at) }
  if (before.state === 'asking' && now >= until(at))
    return {
      event: 'give_up',
      review: 'Nobody said whether the request to get it back arrived.',
      due_at: null,
    }
  const queries = before.queries + 1
  return {
    ...begun,
    send: 'query',
    queries,
    last_query_at: now,
    due_at: plusMs(now, law.queryWait(queries, now)),
  }
}

/** It surely did not leave, so nothing is asked: it is sent later, until the rail would look back no further. */
function notSent(
  at: At,
  { why, is_lasting }: { readonly why: string; readonly is_lasting: boolean },
): Changes {
  const { before, now, law } = at
  const misses = before.misses + 1
  const never: Changes = { event: 'fail', misses, fails: `It was never sent: ${why}`, due_at: null }
  if (is_lasting || now >= law.clockOf(RAIL, before.created_at).query_until) return never
  return {
    event: 'spare',
    misses,
    sends: 0,
    first_sent_at: null,
    last_sent_at: null,
    due_at: plusMs(now, law.recallWait(misses, now)),
  }
}

function notFound(at: At, asked_at: Instant): Changes {
  const { before, now, law } = at
  if (before.state !== 'asking' || before.sends >= SENDS_MAX || now >= until(at)) return {}
  const sent_at = present(before.last_sent_at, 'when it was sent')
  const answer = { kind: 'not_found', asked_at } as const
  if (law.readRefusal({ rail: RAIL, sent_at, at: now, answer }) !== 'same_id') return {}
  return {
    send: 'recall',
    sends: before.sends + 1,
    last_sent_at: now,
    due_at: law.clockOf(RAIL, now).query_from,
  }
}
