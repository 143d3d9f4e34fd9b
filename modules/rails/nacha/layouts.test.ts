import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FieldKind, forms, layout } from './layout.ts'
import { companyBatchHeader } from './layouts/batch_records.ts'
import { entryLayouts } from './layouts/entry_records.ts'
import { addendaLayouts } from './read_addenda.ts'

test('a layout that leaves a gap, or is not 94 characters long, is a bug', () => {
  assert.throws(() => layout('short', [['record_type', 1, 1, 'is', 'M', '5']]))
  assert.throws(() =>
    layout('gap', [
      ['record_type', 1, 1, 'is', 'M', '5'],
      ['rest', 3, 92, 'an', 'O'],
    ]),
  )
})

test('digits stand at the right edge behind zeros, texts at the left one before spaces', () => {
  const numeric: readonly FieldKind[] = ['n', 'count', 'cents', 'day']
  for (const kind of numeric) assert.deepEqual(forms[kind], { type: 'n', justify: 'right', fill: '0' })
  assert.deepEqual(forms.an, { type: 'an', justify: 'left', fill: ' ' })
  assert.deepEqual(forms.right, { type: 'an', justify: 'right', fill: ' ' })
})

test('neighbouring digits are looked at in one stretch', () => {
  assert.deepEqual(entryLayouts.plain.layout.digits, [
    [1, 12],
    [29, 39],
    [78, 94],
  ])
  assert.deepEqual(companyBatchHeader.digits, [
    [1, 4],
    [79, 94],
  ])
})

test('every addenda begins with its type, and every entry ends with what tells it apart', () => {
  for (const { fields } of Object.values(addendaLayouts))
    assert.deepEqual(
      fields.slice(0, 2).map(({ name }) => name),
      ['record_type', 'type_code'],
    )
  for (const { layout: of, trace_number, name } of Object.values(entryLayouts)) {
    assert.equal(of.fields.at(-1)?.name, name === 'advice' ? 'sequence_number' : 'trace_number')
    assert.equal(trace_number === undefined, name === 'advice')
  }
})
