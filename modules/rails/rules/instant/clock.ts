import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, federalReserve } from '../../calendars/calendar.ts'
import { plusDays } from '../../calendars/days.ts'
import { endOfWallDay, isBefore, wallDay, type Zone } from '../../calendars/zone.ts'
import type { InstantRail } from '../../codes/facts/instant_statuses.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, type Verdict } from '../verdict.ts'
import { type InstantRule, type InstantRuleName, instantRules } from './facts/instant_rules.ts'

export const railZones: Readonly<Record<InstantRail, Zone>> = {
  fednow: 'America/New_York',
  rtp: 'America/New_York',
  sct_inst: 'Europe/Brussels',
}

/** The moments in the life of a payment that was sent. */
export type InstantClock = {
  readonly sent_at: Temporal.Instant
  /** When the receiver must have answered, where the rail says so from the sending; else its part of the clock. */
  readonly receiver_answer_ms: number
  /** From here on silence is an unknown outcome. SCT Inst: the originator’s funds are restored. */
  readonly ends_at: Temporal.Instant
  /** A status may be asked for from here on, and before the other. */
  readonly query_from: Temporal.Instant
  readonly query_until: Temporal.Instant
}

const number = (
  rules: RuleBook<InstantRuleName>,
  rail: InstantRail,
  name: InstantRule extends `${InstantRail}_${infer Rest}` ? Rest : never,
  day: Day,
) => rules.on(`${rail}_${name}`, day)

/**
 * The clock of a payment. `query_until` is the end of the last day on which the network still looks for it: the day
 * after it was sent, by the rail’s wall clock.
 */
export function instantClock(
  rail: InstantRail,
  sent_at: Temporal.Instant,
  rules: RuleBook<InstantRuleName> = instantRules,
): InstantClock {
  const zone = railZones[rail]
  const day = wallDay(sent_at, zone)
  const ms = (name: 'clock' | 'receiver_answer' | 'query_wait') => number(rules, rail, name, day).value
  const ends_at = sent_at.add({ milliseconds: ms('clock') })
  return {
    sent_at,
    receiver_answer_ms: ms('receiver_answer'),
    ends_at,
    query_from: ends_at.add({ milliseconds: ms('query_wait') }),
    query_until: endOfWallDay(plusDays(day, number(rules, rail, 'query_days_back', day).value), zone),
  }
}

export type QueryAsked = {
  readonly rail: InstantRail
  readonly sent_at: Temporal.Instant
  readonly at: Temporal.Instant
  /** When the last pacs.028 for this payment was sent; null: none yet. */
  readonly last_query_at: Temporal.Instant | null
}

/** Whether a pacs.028 may be sent: not before the clock and a few seconds are over, and while the network looks back. */
export function mayQuery(
  { rail, sent_at, at, last_query_at }: QueryAsked,
  rules: RuleBook<InstantRuleName> = instantRules,
): Verdict<Temporal.Instant> {
  const clock = instantClock(rail, sent_at, rules)
  const day = wallDay(sent_at, railZones[rail])
  const wait = number(rules, rail, 'requery_wait', day)
  const back = number(rules, rail, 'query_days_back', day)
  const until = clock.query_until
  const again = last_query_at?.add({ milliseconds: wait.value })
  const from = again !== undefined && isBefore(clock.query_from, again) ? again : clock.query_from
  const bounds = { from, until }
  const source = number(rules, rail, 'clock', day).source
  if (!isBefore(at, until))
    return refuse(`instant.${rail}.look_back`, 'The network no longer looks for it.', back.source, bounds)
  if (isBefore(at, clock.query_from))
    return refuse(`instant.${rail}.clock`, 'Its own clock has not run out.', source, bounds)
  if (isBefore(at, from))
    return refuse(`instant.${rail}.requery`, 'The last query was just sent.', wait.source, bounds)
  return allow(`instant.${rail}.query`, 'The clock ran out without an answer.', source, bounds)
}

/**
 * By when a payment that was accepted without posting (ACWP) must be accepted or rejected: before this instant, the
 * midnight at the end of the next business day in New York. Then it is pending (PDNG). SCT Inst has no such status: null.
 */
export function acwpDue(
  rail: InstantRail,
  accepted_at: Temporal.Instant,
  rules: RuleBook<InstantRuleName> = instantRules,
  calendar: BankingCalendar = federalReserve,
): Temporal.Instant | null {
  if (rail === 'sct_inst') return null
  const day = wallDay(accepted_at, railZones[rail])
  return endOfWallDay(calendar.addBankingDays(day, rules.on(`${rail}_acwp`, day).value), railZones[rail])
}
