import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { currencies, isCurrency, isInForce, minorUnits, numericCode } from './currency.ts'
import type { Day } from './world.ts'

const day = (text: string): Day => text as Day

test('minor units are those of ISO 4217, not those a locale would show', () => {
  const expected = { USD: 2, JPY: 0, KWD: 3, CLF: 4, IQD: 3, HUF: 2, COP: 2, IDR: 2, UGX: 0, MGA: 2 } as const
  for (const [code, units] of Object.entries(expected)) {
    assert.ok(isCurrency(code))
    assert.equal(minorUnits(code), units, code)
  }
})

test('codes without minor units, and codes that are none, are not money', () => {
  for (const code of ['XAU', 'XXX', 'XTS', 'ABC', 'usd', '', '__proto__', 'toString'])
    assert.equal(isCurrency(code), false, code)
})

test('a withdrawn code stays readable and takes no new business', () => {
  assert.equal(isInForce('HRK', day('2022-12-31')), true)
  assert.equal(isInForce('HRK', day('2026-01-01')), false)
  assert.equal(isInForce('XCG', day('2025-03-30')), false)
  assert.equal(isInForce('XCG', day('2025-03-31')), true)
  assert.equal(isInForce('EUR', day('2026-11-21')), true)
})

test('the table agrees with the published list where that list is at hand', (t) => {
  const file = new URL('../../shared/data/reference/iso4217/iso-4217-list-one.xml', import.meta.url)
  if (!existsSync(file)) return t.diagnostic('the published ISO 4217 list is not on this machine')
  const rows = [
    ...readFileSync(file, 'utf8').matchAll(
      /<Ccy>(\w+)<\/Ccy>\s*<CcyNbr>(\d+)<\/CcyNbr>\s*<CcyMnrUnts>([^<]+)</g,
    ),
  ]
  assert.ok(rows.length > 150)
  for (const [, code = '', numeric, units = ''] of rows) {
    assert.equal(isCurrency(code), /^\d$/.test(units), code)
    if (isCurrency(code))
      assert.deepEqual([numericCode(code), String(minorUnits(code))], [numeric, units], code)
  }
  assert.ok(currencies.length >= 165)
})
