import type { Day } from '../../../kernel/world.ts'
import { dayAt, easterSunday, lastWeekday, nthWeekday, plusDays, type Weekday, weekdayOf } from './days.ts'

/** When a holiday falls, before anybody moves it. */
export type Occurs =
  | { readonly kind: 'fixed'; readonly month: number; readonly day: number }
  | { readonly kind: 'nth'; readonly month: number; readonly weekday: Weekday; readonly nth: number }
  | { readonly kind: 'last'; readonly month: number; readonly weekday: Weekday }
  | { readonly kind: 'easter'; readonly offset: number }

/**
 * `as_it_falls`: lost on a weekend. `sunday_to_monday`: lost on a Saturday only. `next_free_weekday`: moved to the next
 * day that is neither of a weekend nor a holiday itself.
 */
export type Observed = 'as_it_falls' | 'sunday_to_monday' | 'next_free_weekday'

export type HolidayRule = {
  readonly name: string
  readonly occurs: Occurs
  readonly observed: Observed
  /** First and last year in which it is kept; null: as far as anybody looks. */
  readonly from_year: number | null
  readonly until_year: number | null
  readonly source: string
}
/** A single day on which the calendar does not follow its rules. */
export type DatedException = {
  readonly day: string
  /** True: a holiday by rule, or a day of a weekend, on which banks work. */
  readonly is_open: boolean
  readonly name: string
  readonly source: string
}

function dayOfRule(occurs: Occurs, year: number): Day {
  switch (occurs.kind) {
    case 'fixed':
      return dayAt(year, occurs.month, occurs.day)
    case 'nth':
      return nthWeekday(year, occurs.month, occurs.weekday, occurs.nth)
    case 'last':
      return lastWeekday(year, occurs.month, occurs.weekday)
    case 'easter':
      return plusDays(easterSunday(year), occurs.offset)
  }
}

const isKept = ({ from_year, until_year }: HolidayRule, year: number): boolean =>
  (from_year === null || year >= from_year) && (until_year === null || year <= until_year)

/** The days of a year that are holidays by rule, as they are kept, with their names. */
export function holidaysOf(
  rules: readonly HolidayRule[],
  year: number,
  weekend: ReadonlySet<Weekday>,
): Map<Day, string> {
  const falls = rules
    .filter((rule) => isKept(rule, year))
    .map((rule) => ({ rule, day: dayOfRule(rule.occurs, year) }))
  const isWeekend = (day: Day): boolean => weekend.has(weekdayOf(day))
  const kept = new Map<Day, string>()
  // Those that stay where they fall come first: a substitute day looks for a day that none of them takes.
  for (const { rule, day } of falls) if (!isWeekend(day)) kept.set(day, rule.name)
  for (const { rule, day } of falls) {
    if (!isWeekend(day)) continue
    const observed = observedOn(rule.observed, day, (other) => isWeekend(other) || kept.has(other))
    if (observed !== undefined) kept.set(observed, `${rule.name} (observed)`)
  }
  return kept
}

function observedOn(observed: Observed, day: Day, isTaken: (day: Day) => boolean): Day | undefined {
  if (observed === 'as_it_falls') return undefined
  if (observed === 'sunday_to_monday') return weekdayOf(day) === 7 ? plusDays(day, 1) : undefined
  let next = plusDays(day, 1)
  while (isTaken(next)) next = plusDays(next, 1)
  return next
}
