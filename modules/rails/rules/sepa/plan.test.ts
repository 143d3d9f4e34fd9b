import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../../../kernel/assert.ts'
import { target } from '../../calendars/calendar.ts'
import { daysBetween, plusDays } from '../../calendars/days.ts'
import { isBefore, wallDay } from '../../calendars/zone.ts'
import { anyInstant, brussels, brusselsText, day } from '../testing.ts'
import { sepaCutoffs } from './facts/cutoffs.ts'
import { planSepa, type SepaPlanAsked } from './plan.ts'

type SddAsked = Extract<SepaPlanAsked, { scheme: 'sdd_core' | 'sdd_b2b' }>

function sct(at: string, on: string | null = null, lead_minutes = 0): string {
  const found = planSepa({ scheme: 'sct', at: brussels(at), on: on === null ? null : day(on), lead_minutes })
  assert.ok(found.scheme === 'sct')
  return `${found.executes_on} by ${brusselsText(found.file_cutoff_at)}, there by ${found.credited_by}, ${found.moved}`
}

test('a transfer is executed on the day, or on the next after the cut-off', () => {
  assert.equal(sct('2026-04-01 10:00'), '2026-04-01 by 2026-04-01 17:00, there by 2026-04-02, null')
  assert.equal(sct('2026-04-01 17:00'), '2026-04-02 by 2026-04-02 17:00, there by 2026-04-07, null')
  assert.equal(sct('2026-04-01 16:45', null, 15), '2026-04-02 by 2026-04-02 16:45, there by 2026-04-07, null')
  assert.equal(sct('2026-04-03 10:00'), '2026-04-07 by 2026-04-07 17:00, there by 2026-04-08, null')
})

test('a requested date is kept, or moved to the next TARGET day with a reason', () => {
  assert.equal(
    sct('2026-04-01 10:00', '2026-04-09'),
    '2026-04-09 by 2026-04-09 17:00, there by 2026-04-10, null',
  )
  assert.match(sct('2026-04-01 10:00', '2026-04-03'), /^2026-04-07 .*, date_is_no_target_day$/)
  assert.match(sct('2026-04-01 18:00', '2026-04-01'), /^2026-04-02 .*, too_late_for_date$/)
  assert.match(sct('2026-04-01 10:00', '2026-03-01'), /^2026-04-01 .*, date_is_past$/)
})

test('cut-offs stay on the wall in Brussels when the clocks change', () => {
  const cutoff = (at: string): string => {
    const found = planSepa({ scheme: 'sct', at: brussels(at), on: null, lead_minutes: 0 })
    assert.ok(found.scheme === 'sct')
    return found.bank_cutoff_at.toString()
  }
  assert.equal(cutoff('2026-03-27 09:00'), '2026-03-27T16:00:00Z')
  assert.equal(cutoff('2026-03-29 02:30'), '2026-03-30T15:00:00Z')
  assert.equal(cutoff('2026-10-23 09:00'), '2026-10-23T15:00:00Z')
  assert.equal(cutoff('2026-10-25 02:30'), '2026-10-26T16:00:00Z')
})

test('an instant transfer goes at once, on any day, or at the beginning of one', () => {
  const at = brussels('2026-12-25 23:59')
  const now = planSepa({ scheme: 'sct_inst', at, on: null })
  assert.ok(now.scheme === 'sct_inst')
  assert.equal(now.sends_at.toString(), at.toString())
  assert.equal(now.beneficiary_answers_by.toString(), at.add({ seconds: 7 }).toString())
  assert.equal(now.ends_at.toString(), at.add({ seconds: 10 }).toString())
  const later = planSepa({ scheme: 'sct_inst', at, on: day('2026-12-27') })
  assert.ok(later.scheme === 'sct_inst')
  assert.equal(brusselsText(later.sends_at), '2026-12-27 00:00')
  assert.equal(planSepa({ scheme: 'sct_inst', at, on: day('2026-12-24') }).moved, 'date_is_past')
})

function sdd(at: string, on: string | null, more: Partial<SddAsked> = {}): string {
  const found = planSepa({
    scheme: 'sdd_core',
    at: brussels(at),
    on: on === null ? null : day(on),
    lead_minutes: 0,
    notified_on: null,
    ...more,
  })
  assert.ok(found.scheme === 'sdd_core' || found.scheme === 'sdd_b2b')
  return `${found.collection_on} from ${found.present_from} by ${brusselsText(found.file_cutoff_at)}, ${found.moved}`
}

test('a debit is collected 14 days after the debtor was told, or after what was agreed', () => {
  assert.equal(sdd('2026-11-02 10:00', null), '2026-11-16 from 2026-11-02 by 2026-11-13 17:00, null')
  assert.equal(
    sdd('2026-11-02 10:00', '2026-11-10'),
    '2026-11-16 from 2026-11-02 by 2026-11-13 17:00, notice_is_too_short',
  )
  assert.equal(
    sdd('2026-11-02 10:00', '2026-11-10', { notice_days: 2 }),
    '2026-11-10 from 2026-11-02 by 2026-11-09 17:00, null',
  )
  assert.equal(
    sdd('2026-11-02 10:00', '2026-11-10', { notified_on: day('2026-10-27') }),
    '2026-11-10 from 2026-11-02 by 2026-11-09 17:00, null',
  )
})

test('a debit is presented a TARGET day before, and not more than 14 days before', () => {
  assert.equal(sdd('2026-11-02 10:00', '2026-12-28'), '2026-12-28 from 2026-12-14 by 2026-12-24 17:00, null')
  const told = { notified_on: day('2026-03-01') }
  assert.equal(
    sdd('2026-04-02 16:59', '2026-04-07', told),
    '2026-04-07 from 2026-04-02 by 2026-04-02 17:00, null',
  )
  assert.equal(
    sdd('2026-04-02 17:00', '2026-04-07', told),
    '2026-04-08 from 2026-04-02 by 2026-04-07 17:00, too_late_for_date',
  )
})

test('a PSP’s own cut-off decides', () => {
  const lemonway = present(
    sepaCutoffs.find(({ name, scheme }) => name === 'lemonway' && scheme === 'sdd_core'),
    'a row',
  )
  assert.equal(
    sdd('2026-11-02 10:00', '2026-11-30', { cutoff: lemonway }),
    '2026-11-30 from 2026-11-16 by 2026-11-26 10:30, null',
  )
  assert.equal(sepaCutoffs.length, 7)
})

const anyAsked = fc
  .record({
    at: anyInstant,
    days: fc.option(fc.integer({ min: -3, max: 60 }), { nil: null }),
    lead_minutes: fc.integer({ min: 0, max: 1_440 }),
    scheme: fc.constantFrom('sct' as const, 'sdd_core' as const, 'sdd_b2b' as const),
    notice_days: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ at, days, lead_minutes, scheme, notice_days }): Exclude<SepaPlanAsked, { scheme: 'sct_inst' }> => {
    const on = days === null ? null : plusDays(wallDay(at, 'Europe/Brussels'), days)
    return scheme === 'sct'
      ? { scheme, at, on, lead_minutes }
      : { scheme, at, on, lead_minutes, notified_on: null, notice_days }
  })

test('never in the past, always a TARGET day, never sooner than wished, and later questions get no earlier days', () => {
  const dayOf = (asked: SepaPlanAsked) => {
    const found = planSepa(asked)
    assert.ok(found.scheme !== 'sct_inst')
    return { found, date: found.scheme === 'sct' ? found.executes_on : found.collection_on }
  }
  fc.assert(
    fc.property(anyAsked, fc.integer({ min: 0, max: 400_000 }), (asked, seconds) => {
      const { found, date } = dayOf(asked)
      assert.ok(isBefore(asked.at, found.file_cutoff_at))
      assert.ok(target.isBankingDay(date))
      assert.ok(asked.on === null || date >= asked.on)
      if (found.scheme !== 'sct' && 'notice_days' in asked) {
        assert.ok(daysBetween(wallDay(asked.at, 'Europe/Brussels'), date) >= (asked.notice_days ?? 14))
        assert.ok(found.present_from <= wallDay(found.bank_cutoff_at, 'Europe/Brussels'))
      }
      assert.ok(dayOf({ ...asked, at: asked.at.add({ seconds }) }).date >= date)
    }),
    { numRuns: 400 },
  )
})
