import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { target } from '../../calendars/calendar.ts'
import { daysBetween } from '../../calendars/days.ts'
import { anyDay, day } from '../testing.ts'
import { mayRecall, mayReturnSct, recallAnswerDue } from './recall.ts'
import { type SddEvent, sddEventInTime, sddTimeline } from './timeline.ts'

test('a CORE debit over Easter 2026: all its last days', () => {
  assert.deepEqual(sddTimeline({ scheme: 'sdd_core', collection_on: day('2026-04-07') }), {
    collection_on: '2026-04-07',
    prenotify_by: '2026-03-24',
    earliest_presentation_on: '2026-03-24',
    latest_presentation_on: '2026-04-02',
    revoke_by: '2026-04-02',
    refuse_by: '2026-04-02',
    reject_by: '2026-04-07',
    return_by: '2026-04-14',
    reversal_by: '2026-04-14',
    refund_by: '2026-06-02',
    unauthorized_refund_by: '2027-05-07',
  })
})

test('a B2B debit comes back for three days, and is never refunded', () => {
  const found = sddTimeline({ scheme: 'sdd_b2b', collection_on: day('2026-04-07') })
  assert.equal(found.return_by, '2026-04-10')
  assert.equal(found.refuse_by, '2026-04-07')
  assert.equal(found.refund_by, null)
  assert.equal(found.unauthorized_refund_by, null)
})

test('a due date on which TARGET rests moves on, and notice is what was agreed', () => {
  const found = sddTimeline({ scheme: 'sdd_core', collection_on: day('2026-04-03'), notice_days: 2 })
  assert.equal(found.collection_on, '2026-04-07')
  assert.equal(found.prenotify_by, '2026-04-05')
})

test('thirteen months end with a shorter month', () => {
  const found = sddTimeline({ scheme: 'sdd_core', collection_on: day('2027-01-29') })
  assert.equal(found.unauthorized_refund_by, '2028-02-29')
})

test('reject, return, reversal and refund: the last day, and one too many', () => {
  const may = (scheme: 'sdd_core' | 'sdd_b2b', event: SddEvent, on: string): boolean =>
    sddEventInTime({ scheme, collection_on: day('2026-04-07'), event, on: day(on) }).allowed
  const cases: readonly (readonly [SddEvent, string, string])[] = [
    ['reject', '2026-04-07', '2026-04-08'],
    ['return', '2026-04-14', '2026-04-15'],
    ['reversal', '2026-04-14', '2026-04-15'],
    ['refund', '2026-06-02', '2026-06-03'],
    ['unauthorized_refund', '2027-05-07', '2027-05-08'],
  ]
  for (const [event, last, late] of cases) {
    assert.equal(may('sdd_core', event, last), true, event)
    assert.equal(may('sdd_core', event, late), false, event)
    assert.equal(may('sdd_core', event, '2026-04-06'), event === 'reject', event)
  }
  assert.equal(may('sdd_b2b', 'return', '2026-04-13'), false)
  assert.equal(may('sdd_b2b', 'refund', '2026-04-08'), false)
  assert.equal(may('sdd_b2b', 'unauthorized_refund', '2026-04-08'), false)
})

test('a recall for a duplicate or a mistake: ten banking days; for fraud, or by the customer: thirteen months', () => {
  const may = (reason: string, on: string, is_recalled = false) =>
    mayRecall({ reason, executed_on: day('2026-03-30'), on: day(on), is_recalled })
  for (const reason of ['DUPL', 'TECH']) {
    assert.equal(may(reason, '2026-04-15').allowed, true)
    assert.equal(may(reason, '2026-04-16').allowed, false)
  }
  for (const reason of ['FRAD', 'CUST', 'AC03', 'AM09']) {
    assert.equal(may(reason, '2027-04-30').allowed, true, reason)
    assert.equal(may(reason, '2027-05-01').allowed, false, reason)
  }
  assert.equal(may('DUPL', '2026-03-31', true).rule, 'sepa.recall.once')
  assert.equal(may('DUPL', '2026-03-29').rule, 'sepa.recall.executed')
  assert.equal(may('XXXX', '2026-03-31').rule, 'sepa.recall.reason')
})

test('a recall is answered within fifteen banking days, and a transfer returned within three', () => {
  assert.equal(recallAnswerDue(day('2026-04-02')), '2026-04-27')
  const may = (on: string): boolean => mayReturnSct({ settled_on: day('2026-04-02'), on: day(on) }).allowed
  assert.equal(may('2026-04-09'), true)
  assert.equal(may('2026-04-10'), false)
})

test('the days of a debit are in order, whatever the day', () => {
  fc.assert(
    fc.property(anyDay, fc.constantFrom('sdd_core' as const, 'sdd_b2b' as const), (on, scheme) => {
      const found = sddTimeline({ scheme, collection_on: on })
      assert.ok(target.isBankingDay(found.collection_on) && found.collection_on >= on)
      assert.equal(daysBetween(found.prenotify_by, found.collection_on), 14)
      assert.ok(found.earliest_presentation_on <= found.latest_presentation_on)
      assert.equal(target.bankingDaysBetween(found.latest_presentation_on, found.collection_on), 1)
      assert.equal(
        target.bankingDaysBetween(found.collection_on, found.return_by),
        scheme === 'sdd_core' ? 5 : 3,
      )
      if (found.refund_by !== null) assert.equal(daysBetween(found.collection_on, found.refund_by), 56)
    }),
  )
})
