import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  add,
  allocate,
  convert,
  decimalText,
  money,
  moneyText,
  parseMinor,
  rate,
  roundRatio,
  subtract,
} from './money.ts'

const amounts = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n })

test('splitting money neither loses nor makes a unit, and no share is more than one unit off', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(
      amounts,
      weights.filter((all) => all.some((weight) => weight > 0n)),
      (minor, parts) => {
        const shares = allocate(money(minor, 'JPY'), parts)
        assert.equal(
          shares.reduce((sum, share) => sum + share.minor, 0n),
          minor,
        )
        const total = parts.reduce((a, b) => a + b, 0n)
        for (const [index, share] of shares.entries()) {
          const exact = minor * (parts[index] ?? 0n)
          const off = share.minor * total - exact
          assert.ok((off < 0n ? -off : off) < total, `share ${index} of ${minor} by ${parts.join()}`)
          if (parts[index] === 0n) assert.equal(share.minor, 0n)
        }
      },
    ),
  )
})

test('a refund splits as the capture it undoes', () => {
  const parts = [1n, 1n, 1n]
  assert.deepEqual(
    allocate(money(100n, 'USD'), parts).map((share) => share.minor),
    [34n, 33n, 33n],
  )
  assert.deepEqual(
    allocate(money(-100n, 'USD'), parts).map((share) => share.minor),
    [-34n, -33n, -33n],
  )
})

test('adding and taking away again changes nothing', () => {
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      assert.equal(subtract(add(money(a, 'EUR'), money(b, 'EUR')), money(b, 'EUR')).minor, a)
    }),
  )
})

test('rounding is the one named, ties included', () => {
  const rows: [bigint, 'half_even' | 'up' | 'down', bigint][] = [
    [5n, 'half_even', 2n],
    [7n, 'half_even', 4n],
    [-5n, 'half_even', -2n],
    [5n, 'up', 3n],
    [-5n, 'up', -3n],
    [5n, 'down', 2n],
    [-5n, 'down', -2n],
    [4n, 'up', 2n],
    [0n, 'up', 0n],
  ]
  for (const [halves, rounding, expected] of rows)
    assert.equal(roundRatio(halves, 1n, 2n, rounding), expected, `${halves}/2 ${rounding}`)
})

test('conversion crosses different minor units exactly, then rounds once', () => {
  assert.deepEqual(convert(money(10_000n, 'USD'), rate('USD', 'JPY', '151.237'), 'half_even').minor, 15_124n)
  assert.equal(convert(money(1n, 'JPY'), rate('JPY', 'KWD', '0.00203'), 'up').minor, 3n)
  assert.equal(convert(money(1n, 'JPY'), rate('JPY', 'KWD', '0.00203'), 'down').minor, 2n)
  assert.throws(() => rate('USD', 'EUR', '1e-3'), { name: 'Bug' })
  assert.throws(() => rate('USD', 'EUR', '0'), { name: 'Bug' })
})

test('minor units are written with the digits of their currency', () => {
  assert.equal(decimalText(5n, 'USD'), '0.05')
  assert.equal(decimalText(-123_456n, 'EUR'), '-1234.56')
  assert.equal(decimalText(1_250n, 'JPY'), '1250')
  assert.equal(decimalText(-7n, 'KWD'), '-0.007')
  assert.equal(moneyText(0n, 'USD'), '0.00 USD')
})

test('an amount is digits or a whole JSON number, and nothing else', () => {
  for (const text of ['1050', '0', '1', '1000000000000000000']) assert.equal(parseMinor(text), BigInt(text))
  for (const text of [
    '',
    '01',
    '-1',
    '+1',
    '1.0',
    '1e3',
    ' 1',
    '1 ',
    '0x10',
    '１',
    '9'.repeat(1_000_000),
    '1000000000000000001',
  ])
    assert.equal(parseMinor(text), undefined, text.slice(0, 20))
  for (const number of [1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    assert.equal(parseMinor(number), undefined)
  assert.equal(parseMinor(1050), 1050n)
})
