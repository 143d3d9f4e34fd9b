import type { Day } from '../../../kernel/world.ts'
import { plusDays } from '../settlement_rules.ts'

/** As much of a banking calendar as matching needs. */
export type Calendar = {
  /** The `count`th banking day after `day`; before it when `count` is negative; with 0 the day itself or the next one. */
  addBankingDays(day: Day, count: number): Day
}
export type Calendars = Readonly<Record<string, Calendar>>

const SATURDAY = 6
const SUNDAY = 0
const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay()
const isWeekend = (day: Day): boolean => [SATURDAY, SUNDAY].includes(weekdayOf(day))

/** Monday to Friday, without holidays: for an account whose bank’s calendar Florin does not have. */
export const weekdays: Calendar = {
  addBankingDays(day, count) {
    const step = count < 0 ? -1 : 1
    let found = day
    if (count === 0) while (isWeekend(found)) found = plusDays(found, 1)
    for (let left = Math.abs(count); left > 0; left--)
      do found = plusDays(found, step)
      while (isWeekend(found))
    return found
  },
}

export type Range = { readonly from: Day; readonly to: Day }

/** So many banking days around a day. Days are asked for again and again, so each is worked out once. */
export function rangesIn(calendar: Calendar, days: number): (on: Day) => Range {
  const known = new Map<Day, Range>()
  return (on) => {
    const found = known.get(on) ?? {
      from: days === 0 ? on : calendar.addBankingDays(on, -days),
      to: days === 0 ? on : calendar.addBankingDays(on, days),
    }
    known.set(on, found)
    return found
  }
}

/** The last day of which `days` banking days are over on `today`: what is of it, or older, has waited so long. */
export const overdueDay = (calendar: Calendar, today: Day, days: number): Day =>
  plusDays(days === 0 ? today : calendar.addBankingDays(today, -days), days === 0 ? 0 : -1)
