import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, federalReserve } from '../../calendars/calendar.ts'
import { earlierOf, endOfWallDay, isBefore } from '../../calendars/zone.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, type Verdict } from '../verdict.ts'
import { type AchRule, achRules } from './facts/ach_rules.ts'
import type { AchDirection } from './facts/windows.ts'
import { ACH_ZONE } from './zone.ts'

export const reversalReasons = [
  'duplicate',
  'wrong_receiver',
  'wrong_amount',
  'debit_earlier_than_intended',
  'credit_later_than_intended',
] as const
export type ReversalReason = (typeof reversalReasons)[number]

export type ReverseAsked = {
  /** Any other reason is refused. */
  readonly reason: string
  /** Of the entry that is to be undone. */
  readonly direction: AchDirection
  readonly settled_on: Day
  readonly discovered_at: Temporal.Instant
  readonly at: Temporal.Instant
  readonly is_reversed: boolean
}
export type ReverseVerdict = Verdict<Temporal.Instant> & { readonly description: 'REVERSAL' }

const isReason = (text: string): text is ReversalReason =>
  (reversalReasons as readonly string[]).includes(text)

/**
 * Whether an entry may be reversed at an instant: for one of five mistakes, within 24 hours of its discovery and by the
 * end of the fifth banking day after settlement. `until` is the earlier of the two. A reversal can itself come back.
 */
export function mayReverse(
  asked: ReverseAsked,
  rules: RuleBook<AchRule> = achRules,
  calendar: BankingCalendar = federalReserve,
): ReverseVerdict {
  return { ...reversal(asked, rules, calendar), description: 'REVERSAL' }
}

function reversal(
  asked: ReverseAsked,
  rules: RuleBook<AchRule>,
  calendar: BankingCalendar,
): Verdict<Temporal.Instant> {
  const { settled_on, discovered_at, at } = asked
  const window = rules.on('reversal_window', settled_on)
  const notice = rules.on('reversal_notice', settled_on)
  const lastDay = calendar.addBankingDays(settled_on, window.value)
  const windowEnds = endOfWallDay(lastDay, ACH_ZONE)
  const noticeEnds = discovered_at.add({ hours: notice.value })
  const until = earlierOf(windowEnds, noticeEnds)
  const { source } = window
  const no = (rule: string, because: string): Verdict<Temporal.Instant> =>
    refuse(rule, because, source, { until })
  if (asked.is_reversed) return no('ach.reversal.once', 'It was reversed already.')
  if (!isReason(asked.reason)) return no('ach.reversal.reason', 'Nacha allows no reversal for that reason.')
  const fault = directionFault(asked.reason, asked.direction)
  if (fault !== undefined) return no('ach.reversal.reason', fault)
  if (!isBefore(at, windowEnds))
    return no('ach.reversal.window', `The ${window.value} banking days ended with ${lastDay}.`)
  if (!isBefore(at, noticeEnds))
    return no('ach.reversal.notice', `More than ${notice.value} hours since it was discovered.`)
  const because = `Within ${window.value} banking days and ${notice.value} hours of the discovery.`
  return allow('ach.reversal.window', because, source, { until })
}

function directionFault(reason: ReversalReason, direction: AchDirection): string | undefined {
  if (reason === 'debit_earlier_than_intended' && direction !== 'debit') return 'It was no debit.'
  if (reason === 'credit_later_than_intended' && direction !== 'credit') return 'It was no credit.'
  return undefined
}
