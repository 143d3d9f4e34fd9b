import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, federalReserve } from '../../calendars/calendar.ts'
import { laterDay, plusDays } from '../../calendars/days.ts'
import { readAchChangeCode } from '../../codes/ach.ts'
import type { RuleBook } from '../rule_book.ts'
import { refuse, throughDay, type Verdict } from '../verdict.ts'
import { type AchRule, achRules } from './facts/ach_rules.ts'

export type NocDueAsked = {
  /** When the originator was told of the change. */
  readonly received_on: Day
  /** The effective entry date of the next entry to the account, where one is planned. */
  readonly next_entry_on: Day | null
}
/** By when the originator must have made the change: six banking days, or before the next entry if that is later. */
export type NocDue = { readonly due_on: Day; readonly rule: string; readonly source: string }

export function nocDue(
  { received_on, next_entry_on }: NocDueAsked,
  rules: RuleBook<AchRule> = achRules,
  calendar: BankingCalendar = federalReserve,
): NocDue {
  const { value, source } = rules.on('noc_by_originator', received_on)
  const sixth = calendar.addBankingDays(received_on, value)
  // Before the next entry is the last day before it.
  const before = next_entry_on === null ? sixth : plusDays(next_entry_on, -1)
  return { due_on: laterDay(sixth, before), rule: 'ach.noc.apply', source }
}

/** By when the banks pass a change on: the RDFI after settlement of the entry, the ODFI after it had the notification. */
export function nocPassedOnBy(
  by: 'rdfi' | 'odfi',
  from: Day,
  rules: RuleBook<AchRule> = achRules,
  calendar: BankingCalendar = federalReserve,
): Day {
  return calendar.addBankingDays(from, rules.on(by === 'rdfi' ? 'noc_by_rdfi' : 'noc_by_odfi', from).value)
}

/** Whether the ODFI may still refuse a notification of change, with one of C61 to C69. */
export function mayRefuseNoc(
  asked: { readonly code: string; readonly received_on: Day; readonly on: Day },
  rules: RuleBook<AchRule> = achRules,
): Verdict {
  const { code, received_on, on } = asked
  const window = rules.on('noc_refusal_window', received_on)
  if (!readAchChangeCode(code).is_refusal)
    return refuse('ach.noc.refusal_code', `${code} does not refuse a change.`, window.source)
  const because = `Within ${window.value} days.`
  return throughDay(on, plusDays(received_on, window.value), 'ach.noc.refusal', because, window.source)
}
