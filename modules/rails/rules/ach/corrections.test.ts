import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, et, etText } from '../testing.ts'
import { mayRefuseNoc, nocDue, nocPassedOnBy } from './changes.ts'
import { mayContest, mayDishonor } from './dishonor.ts'
import { mayReverse, type ReverseAsked, reversalReasons } from './reverse.ts'

function reversal(more: Partial<ReverseAsked> = {}): string {
  const { allowed, rule, until, description } = mayReverse({
    reason: 'duplicate',
    direction: 'credit',
    settled_on: day('2026-11-23'),
    discovered_at: et('2026-11-24 10:00'),
    at: et('2026-11-24 12:00'),
    is_reversed: false,
    ...more,
  })
  assert.equal(description, 'REVERSAL')
  return `${allowed ? 'yes' : 'no'} ${rule.replace('ach.reversal.', '')} until ${until === null ? '' : etText(until)}`
}

test('a reversal: 24 hours after the discovery', () => {
  assert.equal(reversal(), 'yes window until 2026-11-25 10:00')
  assert.equal(reversal({ at: et('2026-11-25 09:59') }), 'yes window until 2026-11-25 10:00')
  assert.equal(reversal({ at: et('2026-11-25 10:00') }), 'no notice until 2026-11-25 10:00')
})

test('a reversal: by the end of the fifth banking day after settlement, Thanksgiving left out', () => {
  const late = { discovered_at: et('2026-12-01 20:00') }
  assert.equal(reversal({ ...late, at: et('2026-12-01 23:59') }), 'yes window until 2026-12-02 00:00')
  assert.equal(reversal({ ...late, at: et('2026-12-02 00:00') }), 'no window until 2026-12-02 00:00')
})

test('a reversal: for five mistakes, and once', () => {
  for (const reason of reversalReasons) {
    const direction = reason === 'debit_earlier_than_intended' ? 'debit' : 'credit'
    assert.match(reversal({ reason, direction }), /^yes window/, reason)
  }
  assert.equal(reversalReasons.length, 5)
  assert.match(reversal({ reason: 'customer_changed_mind' }), /^no reason/)
  assert.match(reversal({ reason: 'debit_earlier_than_intended' }), /^no reason/)
  assert.match(reversal({ reason: 'credit_later_than_intended', direction: 'debit' }), /^no reason/)
  assert.match(reversal({ is_reversed: true }), /^no once/)
})

test('a change is made within six banking days, or before the next entry if that is later', () => {
  const due = (received_on: string, next: string | null): string =>
    nocDue({ received_on: day(received_on), next_entry_on: next === null ? null : day(next) }).due_on
  assert.equal(due('2026-11-20', null), '2026-12-01')
  assert.equal(due('2026-11-20', '2026-11-25'), '2026-12-01')
  assert.equal(due('2026-11-20', '2027-01-04'), '2027-01-03')
})

test('banks pass a change on within two banking days each', () => {
  assert.equal(nocPassedOnBy('rdfi', day('2026-11-25')), '2026-11-30')
  assert.equal(nocPassedOnBy('odfi', day('2026-11-23')), '2026-11-25')
})

test('a change may be refused for 15 days, with a code that refuses', () => {
  const may = (code: string, on: string): boolean =>
    mayRefuseNoc({ code, received_on: day('2026-11-20'), on: day(on) }).allowed
  assert.equal(may('C61', '2026-12-05'), true)
  assert.equal(may('C69', '2026-12-06'), false)
  assert.equal(may('C01', '2026-11-21'), false)
  assert.equal(may('R61', '2026-11-21'), false)
})

test('a return is dishonoured within five banking days of its settlement', () => {
  const may = (code: string, on: string) =>
    mayDishonor({ code, return_settled_on: day('2026-11-20'), on: day(on) })
  assert.equal(may('R68', '2026-11-30').allowed, true)
  assert.equal(may('R68', '2026-12-01').allowed, false)
  assert.equal(may('R68', '2026-11-23').until, '2026-11-30')
  assert.equal(may('R71', '2026-11-23').allowed, false)
  assert.equal(may('R01', '2026-11-23').allowed, false)
})

test('a dishonour is contested within two banking days, with a code that answers it', () => {
  const may = (code: string, dishonor_code: string, on: string): boolean =>
    mayContest({ code, dishonor_code, dishonor_settled_on: day('2026-11-24'), on: day(on) }).allowed
  assert.equal(may('R73', 'R68', '2026-11-27'), true)
  assert.equal(may('R73', 'R68', '2026-11-30'), false)
  assert.equal(may('R77', 'R62', '2026-11-25'), true)
  assert.equal(may('R75', 'R62', '2026-11-25'), false)
  assert.equal(may('R72', 'R70', '2026-11-25'), true)
  assert.equal(may('R01', 'R01', '2026-11-25'), false)
})
