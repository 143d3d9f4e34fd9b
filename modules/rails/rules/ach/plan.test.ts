// Goal: an entry goes into the right file and settles on the right day. Method: tables by the Fed’s schedule, then
// properties over any second of four years.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { federalReserve } from '../../calendars/calendar.ts'
import { instantAt, isBefore, wallDay } from '../../calendars/zone.ts'
import { plusDays } from '../../calendars/days.ts'
import { anyInstant, day, et, etText } from '../testing.ts'
import type { AchDirection } from './facts/windows.ts'
import { type AchPlanAsked, type AchWish, operatorSettlementDate, planAch } from './plan.ts'

type More = Partial<Omit<AchPlanAsked, 'at' | 'wish'>>
const ask = (at: Temporal.Instant, wish: AchWish, more: More = {}): AchPlanAsked => ({
  at,
  wish,
  direction: 'credit',
  amount: 10_000n,
  sec: 'PPD',
  lead_minutes: 15,
  ...more,
})
function plan(at: string, wish: AchWish, more: More = {}): string {
  const { window, file_cutoff_at, settles_at, not_same_day, moved } = planAch(ask(et(at), wish, more))
  const why = [not_same_day?.rule.replace('ach.same_day.', 'not today: ') ?? '', moved ?? ''].filter(Boolean)
  return [window, `by ${etText(file_cutoff_at)}`, `settles ${etText(settles_at)}`, ...why].join(', ')
}
/** Thanksgiving week of 2026: Monday is the 23rd, the 26th a holiday. */
const NIGHT = 'future_dated_evening'

test('same day: the first window whose own cut-off is still ahead', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['2026-11-23 09:00', 'same_day_1, by 2026-11-23 10:15, settles 2026-11-23 13:00'],
    ['2026-11-23 10:14', 'same_day_1, by 2026-11-23 10:15, settles 2026-11-23 13:00'],
    ['2026-11-23 10:15', 'same_day_2, by 2026-11-23 14:30, settles 2026-11-23 17:00'],
    ['2026-11-23 14:30', 'same_day_3, by 2026-11-23 16:30, settles 2026-11-23 18:00'],
    [
      '2026-11-23 16:30',
      `${NIGHT}, by 2026-11-23 22:30, settles 2026-11-24 08:30, not today: after_last_window`,
    ],
  ]
  for (const [at, expected] of cases) assert.equal(plan(at, 'same_day'), expected, at)
})

test('same day before the night window closes: it settles at 08:30 of the same day', () => {
  assert.equal(
    plan('2026-11-24 01:00', 'same_day'),
    'future_dated_overnight, by 2026-11-24 02:00, settles 2026-11-24 08:30',
  )
})

test('leads of 15 and 30 minutes give the cut-offs that Column and Moov publish', () => {
  const cutoffs = (lead_minutes: number): string =>
    ['00:30', '09:00', '12:00', '15:00']
      .map((time) => planAch(ask(et(`2026-11-24 ${time}`), 'same_day', { lead_minutes })))
      .map(({ file_cutoff_at }) => etText(file_cutoff_at))
      .map((text) => text.slice(11))
      .join(' ')
  assert.equal(cutoffs(15), '02:00 10:15 14:30 16:30')
  assert.equal(cutoffs(30), '01:45 10:00 14:15 16:15')
})

test('same day is refused for what is not eligible, and says why', () => {
  const next = `${NIGHT}, by 2026-11-23 22:30, settles 2026-11-24 08:30, not today: `
  const at = '2026-11-23 09:00'
  assert.equal(plan(at, 'same_day', { sec: 'IAT' }), `${next}sec`)
  assert.equal(plan(at, 'same_day', { sec: 'ENR' }), `${next}sec`)
  assert.equal(plan(at, 'same_day', { amount: 100_000_001n }), `${next}amount`)
  assert.equal(plan(at, 'same_day', { amount: 0n, is_prenote: true }), `${next}prenote`)
  assert.match(plan(at, 'same_day', { amount: 100_000_000n }), /^same_day_1/)
})

test('same day on a weekend or a holiday takes a same-day window of the next banking day', () => {
  assert.equal(
    plan('2026-11-21 12:00', 'same_day'),
    'same_day_1, by 2026-11-23 10:15, settles 2026-11-23 13:00, not today: weekend',
  )
  assert.equal(
    plan('2026-11-26 12:00', 'same_day'),
    'same_day_1, by 2026-11-27 10:15, settles 2026-11-27 13:00, not today: holiday',
  )
})

test('the dated limit: 25,000, then 100,000, then 1,000,000 dollars; debits a year after credits', () => {
  const isToday = (date: string, dollars: bigint, direction: 'credit' | 'debit' = 'credit'): boolean =>
    planAch(ask(et(`${date} 09:00`), 'same_day', { amount: dollars * 100n, direction })).not_same_day === null
  assert.equal(isToday('2016-09-22', 1n), false)
  assert.equal(isToday('2016-09-23', 25_000n), true)
  assert.equal(isToday('2016-09-23', 1n, 'debit'), false)
  assert.equal(isToday('2017-09-15', 25_000n, 'debit'), true)
  assert.equal(isToday('2020-03-19', 25_001n), false)
  assert.equal(isToday('2020-03-20', 100_000n), true)
  assert.equal(isToday('2022-03-17', 100_001n), false)
  assert.equal(isToday('2022-03-18', 1_000_000n), true)
  assert.equal(isToday('2026-11-23', 1_000_001n), false)
})

test('the third window and the late evening delivery come with their days', () => {
  assert.match(plan('2021-03-18 15:00', 'same_day'), /not today: after_last_window$/)
  assert.match(plan('2021-03-19 15:00', 'same_day'), /^same_day_3/)
  assert.match(
    plan('2022-09-09 12:00', 'next_day'),
    /^future_dated_overnight, by 2022-09-10 02:00, settles 2022-09-12/,
  )
  assert.match(plan('2022-09-12 12:00', 'next_day'), /^future_dated_evening/)
})

test('what is not eligible on a weekend waits for the evening file of the next banking day', () => {
  assert.equal(
    plan('2026-11-21 12:00', 'same_day', { sec: 'IAT' }),
    `${NIGHT}, by 2026-11-23 22:30, settles 2026-11-24 08:30, not today: sec`,
  )
  assert.equal(
    plan('2026-11-20 23:00', 'same_day'),
    'future_dated_overnight, by 2026-11-21 02:00, settles 2026-11-23 08:30, not today: after_last_window',
  )
})

test('next day: one banking day for debits, one or two for credits', () => {
  const settles = (at: string, more: More): string =>
    planAch(ask(et(at), 'next_day', more)).effective_entry_date
  assert.equal(settles('2026-11-24 12:00', { direction: 'debit' }), '2026-11-25')
  assert.equal(settles('2026-11-25 12:00', { direction: 'debit' }), '2026-11-27')
  assert.equal(settles('2026-11-25 12:00', { credit_days: 2 }), '2026-11-30')
  assert.equal(settles('2026-11-25 12:00', { direction: 'debit', credit_days: 2 }), '2026-11-27')
})

test('a file of Friday is open until the small hours of Saturday, and then until Monday', () => {
  assert.equal(
    plan('2026-11-20 23:00', 'next_day'),
    'future_dated_overnight, by 2026-11-21 02:00, settles 2026-11-23 08:30',
  )
  assert.equal(
    plan('2026-11-21 02:00', 'next_day'),
    `${NIGHT}, by 2026-11-23 22:30, settles 2026-11-24 08:30`,
  )
})

test('a date is kept by the evening before it, the night before it, or a window of the day itself', () => {
  const on: AchWish = { on: day('2026-11-24') }
  assert.equal(plan('2026-11-20 09:00', on), `${NIGHT}, by 2026-11-23 22:30, settles 2026-11-24 08:30`)
  assert.equal(
    plan('2026-11-23 22:30', on),
    'future_dated_overnight, by 2026-11-24 02:00, settles 2026-11-24 08:30',
  )
  assert.equal(plan('2026-11-24 02:00', on), 'same_day_1, by 2026-11-24 10:15, settles 2026-11-24 13:00')
  assert.equal(
    plan('2026-11-24 02:00', on, { sec: 'IAT' }),
    `${NIGHT}, by 2026-11-24 22:30, settles 2026-11-25 08:30, not today: sec, too_late_for_date`,
  )
  assert.equal(
    plan('2026-11-20 09:00', on, { credit_days: 2 }),
    `${NIGHT}, by 2026-11-20 22:30, settles 2026-11-24 08:30`,
  )
})

test('a date on which banks rest moves on, or back for wages', () => {
  assert.match(
    plan('2026-11-20 09:00', { on: day('2026-11-26') }),
    /settles 2026-11-27 08:30, date_is_no_banking_day$/,
  )
  assert.match(
    plan('2026-11-20 09:00', { on: day('2026-11-26'), roll: 'preceding' }),
    /settles 2026-11-25 08:30, date_is_no_banking_day$/,
  )
  assert.match(plan('2026-11-25 12:00', { on: day('2026-11-01') }), /settles 2026-11-27 08:30, date_is_past$/)
})

test('both nights on which the clocks change: deadlines stay on the wall', () => {
  const cutoff = (at: string): string => planAch(ask(et(at), 'next_day')).operator_deadline_at.toString()
  assert.equal(cutoff('2026-03-06 23:00'), '2026-03-07T07:15:00Z')
  assert.equal(cutoff('2026-03-09 12:00'), '2026-03-10T02:45:00Z')
  assert.equal(cutoff('2026-10-30 23:00'), '2026-10-31T06:15:00Z')
  assert.equal(cutoff('2026-11-02 12:00'), '2026-11-03T03:45:00Z')
  assert.equal(
    plan('2026-03-08 01:59', 'same_day'),
    'same_day_1, by 2026-03-09 10:15, settles 2026-03-09 13:00, not today: weekend',
  )
  assert.equal(
    plan('2026-11-01 01:30', 'same_day'),
    'same_day_1, by 2026-11-02 10:15, settles 2026-11-02 13:00, not today: weekend',
  )
})

test('a lead is elapsed time, so it is right across the change of clocks as well', () => {
  // A calendar that works on Sundays has its night deadline in the hour that is skipped.
  const always = { ...federalReserve, ...sundays() }
  const { operator_deadline_at } = planAch(ask(et('2026-03-08 00:30'), 'next_day'), always)
  assert.equal(operator_deadline_at.toString(), '2026-03-08T06:15:00Z')
})
function sundays(): Pick<typeof federalReserve, 'onOrAfter' | 'nextBankingDay' | 'addBankingDays'> {
  const next = (one: string, days: number) => day(Temporal.PlainDate.from(one).add({ days }).toString())
  return {
    onOrAfter: (one) => one,
    nextBankingDay: (one) => next(one, 1),
    addBankingDays: next,
  }
}

test('a lead of more than a day, or of half a minute, is our bug', () => {
  for (const lead_minutes of [-1, 1_441, 0.5])
    assert.throws(() => planAch(ask(et('2026-11-23 09:00'), 'next_day', { lead_minutes })))
})

test('the operator replaces a date that is stale, missing or too far ahead', () => {
  const date = (
    effective_entry_date: string | null,
    made_same_day = false,
    direction: 'credit' | 'debit' = 'credit',
  ) =>
    operatorSettlementDate({
      effective_entry_date: effective_entry_date === null ? null : day(effective_entry_date),
      sent_on: day('2026-11-23'),
      direction,
      made_same_day,
    })
  assert.equal(date('2026-11-23', true), '2026-11-23')
  assert.equal(date('2026-11-23'), '2026-11-24')
  assert.equal(date('2026-11-02'), '2026-11-24')
  assert.equal(date(null), '2026-11-24')
  assert.equal(date('2026-11-25'), '2026-11-25')
  assert.equal(date('2026-11-25', false, 'debit'), '2026-11-24')
  assert.equal(date('2026-12-15'), '2026-11-24')
})

type Roll = 'following' | 'preceding'
/** A wish for a date is for one near the instant: that is where windows close. */
const anyAsked = fc
  .record({
    at: anyInstant,
    days: fc.integer({ min: -3, max: 8 }),
    kind: fc.constantFrom('same_day', 'next_day', 'on'),
    roll: fc.constantFrom<Roll>('following', 'preceding'),
    direction: fc.constantFrom<AchDirection>('credit', 'debit'),
    amount: fc.bigInt({ min: 0n, max: 200_000_000n }),
    sec: fc.constantFrom('PPD', 'CCD', 'WEB', 'IAT', '???'),
    lead_minutes: fc.integer({ min: 0, max: 1_440 }),
    credit_days: fc.constantFrom<1 | 2>(1, 2),
  })
  .map(({ days, kind, roll, ...rest }): AchPlanAsked => {
    const on = plusDays(wallDay(rest.at, 'America/New_York'), days)
    const wish: AchWish = kind === 'same_day' || kind === 'next_day' ? kind : { on, roll }
    return { ...rest, wish }
  })

test('never in the past, always on a banking day, and in the order in which things happen', () => {
  fc.assert(
    fc.property(anyAsked, (asked) => {
      const found = planAch(asked)
      assert.ok(isBefore(asked.at, found.file_cutoff_at))
      assert.ok(!isBefore(found.operator_deadline_at, found.file_cutoff_at))
      assert.ok(isBefore(found.operator_deadline_at, found.distribution_at))
      assert.ok(isBefore(found.distribution_at, found.settles_at))
      assert.ok(federalReserve.isBankingDay(found.settles_on) && federalReserve.isBankingDay(found.sent_on))
      assert.equal(found.effective_entry_date, found.settles_on)
      assert.equal(wallDay(found.settles_at, 'America/New_York'), found.settles_on)
      const ahead = federalReserve.bankingDaysBetween(found.sent_on, found.settles_on)
      assert.ok(ahead >= 0 && ahead <= (asked.direction === 'debit' ? 1 : 2))
      assert.equal(ahead === 0, found.window.startsWith('same_day'))
      if (asked.sec === 'IAT') assert.ok(ahead > 0)
    }),
    { numRuns: 400 },
  )
})

test('who asks later is never served earlier', () => {
  fc.assert(
    fc.property(anyAsked, fc.integer({ min: 0, max: 400_000 }), (asked, seconds) => {
      const now = planAch(asked)
      const later = planAch({ ...asked, at: asked.at.add({ seconds }) })
      assert.ok(!isBefore(later.settles_at, now.settles_at), `${now.settles_on} ${later.settles_on}`)
      assert.ok(!isBefore(later.file_cutoff_at, now.file_cutoff_at))
    }),
    { numRuns: 400 },
  )
})

test('until a file closes the plan stays what it is', () => {
  fc.assert(
    fc.property(anyAsked, (asked) => {
      const now = planAch(asked)
      const last = planAch({ ...asked, at: now.file_cutoff_at.subtract({ seconds: 1 }) })
      if (asked.wish !== 'same_day' || now.not_same_day === null) assert.equal(last.window, now.window)
      assert.equal(last.settles_on, now.settles_on)
    }),
    { numRuns: 200 },
  )
})

test('every hour of a year has a plan, with the clock at New York’s wall', () => {
  const start = instantAt(day('2026-01-01'), '00:00', 'America/New_York')
  for (let hour = 0; hour < 365 * 24; hour += 7) {
    const found = planAch(ask(start.add({ hours: hour }), 'same_day'))
    assert.match(etText(found.settles_at), / (08:30|13:00|17:00|18:00)$/)
  }
})
