import assert from 'node:assert/strict'
import { test } from 'node:test'
import { achRules } from './ach/facts/ach_rules.ts'
import { instantRules } from './instant/facts/instant_rules.ts'
import { type RuleRow, ruleBook } from './rule_book.ts'
import { sepaRules } from './sepa/facts/sepa_rules.ts'
import { day } from './testing.ts'

const row = (value: number, effective_from: string): RuleRow<'days'> => ({
  name: 'days',
  value,
  unit: 'banking_days',
  source: 'a test',
  effective_from,
  review_by: '2030-01-01',
})

test('the row in force is the last that has begun; before the first it is the first', () => {
  const book = ruleBook([row(3, '2026-01-01'), row(2, '2020-01-01')])
  assert.equal(book.on('days', day('2019-06-01')).value, 2)
  assert.equal(book.on('days', day('2025-12-31')).value, 2)
  assert.equal(book.on('days', day('2026-01-01')).value, 3)
  assert.equal(book.isInForce('days', day('2019-12-31')), false)
  assert.equal(book.isInForce('days', day('2020-01-01')), true)
})

test('a row of one’s own counts before the one that begins on the same day', () => {
  const book = ruleBook([row(2, '2020-01-01')])
  assert.equal(book.amended([row(9, '2020-01-01')]).on('days', day('2026-01-01')).value, 9)
  assert.equal(book.on('days', day('2026-01-01')).value, 2)
})

test('a row of a day that does not exist, or of half a day, is our bug', () => {
  assert.throws(() => ruleBook([row(2, '2020-02-30')]))
  assert.throws(() => ruleBook([row(2.5, '2020-01-01')]))
})

test('every rule stands once, says where it comes from, and when to look again', () => {
  assert.equal(achRules.rows.length, 23)
  assert.equal(sepaRules.rows.length, 16)
  assert.equal(instantRules.rows.length, 27)
  for (const { rows } of [achRules, sepaRules, instantRules]) {
    assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length)
    for (const { source, review_by, effective_from } of rows)
      assert.ok(source !== '' && review_by > effective_from)
  }
})

test('what the reference marks as general knowledge is marked in its row', () => {
  const marked = (rows: readonly RuleRow<string>[]): string[] =>
    rows.filter(({ source }) => source.startsWith('[K]')).map(({ name }) => name)
  const ach = marked(achRules.rows)
  for (const name of [
    'dishonor_window',
    'contest_window',
    'prenote_wait',
    'micro_entry_below',
    'web_validation',
  ])
    assert.ok(ach.includes(name), name)
  const sepa = marked(sepaRules.rows)
  for (const name of [
    'sct_execution',
    'sct_return',
    'sdd_earliest_presentation',
    'rcur_as_first',
    'recall_answer',
  ])
    assert.ok(sepa.includes(name), name)
  const instant = marked(instantRules.rows)
  for (const name of [
    'rtp_clock',
    'rtp_receiver_answer',
    'rtp_acwp',
    'rtp_answer_final',
    'sct_inst_answer_final',
  ])
    assert.ok(instant.includes(name), name)
})
