import type { CalendarFacts } from '../calendar.ts'
import type { HolidayRule, Occurs } from '../holidays.ts'

const source = 'ECB, long-term calendar for TARGET closing days, 2000-12-14, unchanged since'
const rule = (name: string, occurs: Occurs): HolidayRule => ({
  name,
  occurs,
  observed: 'as_it_falls',
  from_year: 2000,
  until_year: null,
  source,
})

export const targetFacts: CalendarFacts = {
  name: 'target',
  weekend: 'saturday_sunday',
  source,
  effective_from: '2000-01-01',
  review_by: '2027-12-31',
  rules: [
    rule('New Year’s Day', { kind: 'fixed', month: 1, day: 1 }),
    rule('Good Friday', { kind: 'easter', offset: -2 }),
    rule('Easter Monday', { kind: 'easter', offset: 1 }),
    rule('Labour Day', { kind: 'fixed', month: 5, day: 1 }),
    rule('Christmas Day', { kind: 'fixed', month: 12, day: 25 }),
    rule('Christmas holiday', { kind: 'fixed', month: 12, day: 26 }),
  ],
  exceptions: [
    {
      day: '2001-12-31',
      is_open: false,
      name: 'Changeover to euro cash',
      source: 'ECB, TARGET calendar of 2001 [K]',
    },
  ],
}
