import { assert, present } from '../../../kernel/assert.ts'
import { type Day, parseDay } from '../../../kernel/world.ts'
import type { Provenance } from '../cards/dated.ts'
import { plusDays, type Weekday, weekdayOf, yearOf } from './days.ts'
import { federalReserveFacts } from './facts/federal_reserve.ts'
import { targetFacts } from './facts/target.ts'
import { unitedKingdomFacts } from './facts/united_kingdom.ts'
import { type WeekendPattern, weekendPatterns } from './facts/weekends.ts'
import { type DatedException, type HolidayRule, holidaysOf } from './holidays.ts'

export type CalendarFacts = Provenance & {
  readonly name: string
  readonly weekend: WeekendPattern
  readonly rules: readonly HolidayRule[]
  readonly exceptions: readonly DatedException[]
}

/** The days on which a rail moves money. Pure: the same day has the same answer for ever. */
export type BankingCalendar = {
  readonly name: string
  isBankingDay(day: Day): boolean
  /** The holiday’s name, or `weekend`; undefined on a banking day. */
  closedFor(day: Day): string | undefined
  /** Strictly after and strictly before. */
  nextBankingDay(day: Day): Day
  previousBankingDay(day: Day): Day
  /** The day itself when banks work on it. */
  onOrAfter(day: Day): Day
  onOrBefore(day: Day): Day
  /**
   * The `count`th banking day after `day`, which need not be one; before it when `count` is negative. With 0 the day
   * itself, or the next banking day.
   */
  addBankingDays(day: Day, count: number): Day
  /** Banking days after `from` up to and with `to`; negative when `to` is the earlier one. */
  bankingDaysBetween(from: Day, to: Day): number
}

/** No rail closes for longer; a calendar that has no banking day in so many is a mistake in its rows. */
const CLOSED_DAYS_MAX = 31
const BANKING_DAYS_MAX = 10_000

/** A calendar of rules and dated exceptions, such as a bank’s own. */
export function createCalendar(facts: CalendarFacts): BankingCalendar {
  const weekend = new Set<Weekday>(weekendPatterns[facts.weekend])
  const exceptions = new Map(
    facts.exceptions.map((one) => [present(parseDay(one.day), `the day ${one.day}`), one] as const),
  )
  // A year’s holidays are worked out once. There are 10,000 years at most.
  const years = new Map<number, Map<Day, string>>()
  function holidays(year: number): Map<Day, string> {
    const known = years.get(year) ?? holidaysOf(facts.rules, year, weekend)
    years.set(year, known)
    return known
  }
  return calendarOf(facts.name, (day) => {
    const exception = exceptions.get(day)
    if (exception !== undefined) return exception.is_open ? undefined : exception.name
    return weekend.has(weekdayOf(day)) ? 'weekend' : holidays(yearOf(day)).get(day)
  })
}

/** Open when all of them are: for a movement between two countries. */
export const joinCalendars = (calendars: readonly BankingCalendar[]): BankingCalendar =>
  calendarOf(calendars.map(({ name }) => name).join('+'), (day) =>
    calendars.map((one) => one.closedFor(day)).find((why) => why !== undefined),
  )

function calendarOf(name: string, closedFor: BankingCalendar['closedFor']): BankingCalendar {
  const isBankingDay = (day: Day): boolean => closedFor(day) === undefined
  function seek(day: Day, step: 1 | -1): Day {
    let next = day
    for (let days = 0; !isBankingDay(next); days++) {
      assert(days < CLOSED_DAYS_MAX, `${name} has a banking day near ${day}`)
      next = plusDays(next, step)
    }
    return next
  }
  const nextBankingDay = (day: Day): Day => seek(plusDays(day, 1), 1)
  const previousBankingDay = (day: Day): Day => seek(plusDays(day, -1), -1)
  function addBankingDays(day: Day, count: number): Day {
    assert(Number.isInteger(count) && Math.abs(count) <= BANKING_DAYS_MAX, 'a whole number of banking days')
    if (count === 0) return seek(day, 1)
    let found = day
    for (let left = Math.abs(count); left > 0; left--)
      found = count > 0 ? nextBankingDay(found) : previousBankingDay(found)
    return found
  }
  function bankingDaysBetween(from: Day, to: Day): number {
    if (from > to) return -bankingDaysBetween(to, from)
    let count = 0
    for (let day = from; day < to; ) {
      day = plusDays(day, 1)
      if (isBankingDay(day)) count++
    }
    return count
  }
  return {
    name,
    isBankingDay,
    closedFor,
    nextBankingDay,
    previousBankingDay,
    onOrAfter: (day) => seek(day, 1),
    onOrBefore: (day) => seek(day, -1),
    addBankingDays,
    bankingDaysBetween,
  }
}

/** FedACH, Fedwire, and the business days that FedNow and RTP count. */
export const federalReserve = createCalendar(federalReserveFacts)
/** The banking days of SEPA, whatever is a holiday in a country. */
export const target = createCalendar(targetFacts)
export const unitedKingdom = createCalendar(unitedKingdomFacts)
