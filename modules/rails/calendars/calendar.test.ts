// Goal: banks rest on the days they publish. Method: lists written from the published ones, not from our rules.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../../../kernel/world.ts'
import {
  type BankingCalendar,
  createCalendar,
  federalReserve,
  joinCalendars,
  target,
  unitedKingdom,
} from './calendar.ts'
import { dayAt, daysBetween, plusDays, weekdayOf } from './days.ts'
import { federalReserveFacts } from './facts/federal_reserve.ts'
import { targetFacts } from './facts/target.ts'
import { unitedKingdomFacts } from './facts/united_kingdom.ts'

const day = (text: string): Day => text as Day

/** Days of a year, Monday to Friday, on which a calendar is closed. */
function closedWeekdays(calendar: BankingCalendar, year: number): string {
  const found: string[] = []
  for (let one = dayAt(year, 1, 1); one.startsWith(`${year}`); one = plusDays(one, 1))
    if (weekdayOf(one) <= 5 && !calendar.isBankingDay(one)) found.push(one.slice(5))
  return found.join(' ')
}

const published: readonly (readonly [BankingCalendar, Readonly<Record<number, string>>])[] = [
  [
    federalReserve,
    {
      2020: '01-01 01-20 02-17 05-25 09-07 10-12 11-11 11-26 12-25',
      2021: '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25',
      2022: '01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26',
      2023: '01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-23 12-25',
      2024: '01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25',
      2025: '01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25',
      2026: '01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25',
      2027: '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25',
      2028: '01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-23 12-25',
    },
  ],
  [
    target,
    {
      2001: '01-01 04-13 04-16 05-01 12-25 12-26 12-31',
      2019: '01-01 04-19 04-22 05-01 12-25 12-26',
      2020: '01-01 04-10 04-13 05-01 12-25',
      2021: '01-01 04-02 04-05',
      2022: '04-15 04-18 12-26',
      2023: '04-07 04-10 05-01 12-25 12-26',
      2024: '01-01 03-29 04-01 05-01 12-25 12-26',
      2025: '01-01 04-18 04-21 05-01 12-25 12-26',
      2026: '01-01 04-03 04-06 05-01 12-25',
      2027: '01-01 03-26 03-29',
    },
  ],
  [
    unitedKingdom,
    {
      2002: '01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26',
      2011: '01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27',
      2012: '01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26',
      2020: '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28',
      2021: '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28',
      2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
      2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
      2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
      2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
      2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
      2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
    },
  ],
]
for (const [calendar, years] of published)
  test(`${calendar.name} closes on its published days`, () => {
    for (const [year, expected] of Object.entries(years))
      assert.equal(closedWeekdays(calendar, Number(year)), expected, year)
  })

test('the Fed observes a Sunday on Monday and a Saturday not at all', () => {
  assert.equal(federalReserve.closedFor(day('2026-07-03')), undefined)
  assert.equal(federalReserve.closedFor(day('2026-07-04')), 'weekend')
  assert.equal(federalReserve.closedFor(day('2027-07-05')), 'Independence Day (observed)')
  assert.equal(federalReserve.closedFor(day('2021-12-24')), undefined)
  assert.equal(federalReserve.closedFor(day('2021-12-31')), undefined)
})

test('Juneteenth is kept from 2022, and days of mourning are banking days', () => {
  assert.equal(federalReserve.isBankingDay(day('2020-06-19')), true)
  assert.equal(federalReserve.isBankingDay(day('2021-06-18')), true)
  assert.equal(federalReserve.closedFor(day('2022-06-20')), 'Juneteenth (observed)')
  assert.equal(federalReserve.isBankingDay(day('2018-12-05')), true)
  assert.equal(federalReserve.isBankingDay(day('2025-01-09')), true)
})

test('TARGET works on holidays of countries, and the UK on TARGET’s first of May', () => {
  assert.equal(target.isBankingDay(day('2026-07-14')), true)
  assert.equal(target.isBankingDay(day('2024-10-03')), true)
  assert.equal(target.closedFor(day('2026-05-01')), 'Labour Day')
  assert.equal(unitedKingdom.isBankingDay(day('2026-05-01')), true)
})

test('banking days are counted from the day after', () => {
  assert.equal(federalReserve.addBankingDays(day('2026-12-24'), 1), '2026-12-28')
  assert.equal(federalReserve.addBankingDays(day('2026-12-26'), 1), '2026-12-28')
  assert.equal(federalReserve.addBankingDays(day('2026-12-26'), 0), '2026-12-28')
  assert.equal(federalReserve.addBankingDays(day('2026-12-28'), -1), '2026-12-24')
  assert.equal(target.addBankingDays(day('2026-04-02'), 2), '2026-04-08')
  assert.equal(federalReserve.bankingDaysBetween(day('2025-12-31'), day('2026-12-31')), 251)
  assert.equal(target.bankingDaysBetween(day('2024-12-31'), day('2025-12-31')), 255)
})

test('a joined calendar is open when all are', () => {
  const both = joinCalendars([federalReserve, target])
  assert.equal(both.closedFor(day('2026-04-03')), 'Good Friday')
  assert.equal(both.closedFor(day('2026-11-26')), 'Thanksgiving Day')
  assert.equal(both.isBankingDay(day('2026-11-27')), true)
})

test('weekends are what a calendar says, and exceptions come before them', () => {
  const gulf = createCalendar({
    ...targetFacts,
    name: 'gulf',
    weekend: 'friday_saturday',
    rules: [],
    exceptions: [{ day: '2026-01-02', is_open: true, name: 'a working Friday', source: 'a test' }],
  })
  assert.equal(gulf.isBankingDay(day('2026-01-02')), true)
  assert.equal(gulf.closedFor(day('2026-01-03')), 'weekend')
  assert.equal(gulf.isBankingDay(day('2026-01-04')), true)
  const always = createCalendar({
    ...targetFacts,
    name: 'always',
    weekend: 'none',
    rules: [],
    exceptions: [],
  })
  assert.equal(always.addBankingDays(day('2026-01-02'), 3), '2026-01-05')
})

test('a calendar without any banking day is found out', () => {
  const never = createCalendar({
    ...targetFacts,
    exceptions: Array.from({ length: 60 }, (_, index) => ({
      day: plusDays(day('2026-02-01'), index),
      is_open: false,
      name: 'closed',
      source: 'a test',
    })),
  })
  assert.throws(() => never.nextBankingDay(day('2026-02-01')), /has a banking day near/)
})

test('every rule and exception of a calendar says where it comes from, and stands once', () => {
  for (const facts of [federalReserveFacts, targetFacts, unitedKingdomFacts]) {
    const names = facts.rules.map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
    assert.equal(new Set(facts.exceptions.map((one) => one.day)).size, facts.exceptions.length)
    for (const one of [...facts.rules, ...facts.exceptions]) assert.notEqual(one.source, '')
  }
  assert.equal(federalReserveFacts.rules.length, 11)
  assert.equal(targetFacts.rules.length, 6)
  assert.equal(unitedKingdomFacts.rules.length, 8)
})

const days = fc.integer({ min: 0, max: 365 * 12 }).map((count) => plusDays(day('2019-01-01'), count))
const calendars = fc.constantFrom(federalReserve, target, unitedKingdom)

test('adding banking days lands on one, counts right, and goes back the same way', () => {
  fc.assert(
    fc.property(calendars, days, fc.integer({ min: 1, max: 40 }), (calendar, from, count) => {
      const later = calendar.addBankingDays(from, count)
      assert.equal(calendar.isBankingDay(later), true)
      assert.equal(calendar.bankingDaysBetween(from, later), count)
      assert.equal(calendar.bankingDaysBetween(later, from), -count)
      assert.ok(daysBetween(from, later) >= count)
      const start = calendar.onOrAfter(from)
      assert.equal(calendar.addBankingDays(calendar.addBankingDays(start, count), -count), start)
      assert.ok(calendar.addBankingDays(plusDays(from, 1), count) >= later)
    }),
    { numRuns: 200 },
  )
})

test('the days around a day are its neighbours', () => {
  fc.assert(
    fc.property(calendars, days, (calendar, one) => {
      const next = calendar.nextBankingDay(one)
      const previous = calendar.previousBankingDay(one)
      assert.ok(previous < one && one < next)
      assert.equal(calendar.bankingDaysBetween(previous, next), calendar.isBankingDay(one) ? 2 : 1)
      assert.equal(calendar.onOrAfter(one), calendar.isBankingDay(one) ? one : next)
      assert.equal(calendar.onOrBefore(one), calendar.isBankingDay(one) ? one : previous)
    }),
    { numRuns: 200 },
  )
})
