import type { CalendarFacts } from '../calendar.ts'
import type { DatedException, HolidayRule, Occurs } from '../holidays.ts'

const source = 'Bank holidays of England and Wales, as published by gov.uk [K]'
const rule = (name: string, occurs: Occurs): HolidayRule => ({
  name,
  occurs,
  observed: 'next_free_weekday',
  from_year: null,
  until_year: null,
  source,
})
const closed = (day: string, name: string): DatedException => ({ day, is_open: false, name, source })
const open = (day: string, name: string): DatedException => ({ day, is_open: true, name, source })

/** Bacs, CHAPS and banks’ own books follow it; Scotland and Northern Ireland have further days of their own. */
export const unitedKingdomFacts: CalendarFacts = {
  name: 'united_kingdom',
  weekend: 'saturday_sunday',
  source,
  effective_from: '1978-05-01',
  review_by: '2027-12-31',
  rules: [
    rule('New Year’s Day', { kind: 'fixed', month: 1, day: 1 }),
    rule('Good Friday', { kind: 'easter', offset: -2 }),
    rule('Easter Monday', { kind: 'easter', offset: 1 }),
    rule('Early May bank holiday', { kind: 'nth', month: 5, weekday: 1, nth: 1 }),
    rule('Spring bank holiday', { kind: 'last', month: 5, weekday: 1 }),
    rule('Summer bank holiday', { kind: 'last', month: 8, weekday: 1 }),
    rule('Christmas Day', { kind: 'fixed', month: 12, day: 25 }),
    rule('Boxing Day', { kind: 'fixed', month: 12, day: 26 }),
  ],
  exceptions: [
    open('1995-05-01', 'Moved to 8 May, fifty years after the war'),
    closed('1995-05-08', 'Early May bank holiday, fifty years after the war'),
    closed('1999-12-31', 'Millennium'),
    open('2002-05-27', 'Moved to 4 June for the Golden Jubilee'),
    closed('2002-06-03', 'Golden Jubilee'),
    closed('2002-06-04', 'Spring bank holiday, moved for the Golden Jubilee'),
    closed('2011-04-29', 'Royal wedding'),
    open('2012-05-28', 'Moved to 4 June for the Diamond Jubilee'),
    closed('2012-06-04', 'Spring bank holiday, moved for the Diamond Jubilee'),
    closed('2012-06-05', 'Diamond Jubilee'),
    open('2020-05-04', 'Moved to 8 May, 75 years after the war'),
    closed('2020-05-08', 'Early May bank holiday, 75 years after the war'),
    open('2022-05-30', 'Moved to 2 June for the Platinum Jubilee'),
    closed('2022-06-02', 'Spring bank holiday, moved for the Platinum Jubilee'),
    closed('2022-06-03', 'Platinum Jubilee'),
    closed('2022-09-19', 'State funeral of Queen Elizabeth II'),
    closed('2023-05-08', 'Coronation of King Charles III'),
  ],
}
