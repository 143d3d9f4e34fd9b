import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCsvReader, CsvFault } from './csv.ts'

// Goal: what RFC 4180 writes is read back, wherever the file was cut into pieces.
// Method: random tables written with random quoting and line ends, read in random pieces.

const field = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '57.16',
    'with, comma',
    'with "quotes"',
    'two\nlines',
    'two\r\nlines',
    '"',
    '""',
    ' padded ',
  ),
  fc.string({ maxLength: 6 }),
)
const table = fc.array(fc.array(fc.tuple(field, fc.boolean()), { minLength: 2, maxLength: 5 }), {
  maxLength: 12,
})

const written = (text: string, isQuoted: boolean): string =>
  isQuoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

function read(text: string, cuts: readonly number[]): string[][] {
  const reader = createCsvReader()
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b)
  const records = places.flatMap((place, at) => reader.feed(text.slice(place, places[at + 1] ?? text.length)))
  return [...records, ...reader.end()].map(({ fields }) => [...fields])
}

test('a table that was written is read back, however it is cut', () => {
  fc.assert(
    fc.property(
      table,
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 5 }),
      (rows, end, isEnded, cuts) => {
        const lines = rows.map((row) => row.map(([text, isQuoted]) => written(text, isQuoted)).join(','))
        const text = lines.join(end) + (isEnded && lines.length > 0 ? end : '')
        assert.deepEqual(
          read(text, cuts),
          rows.map((row) => row.map(([value]) => value)),
        )
      },
    ),
  )
})

test('blank lines and a mark at the beginning are no records', () => {
  assert.deepEqual(read('\uFEFFa,b\n\r\n\n1,2\n', []), [
    ['a', 'b'],
    ['1', '2'],
  ])
})

test('text that is not CSV is refused with its line', () => {
  const fault = (text: string): number => {
    try {
      read(text, [])
    } catch (error) {
      assert.ok(error instanceof CsvFault)
      return error.line
    }
    return 0
  }
  assert.equal(fault('a,b\n"1"x,2\n'), 2)
  assert.equal(fault('a,b\n"two\nlines",1\n1,"2\n'), 4)
  assert.equal(fault('a,b\n1,2"3"\n'), 2)
})

test('a quotation mark that is never closed does not fill the memory', () => {
  const reader = createCsvReader()
  reader.feed('a,b\n"')
  assert.throws(() => {
    for (let at = 0; at < 30; at++) reader.feed('x'.repeat(100_000))
  }, CsvFault)
})
