import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { amountCells, csvLine, textCell } from './csv.ts'

test('a text that a spreadsheet would run is shown instead', () => {
  assert.equal(textCell('=HYPERLINK("http://x","y")'), `"'=HYPERLINK(""http://x"",""y"")"`)
  for (const text of ['=1', '+1', '-1', '@x', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x'])
    assert.match(textCell(text).replace(/^"/, ''), /^'/)
})

test('other texts stay as they are, quoted where a comma, a quote, a break or a space at the edge asks for it', () => {
  assert.equal(textCell('coffee - to go'), 'coffee - to go')
  assert.equal(textCell('a, b'), '"a, b"')
  assert.equal(textCell('6" pipe'), '"6"" pipe"')
  assert.equal(textCell(' x'), '" x"')
  assert.equal(textCell(null), '')
  assert.equal(csvLine(['a', '', 'b']), 'a,,b\r\n')
})

test('an amount is digits without sign in the column of its side', () => {
  assert.deepEqual(amountCells(5n, 'debit'), ['5', ''])
  assert.deepEqual(amountCells(5n, 'credit'), ['', '5'])
  assert.deepEqual(amountCells(-5n, 'credit'), ['5', ''])
  assert.deepEqual(amountCells(-5n, 'debit'), ['', '5'])
  assert.deepEqual(amountCells(2n ** 60n, 'credit'), ['', '1152921504606846976'])
  assert.equal(amountCells(0n, 'debit').join(''), '0')
})

test('no cell begins a formula, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cell = textCell(text)
      const shown = cell.startsWith('"') ? cell.slice(1) : cell
      return !/^[=+\-@\t\r\n]/.test(shown)
    }),
  )
})
