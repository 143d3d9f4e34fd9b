import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { federalReserve } from '../../calendars/calendar.ts'
import { daysBetween } from '../../calendars/days.ts'
import { isBefore } from '../../calendars/zone.ts'
import { anyDay, day, etText } from '../testing.ts'
import { achRules } from './facts/ach_rules.ts'
import { achFinality, type FinalityAsked, returnInTime } from './finality.ts'

function finality(settled_on: string, sec: string, more: Partial<FinalityAsked> = {}): string {
  const found = achFinality({ settled_on: day(settled_on), sec, direction: 'debit', ...more })
  return [
    `return ${etText(found.return_window_closes_at)}`,
    `unauthorized ${found.unauthorized_window_closes_on} (${etText(found.unauthorized_window_closes_at)})`,
  ].join(', ')
}

test('settled on Monday: returns until Wednesday morning, unauthorised ones for sixty days', () => {
  assert.equal(
    finality('2026-11-02', 'PPD'),
    'return 2026-11-04 08:30, unauthorized 2027-01-01 (2027-01-04 08:30)',
  )
})

test('holidays make the short window longer, and not the long one', () => {
  assert.equal(
    finality('2026-11-25', 'WEB'),
    'return 2026-11-30 08:30, unauthorized 2027-01-24 (2027-01-25 08:30)',
  )
})

test('a corporate class is final after two banking days, unless the account is a consumer’s', () => {
  const short = 'return 2026-11-04 08:30, unauthorized 2026-11-04 (2026-11-04 08:30)'
  const long = 'return 2026-11-04 08:30, unauthorized 2027-01-01 (2027-01-04 08:30)'
  assert.equal(finality('2026-11-02', 'CCD'), short)
  assert.equal(finality('2026-11-02', 'CTX'), short)
  assert.equal(finality('2026-11-02', 'CCD', { receiver: 'consumer' }), long)
  assert.equal(finality('2026-11-02', 'IAT'), long)
  assert.equal(finality('2026-11-02', 'IAT', { receiver: 'corporate' }), short)
  assert.equal(finality('2026-11-02', '???'), long)
  assert.equal(finality('2026-11-02', 'PPD', { direction: 'credit' }), short)
})

test('the hour of opening stays on the wall when the clocks change', () => {
  assert.equal(
    achFinality({
      settled_on: day('2026-03-06'),
      sec: 'PPD',
      direction: 'debit',
    }).return_window_closes_at.toString(),
    '2026-03-10T12:30:00Z',
  )
  assert.equal(
    achFinality({
      settled_on: day('2026-10-30'),
      sec: 'PPD',
      direction: 'debit',
    }).return_window_closes_at.toString(),
    '2026-11-03T13:30:00Z',
  )
})

test('a book of one’s own decides', () => {
  const later = achRules.amended([
    {
      name: 'opening_of_business',
      value: 9 * 60,
      unit: 'minute_of_day',
      source: 'our bank',
      effective_from: '2026-01-01',
      review_by: '2027-01-01',
    },
  ])
  const asked = { settled_on: day('2026-11-02'), sec: 'PPD', direction: 'debit' } as const
  assert.equal(etText(achFinality(asked, later).return_window_closes_at), '2026-11-04 09:00')
})

test('a return in time, and one that may be dishonoured as R68', () => {
  const inTime = (code: string, returned_on: string, refused_on?: string): boolean =>
    returnInTime({
      code,
      settled_on: day('2026-11-02'),
      returned_on: day(returned_on),
      ...(refused_on === undefined ? null : { refused_on: day(refused_on) }),
    }).allowed
  assert.equal(inTime('R01', '2026-11-04'), true)
  assert.equal(inTime('R01', '2026-11-05'), false)
  assert.equal(inTime('R10', '2027-01-04'), true)
  assert.equal(inTime('R10', '2027-01-05'), false)
  assert.equal(inTime('R23', '2026-11-17', '2026-11-13'), true)
  assert.equal(inTime('R23', '2026-11-18', '2026-11-13'), false)
  assert.equal(inTime('R06', '2027-10-01'), true)
  assert.equal(inTime('R61', '2026-11-03'), false)
})

test('the windows close in order, and never on a day on which nobody is there', () => {
  const secs = fc.constantFrom('PPD', 'WEB', 'TEL', 'CCD', 'CTX', 'IAT', '???')
  fc.assert(
    fc.property(anyDay, secs, (settled_on, sec) => {
      const found = achFinality({ settled_on, sec, direction: 'debit' })
      assert.equal(federalReserve.bankingDaysBetween(settled_on, found.return_window_closes_on), 2)
      assert.ok(federalReserve.isBankingDay(found.return_window_closes_on))
      assert.ok(!isBefore(found.unauthorized_window_closes_at, found.return_window_closes_at))
      if (found.unauthorized_window === '60_calendar_days')
        assert.equal(daysBetween(settled_on, found.unauthorized_window_closes_on), 60)
    }),
    { numRuns: 200 },
  )
})
