import { present } from '../../../kernel/assert.ts'
import { type Instant, plusMs } from '../../../kernel/world.ts'
import { targetOf } from '../payment_orders/decide_move.ts'
import { hear, hearNotFound } from './decide_answer.ts'
import { askedWithin, type At, beginAsking, type Changes } from './decide_asking.ts'
import { instantMessageMachine } from './instant_message.machine.ts'
import { type InstantLaw, instantLaw } from './law.ts'
import type { Decision, Sending, SendingInput, SendingMove } from './sending.ts'

/**
 * What follows from what happened to an order on an instant rail: the whole of it, pure. It holds that money moves once at
 * most, that nothing is rejected while money may have moved, and that silence proves nothing; `decide.test.ts` goes
 * through every interleaving. A repeat of an input changes nothing that matters.
 * Source: payment-codes.md 3, FedNow Operating Procedures of October 2024, and `rules/instant/resend.ts`.
 */
export function decide(
  before: Sending,
  input: SendingInput,
  now: Instant,
  law: InstantLaw = instantLaw,
): Decision {
  return decided(before, changesOf({ before, now, law }, input))
}

function changesOf(at: At, input: SendingInput): Changes {
  switch (input.kind) {
    case 'tick':
      return tick(at)
    case 'not_sent':
      return input.what === 'payment' ? notSent(at, input) : {}
    case 'no_answer':
      return input.what === 'payment' && at.before.state === 'sent' ? beginAsking(at, input.why) : {}
    case 'taken':
      return {}
    case 'answer':
      return hear(at, input)
    case 'not_found':
      return hearNotFound(at, input.asked_at)
    case 'person':
      return byPerson(at, input)
    case 'halt':
      return at.before.state === 'ready' ? { event: 'give_up', review: input.why, due_at: null } : {}
  }
}

function decided(before: Sending, changes: Changes): Decision {
  const { event, move, send, is_replaced, review, contradiction, ...fields } = changes
  const table: Readonly<Record<string, Readonly<Record<string, Sending['state']>>>> =
    instantMessageMachine.table
  const state =
    event === undefined ? before.state : present(table[before.state]?.[event], `${event} of ${before.state}`)
  const order =
    move === undefined
      ? before.order
      : present(targetOf(before.order, move.event), `${move.event} of an order that is ${before.order}`)
  return {
    after: { ...before, ...fields, state, order },
    event: event ?? null,
    move: move ?? null,
    send: send ?? null,
    is_replaced: is_replaced ?? false,
    review: review ?? null,
    contradiction: contradiction ?? null,
  }
}

const isDue = ({ before, now }: At): boolean => before.due_at !== null && now >= before.due_at
const earlier = (a: Instant, b: Instant | null): Instant => (b === null || a < b ? a : b)

function tick(at: At): Changes {
  const { before } = at
  if (!isDue(at)) return {}
  switch (before.state) {
    case 'ready':
      return sendNow(at)
    case 'sent':
    case 'asking':
      return ask(at)
    case 'held':
      return askWhileHeld(at)
    case 'coming_back':
      return {
        event: 'return',
        move: {
          event: 'return',
          because: 'It was accepted without posting, then rejected, and came back.',
          ...(before.reason_code === null ? {} : { reason_code: before.reason_code }),
          next_action: at.law.actionOf(before.rail, before.reason_code ?? ''),
        },
        due_at: null,
      }
    case 'replacing':
      return replace()
    default:
      return { due_at: null }
  }
}

function sendNow({ before, now, law }: At): Changes {
  if (before.order !== 'scheduled') return { event: 'drop', due_at: null }
  return {
    event: 'send',
    move: { event: 'submit' },
    send: 'payment',
    sends: before.sends + 1,
    first_sent_at: now,
    last_sent_at: now,
    due_at: law.clockOf(before.rail, now).query_from,
  }
}

/** Silence: the rail is asked, on its schedule, for as long as it looks back; then a person must. */
function ask(at: At): Changes {
  const { before, now } = at
  const isFirst = before.state === 'sent'
  const lost: Changes =
    before.order === 'submitting'
      ? { move: { event: 'lose', because: 'The rail has not answered; it is asked what became of it.' } }
      : {}
  const { from, until } = askedWithin(at)
  if (now >= until)
    return {
      ...lost,
      event: 'give_up',
      review: 'The rail looks back no further and never said what became of it.',
      due_at: null,
    }
  const begun: Changes = isFirst ? { ...lost, event: 'ask' } : {}
  return now < from ? { ...begun, due_at: from } : { ...begun, ...query(at) }
}

function query({ before, now, law }: At): Changes {
  const queries = before.queries + 1
  return { send: 'query', queries, last_query_at: now, due_at: plusMs(now, law.queryWait(queries, now)) }
}

function askWhileHeld(at: At): Changes {
  const { before, now } = at
  const { held_until } = before
  if (held_until !== null && now >= held_until)
    return {
      event: 'give_up',
      review: 'The other bank has the money, and did not say in time whether it keeps it.',
      due_at: null,
    }
  const { from, until } = askedWithin(at)
  if (now >= until) return { due_at: held_until }
  if (now < from) return { due_at: earlier(from, held_until) }
  const asked = query(at)
  return { ...asked, due_at: earlier(asked.due_at ?? now, held_until) }
}

/**
 * It surely did not leave this time. If it may have left before, that is no news: the question goes on. If not, the order
 * is put back, and in the end given up.
 */
function notSent(
  { before, now, law }: At,
  { why, is_lasting }: { readonly why: string; readonly is_lasting: boolean },
): Changes {
  // Nobody is there who could be sent anything.
  if (before.state === 'ready' && before.order === 'scheduled' && is_lasting)
    return { event: 'drop', move: neverSent(why), due_at: null }
  if (before.state !== 'sent' || before.sends !== 1 || before.order !== 'submitting') return {}
  const misses = before.misses + 1
  const wait_ms = is_lasting ? undefined : law.sendWait(misses, now)
  if (wait_ms === undefined) return { event: 'reject', move: neverSent(why), misses, due_at: null }
  return {
    event: 'spare',
    move: { event: 'withdraw', because: `It was not sent: ${why}` },
    misses,
    sends: 0,
    first_sent_at: null,
    last_sent_at: null,
    due_at: plusMs(now, wait_ms),
  }
}
const neverSent = (why: string): SendingMove => ({
  event: 'reject',
  reason_code: NOT_SENT,
  because: `It was never sent: ${why}`,
  needs_review: true,
})

/** The reason of an order that never left: of ours, and of no rail. */
export const NOT_SENT = 'NOT_SENT'

/** A rejection for time that the rail confirmed: the order goes back, and another message id follows. */
function replace(): Changes {
  return {
    event: 'finish',
    move: {
      event: 'withdraw',
      because: 'The rail rejected it for time, and confirmed that: it is sent anew.',
    },
    is_replaced: true,
    due_at: null,
  }
}

function byPerson({ before }: At, { outcome, because }: Extract<SendingInput, { kind: 'person' }>): Changes {
  if (before.state !== 'review') return {}
  if (before.order === 'unknown' || before.order === 'submitted')
    return outcome === 'settled'
      ? { event: 'settle', move: { event: 'settle', because }, due_at: null }
      : { event: 'reject', move: { event: 'reject', because }, due_at: null }
  return {}
}
