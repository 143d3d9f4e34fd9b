import { assert, present } from '../../../kernel/assert.ts'
import { type Day, parseDay } from '../../../kernel/world.ts'

/** 1 is Monday and 7 is Sunday, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

const plain = (day: Day): Temporal.PlainDate => Temporal.PlainDate.from(day)

/** A date of the years 0000 to 9999 as text; a `Bug` beyond. */
export const dayText = (date: Temporal.PlainDate): Day =>
  present(parseDay(date.toString()), `the day ${date.toString()}`)

export const dayAt = (year: number, month: number, day: number): Day =>
  dayText(Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }))

const DAY_MS = 86_400_000
/** Calendars walk from day to day over years: with Temporal a step took ten times as long. */
const dateOf = (day: Day, days = 0): Date => new Date(Date.parse(day) + days * DAY_MS)

export const yearOf = (day: Day): number => Number(day.slice(0, 4))
export const weekdayOf = (day: Day): Weekday => (dateOf(day).getUTCDay() || 7) as Weekday

/** So many calendar days later; earlier when `days` is negative. A `Bug` outside the years 0000 to 9999. */
export function plusDays(day: Day, days: number): Day {
  assert(Number.isInteger(days), 'a whole number of days')
  const text = dateOf(day, days).toISOString()
  return present(parseDay(text.slice(0, text.indexOf('T'))), `the day ${text}`)
}

/** So many months later; the last day of a month that is too short: 31 January and one month is 28 February. */
export const plusMonths = (day: Day, months: number): Day => dayText(plain(day).add({ months }))

/** Calendar days from one to the other; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** The later of two days; ISO dates sort as text. */
export const laterDay = (a: Day, b: Day): Day => (a > b ? a : b)

/** The `nth` such weekday of a month, counted from 1: the 3rd Monday of January. */
export function nthWeekday(year: number, month: number, weekday: Weekday, nth: number): Day {
  const first = dayAt(year, month, 1)
  const ahead = (weekday - weekdayOf(first) + 7) % 7
  return plusDays(first, ahead + (nth - 1) * 7)
}

/** The last such weekday of a month: the last Monday of May. */
export function lastWeekday(year: number, month: number, weekday: Weekday): Day {
  const last = plusDays(plusMonths(dayAt(year, month, 1), 1), -1)
  return plusDays(last, -((weekdayOf(last) - weekday + 7) % 7))
}

/**
 * Easter Sunday of the Gregorian calendar: the Sunday after the first full moon, as the church reckons it, on or after
 * 21 March. The moon repeats every 19 years; a century drops a leap day and moves the moon by the terms below.
 */
export function easterSunday(year: number): Day {
  const century = Math.floor(year / 100)
  const yearOfMoon = year % 19
  const droppedLeapDays = century - Math.floor(century / 4)
  const moonShift = Math.floor((8 * century + 13) / 25)
  const age = (droppedLeapDays - moonShift + 19 * yearOfMoon + 15) % 30
  // Two late moons are brought a day forward, so that no full moon falls twice in one cycle.
  const lateMoon = age === 29 || (age === 28 && yearOfMoon > 10) ? 1 : 0
  const fullMoon = plusDays(dayAt(year, 3, 21), age - lateMoon)
  return plusDays(fullMoon, 7 - (weekdayOf(fullMoon) % 7))
}
