// Goal: day arithmetic is right. Method: published dates, and a second way of reckoning each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../../../kernel/world.ts'
import {
  dayAt,
  daysBetween,
  easterSunday,
  lastWeekday,
  nthWeekday,
  plusDays,
  plusMonths,
  weekdayOf,
} from './days.ts'

const day = (text: string): Day => text as Day

test('Easter falls on its published dates', () => {
  const published = `1954-04-18 1981-04-19 2000-04-23 2001-04-15 2008-03-23 2011-04-24 2015-04-05 2016-03-27
    2017-04-16 2018-04-01 2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09 2024-03-31 2025-04-20 2026-04-05
    2027-03-28 2028-04-16 2029-04-01 2030-04-21 2038-04-25 2049-04-18 2076-04-19`
  for (const text of published.split(/\s+/)) assert.equal(easterSunday(Number(text.slice(0, 4))), text)
})

/** Gauss’s way in the form of Meeus, which shares no step with ours. */
function easterByMeeus(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const sum = h + l - 7 * m + 114
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${year}-${pad(Math.floor(sum / 31))}-${pad((sum % 31) + 1)}`
}

test('Easter of every year from 1900 to 2200 agrees with Meeus', () => {
  for (let year = 1900; year <= 2200; year++) assert.equal(easterSunday(year), easterByMeeus(year))
})

/** Sakamoto’s way; 0 is Sunday. */
function weekdayBySakamoto(text: string): number {
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
  const month = Number(text.slice(5, 7))
  const year = Number(text.slice(0, 4)) - (month < 3 ? 1 : 0)
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  return (year + leaps + (shift[month - 1] ?? 0) + Number(text.slice(8))) % 7
}

test('weekdays agree with Sakamoto, and days count on without gaps', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 80_000 }), (days) => {
      const later = plusDays(day('1990-01-01'), days)
      assert.equal(weekdayOf(later) % 7, weekdayBySakamoto(later))
      assert.equal(daysBetween(day('1990-01-01'), later), days)
      assert.equal(plusDays(later, -days), '1990-01-01')
    }),
    { numRuns: 300 },
  )
})

test('months keep the day of the month, or end with a shorter month', () => {
  assert.equal(plusMonths(day('2023-01-31'), 13), '2024-02-29')
  assert.equal(plusMonths(day('2024-02-29'), 36), '2027-02-28')
  assert.equal(plusMonths(day('2024-03-31'), -1), '2024-02-29')
})

test('the nth and the last weekday of a month', () => {
  assert.equal(nthWeekday(2026, 1, 1, 3), '2026-01-19')
  assert.equal(nthWeekday(2026, 11, 4, 4), '2026-11-26')
  assert.equal(nthWeekday(2024, 9, 1, 1), '2024-09-02')
  assert.equal(lastWeekday(2027, 5, 1), '2027-05-31')
  assert.equal(lastWeekday(2026, 8, 1), '2026-08-31')
})

test('a day that is none is our bug', () => {
  assert.throws(() => dayAt(2026, 2, 30))
})
