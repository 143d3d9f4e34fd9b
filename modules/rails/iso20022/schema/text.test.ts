import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SimpleFacts, textType } from './text.ts'

const rule = (facts: SimpleFacts, text: string): string | undefined => textType(facts)(text)?.rule

/** What is wrong with each text: undefined is nothing. */
function check(facts: SimpleFacts, expected: Readonly<Record<string, string | undefined>>): void {
  const type = textType(facts)
  for (const [text, wrong] of Object.entries(expected)) assert.equal(type(text)?.rule, wrong, `«${text}»`)
}

test('a length counts characters, not bytes or UTF-16 units', () => {
  const facts = { base: 'string', min_length: 1, max_length: 3 }
  check(facts, {
    '': 'length',
    abc: undefined,
    abcd: 'length',
    '😀😀😀': undefined,
    '😀😀😀😀': 'length',
    ' ': undefined,
  })
})

test('a code is one of its list, exactly', () => {
  check(
    { base: 'string', enumeration: ['CRDT', 'DBIT'] },
    { CRDT: undefined, crdt: 'enumeration', ' CRDT': 'enumeration', '': 'enumeration' },
  )
})

test('a pattern covers the whole text, and what is special in JavaScript only is not', () => {
  check(
    { base: 'string', patterns: ['[A-Z]{3,3}'] },
    { EUR: undefined, EURO: 'pattern', xEUR: 'pattern', 'EUR\n': 'pattern' },
  )
  check({ base: 'string', patterns: ['a|bc'] }, { a: undefined, bc: undefined, ac: 'pattern' })
  check(
    { base: 'string', patterns: ['^.$'] },
    { '^x$': undefined, x: 'pattern', '^\n$': 'pattern', '^\u2028$': undefined },
  )
  check({ base: 'string', patterns: ['\\d', '[0-5]'] }, { '5': undefined, '6': 'pattern', '٣': 'pattern' })
  check(
    { base: 'string', patterns: ['\\+[0-9]{1,3}-[0-9()+\\-]{1,30}'] },
    { '+49-(0)1': undefined, '49-1': 'pattern' },
  )
})

test('a text that is far too long is not matched at all', () => {
  assert.equal(rule({ base: 'string', patterns: ['(a|a)*b'] }, 'a'.repeat(20_000)), 'length')
})

test('decimals count the digits that say something', () => {
  const amount = { base: 'decimal', fraction_digits: 2, total_digits: 5, min_inclusive: '0' }
  check(amount, {
    '123.45': undefined,
    '000123.4500': undefined,
    '1.234': 'fraction_digits',
    '1234.56': 'total_digits',
    '-0.00': undefined,
    '-0.01': 'min_inclusive',
    ' 1 ': undefined,
    '+.5': undefined,
    '5.': undefined,
    '.': 'type',
    '': 'type',
    '1e3': 'type',
    '1,000': 'type',
    INF: 'type',
  })
  const bounded = { base: 'decimal', min_inclusive: '0.01', max_inclusive: '999999999.99' }
  check(bounded, {
    '0.01': undefined,
    '0.009': 'min_inclusive',
    '999999999.99': undefined,
    '999999999.991': 'max_inclusive',
    '1000000000': 'max_inclusive',
    '-5': 'min_inclusive',
  })
})

test('dates and times are days that exist', () => {
  check(
    { base: 'date' },
    {
      '2024-02-29': undefined,
      '2026-02-29': 'type',
      '1900-02-29': 'type',
      '2000-02-29Z': undefined,
      '2026-04-31': 'type',
      '2026-1-1': 'type',
      '2026-01-01+14:00': undefined,
      '2026-01-01+14:01': 'type',
      '0000-01-01': 'type',
    },
  )
  check(
    { base: 'dateTime' },
    {
      '2026-01-01T23:59:59.123Z': undefined,
      '2026-01-01T24:00:00': undefined,
      '2026-01-01T24:00:01': 'type',
      '2026-01-01': 'type',
      '2026-01-01 12:00:00': 'type',
    },
  )
  check({ base: 'time' }, { '12:00:00-05:00': undefined, '12:00': 'type' })
  check({ base: 'gYear' }, { '2026': undefined, '26': 'type' })
  check({ base: 'gYearMonth' }, { '2026-12': undefined, '2026-13': 'type' })
  check({ base: 'boolean' }, { true: undefined, '0': undefined, TRUE: 'type', '': 'type' })
})

test('the length of base64 is that of the bytes', () => {
  const facts = { base: 'base64Binary', min_length: 1, max_length: 5 }
  check(facts, {
    'aGVsbG8=': undefined,
    'aGVs bG8=': undefined,
    aGVsbG8h: 'length',
    '': 'length',
    'aGVsbG9=': 'type',
    a: 'type',
  })
})

test('sentences do not repeat the text', () => {
  const iban = 'DE89370400440532013000'
  for (const facts of [
    { base: 'string', max_length: 3 },
    { base: 'string', enumeration: ['A'] },
    { base: 'date' },
    { base: 'string', patterns: ['x'] },
  ])
    assert.ok(!textType(facts)(iban)?.detail.includes('3704'))
})
