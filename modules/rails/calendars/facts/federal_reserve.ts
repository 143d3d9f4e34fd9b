import type { CalendarFacts } from '../calendar.ts'
import type { HolidayRule, Occurs } from '../holidays.ts'

const source = 'Federal Reserve holiday schedule: a Sunday is observed on Monday, a Saturday not at all [K]'
const rule = (name: string, occurs: Occurs, from_year: number | null = null, why = source): HolidayRule => ({
  name,
  occurs,
  observed: 'sunday_to_monday',
  from_year,
  until_year: null,
  source: why,
})

export const federalReserveFacts: CalendarFacts = {
  name: 'federal_reserve',
  weekend: 'saturday_sunday',
  source,
  effective_from: '1986-01-20',
  review_by: '2027-12-31',
  rules: [
    rule('New Year’s Day', { kind: 'fixed', month: 1, day: 1 }),
    rule('Martin Luther King Jr. Day', { kind: 'nth', month: 1, weekday: 1, nth: 3 }, 1986),
    rule('Presidents’ Day', { kind: 'nth', month: 2, weekday: 1, nth: 3 }),
    rule('Memorial Day', { kind: 'last', month: 5, weekday: 1 }),
    rule(
      'Juneteenth',
      { kind: 'fixed', month: 6, day: 19 },
      2022,
      'A federal holiday by the law of 2021-06-17; that year it fell on a Saturday, so the Fed first closed for it in 2022 [K]',
    ),
    rule('Independence Day', { kind: 'fixed', month: 7, day: 4 }),
    rule('Labor Day', { kind: 'nth', month: 9, weekday: 1, nth: 1 }),
    rule('Columbus Day', { kind: 'nth', month: 10, weekday: 1, nth: 2 }),
    rule('Veterans Day', { kind: 'fixed', month: 11, day: 11 }),
    rule('Thanksgiving Day', { kind: 'nth', month: 11, weekday: 4, nth: 4 }),
    rule('Christmas Day', { kind: 'fixed', month: 12, day: 25 }),
  ],
  // Days of national mourning (2018-12-05, 2025-01-09) closed offices and exchanges, and not the Fed’s payment services.
  exceptions: [],
}
