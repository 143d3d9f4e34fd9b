import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, federalReserve } from '../../calendars/calendar.ts'
import { readAchReturnCode } from '../../codes/ach.ts'
import type { RuleBook } from '../rule_book.ts'
import { refuse, throughDay, type Verdict } from '../verdict.ts'
import { type AchRule, achRules } from './facts/ach_rules.ts'

export type DishonorAsked = {
  /** R61 to R70. */
  readonly code: string
  readonly return_settled_on: Day
  readonly on: Day
}

/** Whether the ODFI may still dishonour a return: within five banking days of its settlement. */
export function mayDishonor(
  { code, return_settled_on, on }: DishonorAsked,
  rules: RuleBook<AchRule> = achRules,
  calendar: BankingCalendar = federalReserve,
): Verdict {
  const window = rules.on('dishonor_window', return_settled_on)
  if (readAchReturnCode(code).by !== 'odfi')
    return refuse('ach.dishonor.code', `${code} does not dishonour a return.`, window.source)
  const until = calendar.addBankingDays(return_settled_on, window.value)
  const because = `Within ${window.value} banking days of the settlement of the return.`
  return throughDay(on, until, 'ach.dishonor.window', because, window.source)
}

export type ContestAsked = {
  /** R71 to R77. */
  readonly code: string
  /** R61 to R70. */
  readonly dishonor_code: string
  readonly dishonor_settled_on: Day
  readonly on: Day
}

/** Whether the RDFI may contest, or correct, a dishonoured return: within two banking days, with a code that answers it. */
export function mayContest(
  { code, dishonor_code, dishonor_settled_on, on }: ContestAsked,
  rules: RuleBook<AchRule> = achRules,
  calendar: BankingCalendar = federalReserve,
): Verdict {
  const window = rules.on('contest_window', dishonor_settled_on)
  if (!readAchReturnCode(dishonor_code).answers.includes(code))
    return refuse('ach.contest.code', `${code} does not answer ${dishonor_code}.`, window.source)
  const until = calendar.addBankingDays(dishonor_settled_on, window.value)
  const because = `Within ${window.value} banking days of the settlement of the dishonour.`
  return throughDay(on, until, 'ach.contest.window', because, window.source)
}
