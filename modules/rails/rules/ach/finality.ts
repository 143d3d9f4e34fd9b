import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, federalReserve } from '../../calendars/calendar.ts'
import { plusDays } from '../../calendars/days.ts'
import { readAchReturnCode, readSec } from '../../codes/ach.ts'
import { type AchRule, achRules } from './facts/ach_rules.ts'
import type { AchDirection } from './facts/windows.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, throughDay, type Verdict } from '../verdict.ts'
import { achInstant } from './zone.ts'

export type FinalityAsked = {
  readonly settled_on: Day
  readonly sec: string
  readonly direction: AchDirection
  /** Whose account was touched, where somebody knows it. A consumer’s account has the long window under any class (R05). */
  readonly receiver?: 'consumer' | 'corporate'
}
/** No news is good news: nothing ever says that an entry succeeded, so three times say how safe it is. */
export type AchFinality = {
  readonly settled_on: Day
  /** A return must reach the ODFI by opening of business on this day. */
  readonly return_window_closes_on: Day
  readonly return_window_closes_at: Temporal.Instant
  /** The 60th calendar day for a consumer’s debit; else the same day as above. */
  readonly unauthorized_window_closes_on: Day
  /** Opening of business of the banking day after the 60th day, when a return sent on that day is there at the latest. */
  readonly unauthorized_window_closes_at: Temporal.Instant
  readonly unauthorized_window: '60_calendar_days' | '2_banking_days'
}

/** The three timestamps of an entry. Source: payment-codes.md 1 and 1.3. */
export function achFinality(
  asked: FinalityAsked,
  rules: RuleBook<AchRule> = achRules,
  calendar: BankingCalendar = federalReserve,
): AchFinality {
  const { settled_on } = asked
  const opens = rules.on('opening_of_business', settled_on).value
  const closes_on = calendar.addBankingDays(settled_on, rules.on('return_window', settled_on).value)
  const closes_at = achInstant(closes_on, opens)
  const common = { settled_on, return_window_closes_on: closes_on, return_window_closes_at: closes_at }
  if (!hasLongWindow(asked))
    return {
      ...common,
      unauthorized_window_closes_on: closes_on,
      unauthorized_window_closes_at: closes_at,
      unauthorized_window: '2_banking_days',
    }
  const last = plusDays(settled_on, rules.on('unauthorized_window', settled_on).value)
  return {
    ...common,
    unauthorized_window_closes_on: last,
    unauthorized_window_closes_at: achInstant(calendar.nextBankingDay(last), opens),
    unauthorized_window: '60_calendar_days',
  }
}

/** A credit cannot be unauthorised by its receiver. A class that fits both is a consumer’s until somebody knows better. */
function hasLongWindow({ sec, direction, receiver }: FinalityAsked): boolean {
  if (direction === 'credit') return false
  if (receiver !== undefined) return receiver === 'consumer'
  return readSec(sec).unauthorized_window !== '2_banking_days'
}

export type ReturnTimingAsked = {
  readonly code: string
  /** Of the original entry. */
  readonly settled_on: Day
  /** The banking day on which the ODFI has the return. */
  readonly returned_on: Day
  /** R23: when the receiver refused. */
  readonly refused_on?: Day
}

/**
 * Whether a return came in time; when not, the ODFI may dishonour it with R68. Codes without a window of days are
 * always in time here: their rule is an agreement, or the operator’s next file.
 */
export function returnInTime(asked: ReturnTimingAsked, calendar: BankingCalendar = federalReserve): Verdict {
  const { code, settled_on, returned_on, refused_on } = asked
  const { window, source } = readAchReturnCode(code)
  const rule = `ach.return.${code}`
  if (!('days' in window)) return allow(rule, `${code} has no window of days.`, source)
  if (window.from === 'return' || window.from === 'dishonor')
    return refuse(rule, `${code} is no return of an entry.`, source)
  const from = window.from === 'refusal' ? (refused_on ?? settled_on) : settled_on
  if (window.kind === 'banking_days')
    return throughDay(
      returned_on,
      calendar.addBankingDays(from, window.days),
      rule,
      `${code}: available to the ODFI by opening of business of banking day ${window.days}.`,
      source,
    )
  // Sent on the last day, it is there on the banking day after it.
  const there = calendar.nextBankingDay(plusDays(from, window.days))
  return throughDay(returned_on, there, rule, `${code}: sent within ${window.days} calendar days.`, source)
}
