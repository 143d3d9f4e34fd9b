import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { currencies, minorUnits as serverUnits } from '../../kernel/currency.ts'
import { fromMinor, minorUnits, toMinor } from './amounts.ts'

const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF')
const minor = (text: string, code: string, rounding?: Parameters<typeof toMinor>[2]) => {
  const read = toMinor(text, code, rounding)
  return read.ok ? read.value : read.why
}

test('the digits of every currency are those the server counts with', () => {
  for (const code of currencies) assert.equal(minorUnits(code), serverUnits(code), code)
})

test('a currency that nobody knows has two digits, whatever it is called', () => {
  for (const code of ['ABC', 'constructor', '__proto__']) assert.equal(minorUnits(code), 2, code)
})

test('minor units written as people write them are read back exactly', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), currency, (value, code) => {
      assert.equal(minor(fromMinor(value, code), code), value)
    }),
  )
})

test('amounts as files have them', () => {
  assert.equal(minor('74.37', 'USD'), 7437n)
  assert.equal(minor('8.5', 'USD'), 850n)
  assert.equal(minor('8', 'USD'), 800n)
  assert.equal(minor('0.00', 'USD'), 0n)
  assert.equal(minor('1.500', 'USD'), 150n)
  assert.equal(minor(' 12. ', 'JPY'), 12n)
  assert.equal(minor('0.1', 'KWD'), 100n)
})

test('what is no decimal number is refused, and so are digits that would be lost', () => {
  for (const text of ['', '1e3', '1,000.00', '0x10', 'NaN', '.5', '--1', '1'.repeat(40)])
    assert.equal(typeof minor(text, 'USD'), 'string', text)
  assert.equal(minor('1.005', 'USD'), '“1.005” has more than the 2 digits of USD behind the point')
})

test('rounding is only what was named', () => {
  assert.deepEqual(
    ['1.005', '1.015', '1.0051', '1.004', '-1.005'].map((text) => minor(text, 'USD', 'half_even')),
    [100n, 102n, 101n, 100n, -100n],
  )
  assert.deepEqual([minor('1.005', 'USD', 'half_up'), minor('1.009', 'USD', 'down')], [101n, 100n])
})
