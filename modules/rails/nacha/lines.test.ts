import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LINE_BYTES_MAX, RECORD_CHARS } from './limits.ts'
import { createLines, type LineShape } from './lines.ts'
import { ascii } from './testing.ts'

type Told = readonly [text: string, line: number, shape: LineShape, wrong_at: number]

function linesOf(parts: readonly Uint8Array[]): {
  readonly told: readonly Told[]
  readonly isFixed: boolean
} {
  const told: Told[] = []
  const lines = createLines((...line) => told.push(line))
  for (const part of parts) lines.push(part)
  lines.end()
  return { told, isFixed: lines.isFixed() }
}
const told = (text: string) => linesOf([ascii(text)]).told
const one = '1'.padEnd(RECORD_CHARS)
const five = '5'.padEnd(RECORD_CHARS, 'x')

test('lines end in LF or CRLF, and the last one may have no end', () => {
  const expected: readonly Told[] = [
    [one, 1, 'exact', 0],
    [five, 2, 'exact', 0],
  ]
  for (const text of [`${one}\n${five}\n`, `${one}\r\n${five}\r\n`, `${one}\r\n${five}`, `${one}\n${five}`])
    assert.deepEqual(told(text), expected)
})

test('without line ends every 94 bytes are a record', () => {
  const { told: records, isFixed } = linesOf([ascii(one + five + five)])
  assert.ok(isFixed)
  assert.deepEqual(
    records.map(([text, line]) => [text, line]),
    [
      [one, 1],
      [five, 2],
      [five, 3],
    ],
  )
  assert.equal(linesOf([ascii(`${one}${five}\n`)]).told.length, 2)
})

test('short lines are filled, spaces behind are cut, anything else behind makes a line too long', () => {
  assert.deepEqual(told('1ab\n'), [['1ab'.padEnd(RECORD_CHARS), 1, 'short', 0]])
  assert.deepEqual(told(`${one}   \n`), [[one, 1, 'spaces', 0]])
  assert.deepEqual(told(`${one}\n${five}  x\n`)[1], [five, 2, 'long', 0])
  assert.deepEqual(
    told(`${one}\n\n   \n`).map(([, , shape]) => shape),
    ['exact', 'empty', 'empty'],
  )
})

test('of a line without end only its beginning is kept', () => {
  const spaces = ascii(' '.repeat(100_000))
  assert.deepEqual(linesOf([ascii(`${one}\n${five}`), spaces, spaces]).told[1], [five, 2, 'spaces', 0])
  const last = linesOf([ascii(`${one}\n${five}`), spaces, ascii('x'), spaces, ascii(`\n${five}`)]).told
  assert.deepEqual(last.slice(1), [
    [five, 2, 'long', 0],
    [five, 3, 'exact', 0],
  ])
  assert.ok(LINE_BYTES_MAX < 1_000)
})

test('the first character that is not printable ASCII is named by its column, a letter of two bytes being one', () => {
  const text = Buffer.from(`6é${'x'.repeat(92)}\n7\tab\n`, 'utf8')
  const { told: lines } = linesOf([text])
  assert.equal(lines[0]?.[0].length, RECORD_CHARS)
  assert.deepEqual(lines[0]?.slice(1), [1, 'exact', 2])
  assert.deepEqual(lines[1]?.slice(1), [2, 'short', 2])
})

test('bytes that are no text at all are lines too', () => {
  const { told: lines } = linesOf([Uint8Array.from({ length: 300 }, (_, at) => (at * 7) & 255)])
  for (const [text] of lines) assert.equal(text.length, RECORD_CHARS)
})
