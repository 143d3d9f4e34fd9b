import type { Instant } from '../../../kernel/world.ts'
import { askedWithin, type At, beginAsking, type Changes } from './decide_asking.ts'
import { ATTEMPTS_MAX, SENDS_MAX } from './facts/query_schedule.ts'
import type { StatusReading } from './law.ts'
import type { SendingInput, SendingMove } from './sending.ts'

type Answer = Extract<SendingInput, { kind: 'answer' }>

/** What the rail said of a payment, whenever and however often it says so. */
export function hear(at: At, answer: Answer): Changes {
  const { before } = at
  const reading = readingOf(at, answer)
  switch (before.state) {
    case 'sent':
    case 'asking':
      return hearOpen(at, answer, reading)
    case 'review':
      return before.held_until === null ? hearInReview(at, answer, reading) : hearHeld(at, answer, reading)
    case 'held':
      return hearHeld(at, answer, reading)
    case 'settled':
      return hearSettled(at, answer, reading)
    case 'ready':
      return reading === 'unclear'
        ? {}
        : { ...contradiction(before.state, answer), event: 'give_up', due_at: null }
    case 'coming_back':
    case 'returned':
      return reading === 'settled' ? contradiction(before.state, answer) : {}
    case 'rejected':
      return hearRejected(at, answer, reading)
    default:
      return reading === 'settled' || reading === 'held' ? contradiction(before.state, answer) : {}
  }
}

/** A reject that proves nothing, such as one for time that nobody confirmed, is unclear. */
function readingOf({ before, now, law }: At, { status, reason_code, is_confirmed }: Answer): Reading {
  const reading = law.readStatus(status)
  if (reading !== 'rejected') return reading
  const { rail, last_sent_at } = before
  const refusal = law.readRefusal({
    rail,
    sent_at: last_sent_at ?? now,
    at: now,
    answer: { kind: 'rejected', code: reason_code ?? '', is_confirmed },
  })
  return refusal === 'new_id' ? 'timed_out' : refusal === 'over' ? 'rejected' : 'unclear'
}
type Reading = StatusReading | 'timed_out'

const said = ({ status, reason_code }: Answer) => ({ status, reason_code })

const contradiction = (state: string, { status, reason_code }: Answer): Changes => {
  const why = `The rail said ${status}${reason_code === null ? '' : ` ${reason_code}`} of a payment that was ${state}.`
  return { contradiction: why, review: why }
}

/** Word that the other bank held it may be older than the reject, and come later: the money is back then, or it is not. */
const hearRejected = ({ before }: At, answer: Answer, reading: Reading): Changes => {
  if (reading === 'settled') return contradiction(before.state, answer)
  if (reading !== 'held') return {}
  return {
    review: `The rail said ${answer.status} after it had rejected it: see whether the money came back.`,
  }
}

/** That it was posted, or blocked, is still news. */
function hearSettled({ before }: At, answer: Answer, reading: Reading): Changes {
  if (reading === 'rejected' || reading === 'timed_out') return contradiction(before.state, answer)
  return reading === 'settled' ? said(answer) : {}
}

function hearOpen(at: At, answer: Answer, reading: Reading): Changes {
  const { before } = at
  switch (reading) {
    case 'settled':
      return settle(answer)
    case 'held':
      return hold(at, answer)
    case 'pending':
      return { ...said(answer), ...delivered(at) }
    case 'rejected':
      return reject(at, answer)
    case 'timed_out':
      return before.state === 'asking' ? timedOut(at, answer) : beginAsking(at, unclearText(answer))
    case 'unclear':
      return beginAsking(at, unclearText(answer))
  }
}

const unclearText = ({ status, reason_code }: Answer): string =>
  `The rail said ${status}${reason_code === null ? '' : ` ${reason_code}`}, which proves nothing; it is asked what became of it.`

const delivered = ({ before }: At): Changes =>
  before.order === 'submitting' || before.order === 'unknown' ? { move: { event: 'deliver' } } : {}

const settle = (answer: Answer): Changes => ({
  ...said(answer),
  event: 'settle',
  move: {
    event: 'settle',
    ...(answer.reason_code === null ? {} : { reason_code: answer.reason_code }),
    ...(answer.status === 'BLCK'
      ? { because: 'The money moved, and the other bank keeps it blocked.', needs_review: true }
      : {}),
  },
  due_at: null,
})

function hold(at: At, answer: Answer): Changes {
  const { before, now, law } = at
  const held_until = law.heldUntil(before.rail, now)
  // A rail without such a status: nothing is concluded from it.
  if (held_until === null) return beginAsking(at, unclearText(answer))
  const { from } = askedWithin(at)
  const asked = from > now ? from : now
  return {
    ...said(answer),
    ...delivered(at),
    event: 'hold',
    held_until,
    due_at: asked < held_until ? asked : held_until,
  }
}

function rejection({ before, law }: At, { reason_code }: Answer): SendingMove {
  const action = law.actionOf(before.rail, reason_code ?? '')
  return {
    event: 'reject',
    reason_code: reason_code ?? 'NARR',
    because: `The rail rejected it${reason_code === null ? '' : ` with ${law.wordsOf(before.rail, reason_code)}`}.`,
    next_action: action,
    needs_review: action === 'OPS_REVIEW',
  }
}

const reject = (at: At, answer: Answer): Changes => ({
  ...said(answer),
  event: 'reject',
  move: rejection(at, answer),
  due_at: null,
})

/** Surely rejected for time: sent anew under another id, as often as that may be. */
function timedOut(at: At, answer: Answer): Changes {
  const { before, now } = at
  if (before.attempt >= ATTEMPTS_MAX) return reject(at, answer)
  return {
    ...said(answer),
    event: 'replace',
    // An order that the rail had taken is unknown before it can be put back.
    ...(before.order === 'submitted' ? { move: { event: 'lose', because: unclearText(answer) } } : {}),
    due_at: now,
  }
}

/** The other bank has the money: what it does with it is news, and nothing else is. */
function hearHeld(at: At, answer: Answer, reading: Reading): Changes {
  switch (reading) {
    case 'settled':
      return settle(answer)
    case 'held':
      return said(answer)
    case 'rejected':
    case 'timed_out':
      return {
        ...said(answer),
        event: 'come_back',
        move: { event: 'settle', because: 'The other bank had the money before it rejected it.' },
        due_at: at.now,
      }
    default:
      return {}
  }
}

/** Nothing is sent any more, but the rail may still say what became of it. */
function hearInReview(at: At, answer: Answer, reading: Reading): Changes {
  const { before } = at
  // It was never sent, or never should have been: a person has to tell.
  if (before.order !== 'unknown' && before.order !== 'submitted')
    return reading === 'settled' || reading === 'held' ? contradiction(before.order, answer) : {}
  if (reading === 'settled') return settle(answer)
  if (reading === 'held') return hold(at, answer).event === 'hold' ? hold(at, answer) : {}
  return reading === 'rejected' || reading === 'timed_out' ? reject(at, answer) : {}
}

/**
 * The rail does not know the payment. If it was asked late enough, and never said anything else of it, the payment is
 * sent again under the same id: should the first one arrive after all, the rail knows it for a duplicate.
 */
export function hearNotFound(at: At, asked_at: Instant): Changes {
  const { before, now, law } = at
  if (before.state !== 'asking' || before.status !== null || before.sends >= SENDS_MAX) return {}
  if (before.last_sent_at === null || now >= askedWithin(at).until) return {}
  const { rail, last_sent_at } = before
  const answer = { kind: 'not_found', asked_at } as const
  if (law.readRefusal({ rail, sent_at: last_sent_at, at: now, answer }) !== 'same_id') return {}
  return {
    send: 'payment',
    sends: before.sends + 1,
    last_sent_at: now,
    due_at: law.clockOf(rail, now).query_from,
  }
}
