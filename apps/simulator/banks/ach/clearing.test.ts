// Goal: when the money of an entry moves, by when the bank had it and what its date is.
// Method: a table of instants around the deadlines of the operator, each fifteen minutes earlier at the bank.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, instantText, parseInstant } from '../../../../kernel/world.ts'
import { clear, morningOf, operatorAnswers } from './clearing.ts'
import type { Day } from '../../../../kernel/world.ts'

const settles = (at: string, date: string, more: Partial<Parameters<typeof clear>[0]> = {}): string => {
  const cleared = clear({
    at: parseInstant(at) ?? 0,
    direction: 'debit',
    amount: 10_000n,
    sec: 'PPD',
    is_prenote: false,
    effective_entry_date: date,
    ...more,
  })
  return `${cleared.settles_on} ${instantText(instant(cleared.settles_at)).slice(11, 16)}`
}

const tuesday = '2026-11-24'
const cases: readonly (readonly [why: string, at: string, date: string, settles: string])[] = [
  ['today’s date in time for the first window', '2026-11-24T10:14:59-05:00', tuesday, '2026-11-24 18:00'],
  ['a second too late for the first', '2026-11-24T10:15:00-05:00', tuesday, '2026-11-24 22:00'],
  ['in time for the third', '2026-11-24T16:29:59-05:00', tuesday, '2026-11-24 23:00'],
  ['too late for today', '2026-11-24T16:30:00-05:00', tuesday, '2026-11-25 13:30'],
  ['tomorrow’s date', '2026-11-24T10:00:00-05:00', '2026-11-25', '2026-11-25 13:30'],
  [
    'tomorrow’s date in the last minute of the night',
    '2026-11-25T01:59:59-05:00',
    '2026-11-25',
    '2026-11-25 13:30',
  ],
  ['the night is over: the date is today’s', '2026-11-25T02:00:00-05:00', '2026-11-25', '2026-11-25 18:00'],
  ['a date that is long gone', '2026-11-24T20:00:00-05:00', '2026-11-02', '2026-11-25 13:30'],
  ['a date further ahead than a debit may be', '2026-11-24T10:00:00-05:00', '2026-11-30', '2026-11-25 13:30'],
  ['no date at all', '2026-11-24T10:00:00-05:00', '', '2026-11-25 13:30'],
  ['over Thanksgiving', '2026-11-25T20:00:00-05:00', '2026-11-26', '2026-11-27 13:30'],
  ['from a Saturday to Monday’s first window', '2026-11-28T12:00:00-05:00', '2026-11-30', '2026-11-30 18:00'],
]

for (const [why, at, date, expected] of cases)
  test(`an entry settles: ${why}`, () => assert.equal(settles(at, date), expected))

test('what may not settle on the same day waits for the next', () => {
  const at = '2026-11-24T09:00:00-05:00'
  assert.equal(settles(at, tuesday, { amount: 100_000_001n }), '2026-11-25 13:30')
  assert.equal(settles(at, tuesday, { sec: 'IAT' }), '2026-11-25 13:30')
  assert.equal(settles(at, tuesday, { amount: 0n, is_prenote: true }), '2026-11-25 13:30')
})

test('a credit may be two banking days ahead', () => {
  assert.equal(
    settles('2026-11-24T09:00:00-05:00', '2026-11-27', { direction: 'credit' }),
    '2026-11-27 13:30',
  )
})

test('files of answers come at a quarter past eight, and the operator’s in the evening while it is ahead', () => {
  const text = (at: number): string => instantText(instant(at)).slice(0, 16)
  assert.equal(text(morningOf('2026-11-25' as Day)), '2026-11-25T13:15')
  const at = (when: string): number => parseInstant(when) ?? 0
  assert.equal(text(operatorAnswers(at('2026-11-24T07:00:00-05:00'))), '2026-11-24T22:45')
  assert.equal(text(operatorAnswers(at('2026-11-24T17:45:00-05:00'))), '2026-11-25T13:15')
  assert.equal(text(operatorAnswers(at('2026-11-28T12:00:00-05:00'))), '2026-11-30T13:15')
})
