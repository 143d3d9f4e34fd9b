import { isBefore, wallDay } from '../../calendars/zone.ts'
import { readInstantReject } from '../../codes/instant.ts'
import { readSepaReason } from '../../codes/sepa.ts'
import type { InstantRail } from '../../codes/facts/instant_statuses.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, type Verdict } from '../verdict.ts'
import { instantClock, railZones } from './clock.ts'
import { type InstantRuleName, instantRules } from './facts/instant_rules.ts'

/** The last thing that was heard of a payment. */
export type InstantAnswer =
  /** Nothing at all. */
  | { readonly kind: 'silence' }
  /** To a pacs.028 that was sent at `asked_at`: the network does not know it. */
  | { readonly kind: 'not_found'; readonly asked_at: Temporal.Instant }
  /** ACTC, ACWP, PDNG: something else will follow. */
  | { readonly kind: 'pending' }
  /** ACSC, ACCC, ACCP, BLCK. */
  | { readonly kind: 'accepted' }
  /** `confirmed`: it came, or was said again, in answer to a pacs.028. */
  | { readonly kind: 'rejected'; readonly code: string; readonly is_confirmed: boolean }
  /** A status that nobody knows. */
  | { readonly kind: 'unknown' }

export type ResendAsked = {
  readonly rail: InstantRail
  readonly sent_at: Temporal.Instant
  readonly at: Temporal.Instant
  readonly answer: InstantAnswer
}
export type ResendVerdict = Verdict<Temporal.Instant> & {
  /** With which message id; null when it must not be sent. */
  readonly message_id: 'same' | 'new' | null
  /** What to do now. */
  readonly next: 'wait' | 'query' | 'resend' | 'other_rail' | 'review' | 'done'
}

type Said = Omit<ResendVerdict, keyof Verdict<Temporal.Instant>>
const stop = (verdict: Verdict<Temporal.Instant>, next: ResendVerdict['next']): ResendVerdict => ({
  ...verdict,
  message_id: null,
  next,
})
const go = (verdict: Verdict<Temporal.Instant>, said: Said): ResendVerdict => ({ ...verdict, ...said })

/**
 * Whether a payment may be sent again, and under which id. Silence never allows it. Only the network’s word that it
 * does not know the payment allows the same id, so that a late first one is found to be a duplicate. Only a confirmed
 * reject allows a new id. On SCT Inst that is when another rail may carry it as well.
 * Source: payment-codes.md 3, FedNow Operating Procedures of October 2024.
 */
export function mayResend(
  asked: ResendAsked,
  rules: RuleBook<InstantRuleName> = instantRules,
): ResendVerdict {
  const { rail, answer } = asked
  const { source } = rules.on(`${rail}_clock`, wallDay(asked.sent_at, railZones[rail]))
  const no = (rule: string, because: string) =>
    refuse<Temporal.Instant>(`instant.${rail}.${rule}`, because, source)
  switch (answer.kind) {
    case 'silence':
      return silence(asked, rules, source)
    case 'not_found':
      return notFound(asked, answer.asked_at, rules, source)
    case 'pending':
      return stop(no('pending', 'It is under way: another status follows.'), 'wait')
    case 'accepted':
      return stop(no('accepted', 'It was accepted: sending it again would pay twice.'), 'done')
    case 'rejected':
      return rejected(asked, answer, source)
    case 'unknown':
      return stop(no('unknown', 'Nobody knows what that status means.'), 'review')
  }
}

function silence(
  { rail, sent_at, at }: ResendAsked,
  rules: RuleBook<InstantRuleName>,
  source: string,
): ResendVerdict {
  const { query_from, query_until } = instantClock(rail, sent_at, rules)
  const rule = `instant.${rail}.silence`
  const bounds = { from: query_from, until: query_until }
  if (isBefore(at, query_from))
    return stop(refuse(rule, 'Its clock has not run out.', source, bounds), 'wait')
  if (isBefore(at, query_until))
    return stop(refuse(rule, 'Silence proves nothing: ask for the status.', source, bounds), 'query')
  return stop(refuse(rule, 'The network no longer looks for it: a person must.', source, bounds), 'review')
}

function notFound(
  { rail, sent_at, at }: ResendAsked,
  asked_at: Temporal.Instant,
  rules: RuleBook<InstantRuleName>,
  source: string,
): ResendVerdict {
  const { query_from, query_until } = instantClock(rail, sent_at, rules)
  const rule = `instant.${rail}.not_found`
  const bounds = { from: query_from, until: query_until }
  if (isBefore(asked_at, query_from) || isBefore(at, asked_at))
    return stop(
      refuse(rule, 'It was asked too early: it may have been on its way.', source, bounds),
      isBefore(at, query_from) ? 'wait' : isBefore(at, query_until) ? 'query' : 'review',
    )
  // An answer from beyond the look-back proves nothing, and neither does one that has lain about.
  if (!isBefore(asked_at, query_until) || !isBefore(at, query_until))
    return stop(refuse(rule, 'The network looks back no further: a person must.', source, bounds), 'review')
  const because = 'The network does not know it: the same id lets it find a duplicate.'
  return go(allow(rule, because, source, bounds), { message_id: 'same', next: 'resend' })
}

const SCT_INST_TIMEOUTS = new Set(['AB05', 'AB06', 'TM01'])

function rejected(
  { rail }: ResendAsked,
  { code, is_confirmed }: Extract<InstantAnswer, { kind: 'rejected' }>,
  clockSource: string,
): ResendVerdict {
  const isTimeout = rail === 'sct_inst' ? SCT_INST_TIMEOUTS.has(code) : code === 'DS24'
  const row = rail === 'sct_inst' ? readSepaReason(code) : readInstantReject(code)
  const no = (rule: string, because: string) =>
    refuse<Temporal.Instant>(`instant.${rail}.${rule}`, because, row.source)
  if (isTimeout && !is_confirmed)
    return stop(no('timeout', 'Rejected for time: have it confirmed by a status query.'), 'query')
  if (isTimeout) {
    const because = 'Rejected for time, and confirmed: a new payment with a new id.'
    return go(allow(`instant.${rail}.timeout`, because, clockSource), { message_id: 'new', next: 'resend' })
  }
  switch (row.auto_action) {
    case 'RETRY_LATER':
      return go(allow(`instant.${rail}.rejected`, 'It may pass later, with a new id.', row.source), {
        message_id: 'new',
        next: 'resend',
      })
    case 'RETRY_OTHER_ROUTE':
      return stop(no('rejected', 'This rail will not carry it: take another one.'), 'other_rail')
    case 'STATUS_QUERY':
      return stop(no('rejected', 'Ask what became of the first one.'), 'query')
    default:
      return stop(no('rejected', `${code}: not as it is.`), 'review')
  }
}

/** TabaPay’s table: who moved money when the operator and the receiving bank disagree. */
export type MoneyMoved = {
  readonly moved: boolean
  readonly because: string
  readonly next: 'resolve_as_unsent' | 'bank_must_post' | 'return_request' | 'done'
}

/** What the operator said, and what the receiving bank did. Source: payment-codes.md 3, TabaPay’s edge table for RTP. */
export function whoMovedMoney(
  operator: 'no_answer_reached_it' | 'accepted' | 'rejected',
  is_posted: boolean,
): MoneyMoved {
  if (operator === 'accepted')
    return is_posted
      ? { moved: true, because: 'Settled and posted.', next: 'done' }
      : { moved: true, because: 'Settled: the bank must post.', next: 'bank_must_post' }
  // Posted without settlement: the bank gave away its own money, and asks for it with camt.056.
  if (is_posted)
    return { moved: false, because: 'Posted and never settled: ask for its return.', next: 'return_request' }
  return operator === 'rejected'
    ? { moved: false, because: 'Rejected and not posted.', next: 'done' }
    : { moved: false, because: 'No pacs.002 reached the operator.', next: 'resolve_as_unsent' }
}
