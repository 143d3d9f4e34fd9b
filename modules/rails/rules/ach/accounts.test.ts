import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '../testing.ts'
import {
  checkMicroEntries,
  type MicroEntry,
  mayDebitWeb,
  mayFollowMicroEntries,
  mayFollowPrenote,
  type PrenoteAsked,
} from './account_validation.ts'
import { checkDescription, type EntryPurpose, mustMonitorFraud, requiredDescription } from './descriptions.ts'

test('live entries follow a prenote from the third banking day after it, if nothing came back', () => {
  const may = (on: string, more: Partial<PrenoteAsked> = {}) =>
    mayFollowPrenote({ prenote_settled_on: day('2026-11-24'), answer: 'none', on: day(on), ...more })
  assert.equal(may('2026-11-27').allowed, false)
  assert.equal(may('2026-11-30').allowed, true)
  assert.equal(may('2026-11-27').from, '2026-11-30')
  assert.equal(may('2026-12-30', { answer: 'returned' }).allowed, false)
  assert.equal(may('2026-12-30', { answer: 'noc' }).allowed, false)
  assert.equal(may('2026-12-30', { answer: 'noc', is_corrected: true }).allowed, true)
  assert.equal(may('2026-11-27', { answer: 'noc', is_corrected: true }).allowed, false)
})

const credit = (amount: bigint): MicroEntry => ({ direction: 'credit', amount })
const debit = (amount: bigint): MicroEntry => ({ direction: 'debit', amount })

test('micro-entries: below a dollar, debits not above credits, described as ACCTVERIFY', () => {
  const check = (entries: readonly MicroEntry[], description = 'ACCTVERIFY'): string =>
    checkMicroEntries({ entries, description, on: day('2026-11-20') }).rule.replace('ach.micro_entry.', '')
  assert.equal(check([credit(32n), credit(45n), debit(77n)]), 'kept')
  assert.equal(check([credit(32n), credit(45n), debit(78n)]), 'balance')
  assert.equal(check([credit(99n)]), 'kept')
  assert.equal(check([credit(100n)]), 'amount')
  assert.equal(check([credit(0n)]), 'amount')
  assert.equal(check([credit(1n)], 'VERIFY'), 'description')
  assert.equal(check([]), 'none')
})

test('no live entry before the receiver named the amounts', () => {
  assert.equal(mayFollowMicroEntries({ is_verified: false, on: day('2026-11-20') }).allowed, false)
  assert.equal(mayFollowMicroEntries({ is_verified: true, on: day('2026-11-20') }).allowed, true)
})

test('the first WEB debit of an account needs its validation, from 2021-03-19', () => {
  const web = {
    sec: 'WEB',
    direction: 'debit',
    is_first_use: true,
    is_validated: false,
    on: day('2026-11-20'),
  } as const
  assert.equal(mayDebitWeb(web).allowed, false)
  assert.equal(mayDebitWeb({ ...web, is_validated: true }).allowed, true)
  assert.equal(mayDebitWeb({ ...web, is_first_use: false }).allowed, true)
  assert.equal(mayDebitWeb({ ...web, sec: 'PPD' }).allowed, true)
  assert.equal(mayDebitWeb({ ...web, direction: 'credit' }).allowed, true)
  assert.equal(mayDebitWeb({ ...web, on: day('2021-03-18') }).allowed, true)
  assert.equal(mayDebitWeb({ ...web, on: day('2021-03-19') }).allowed, false)
})

test('PAYROLL and PURCHASE are mandatory from 2026-03-20', () => {
  const required = (purpose: EntryPurpose, sec: string, direction: 'credit' | 'debit', on: string) =>
    requiredDescription({ purpose, sec, direction, on: day(on) })
  assert.equal(required('wages', 'PPD', 'credit', '2026-03-19'), null)
  assert.equal(required('wages', 'PPD', 'credit', '2026-03-20'), 'PAYROLL')
  assert.equal(required('wages', 'CCD', 'credit', '2026-03-20'), null)
  assert.equal(required('online_purchase', 'WEB', 'debit', '2026-03-19'), null)
  assert.equal(required('online_purchase', 'WEB', 'debit', '2026-03-20'), 'PURCHASE')
  assert.equal(required('online_purchase', 'WEB', 'credit', '2026-03-20'), null)
})

test('four descriptions have always been prescribed', () => {
  const found = (['retry', 'return_fee', 'reversal', 'micro_entry', 'other'] as const).map((purpose) =>
    requiredDescription({ purpose, sec: 'PPD', direction: 'debit', on: day('2020-01-01') }),
  )
  assert.deepEqual(found, ['RETRY PYMT', 'RETURN FEE', 'REVERSAL', 'ACCTVERIFY', null])
  const asked = { purpose: 'wages', sec: 'PPD', direction: 'credit', on: day('2026-04-01') } as const
  assert.equal(checkDescription({ ...asked, description: 'PAYROLL   ' }).allowed, true)
  assert.equal(checkDescription({ ...asked, description: 'SALARY' }).allowed, false)
  assert.equal(checkDescription({ ...asked, purpose: 'other', description: 'SALARY' }).allowed, true)
})

test('fraud monitoring: large originators from March 2026, everybody from June', () => {
  const must = (on: string, entries_2023: number): boolean => mustMonitorFraud({ on: day(on), entries_2023 })
  assert.equal(must('2026-03-19', 9_000_000), false)
  assert.equal(must('2026-03-20', 6_000_001), true)
  assert.equal(must('2026-03-20', 6_000_000), false)
  assert.equal(must('2026-06-18', 10), false)
  assert.equal(must('2026-06-19', 0), true)
})
