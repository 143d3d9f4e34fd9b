import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDigitAt, isRoutingNumber } from './check_digit.ts'
import { correctionsOf } from './corrections.ts'
import { dayOfSix, sixOfDay } from './dates.ts'
import { amountLimitFacts, microEntryLimit, sameDayLimit } from './facts/amount_limits.ts'
import { descriptionRules } from './facts/descriptions.ts'
import { secCodes, secFacts } from './facts/sec_codes.ts'
import { transactionCodeFacts, transactionCodeFor, transactionCodes } from './facts/transaction_codes.ts'
import { fitAscii } from './fit.ts'

test('the corrected text of a notification is read by its change code', () => {
  const rows: readonly (readonly [code: string, text: string, read: object])[] = [
    ['C01', '1918171614', { account_number: '1918171614', is_understood: true }],
    ['C02', '231380104', { routing_number: '231380104', is_understood: true }],
    [
      'C03',
      '231380104   1918171614',
      { routing_number: '231380104', account_number: '1918171614', is_understood: true },
    ],
    ['C04', 'ADA KING', { individual_name: 'ADA KING', is_understood: true }],
    ['C05', '32', { transaction_code: '32', is_understood: true }],
    [
      'C06',
      '1918171614          32',
      { account_number: '1918171614', transaction_code: '32', is_understood: true },
    ],
    [
      'C07',
      '2313801041918171614       32',
      {
        routing_number: '231380104',
        account_number: '1918171614',
        transaction_code: '32',
        is_understood: true,
      },
    ],
    ['C08', 'DEUTDEFF', { foreign_rdfi_identification: 'DEUTDEFF', is_understood: true }],
    ['C09', 'INV-2', { identification_number: 'INV-2', is_understood: true }],
    ['C02', '231380105', { routing_number: '231380105', is_understood: false }],
    ['C05', '99', { transaction_code: '99', is_understood: false }],
    ['C13', '', { is_understood: false }],
    ['C77', 'x', { is_understood: false }],
  ]
  for (const [code, text, read] of rows) assert.deepEqual(correctionsOf(code, text), read, code)
})

test('the ninth digit proves a routing number', () => {
  assert.equal(checkDigitAt('23138010', 0), 4)
  assert.equal(checkDigitAt('2313801x', 0), -1)
  assert.ok(isRoutingNumber('121042882'))
  assert.ok(!isRoutingNumber('121042881'))
  assert.ok(!isRoutingNumber('12104288'))
})

test('six digits are a day of this century when that day exists', () => {
  assert.equal(dayOfSix('240229'), '2024-02-29')
  for (const none of ['230229', '261301', '260100', '2611 1', '000000', ''])
    assert.equal(dayOfSix(none), undefined)
  assert.equal(sixOfDay('2026-11-20'), '261120')
  for (const none of ['1999-11-20', '2026-11-31', '261120', '']) assert.equal(sixOfDay(none), undefined)
})

test('a transaction code is found for an account, a side and a purpose', () => {
  assert.equal(transactionCodeFor('checking', 'credit'), '22')
  assert.equal(transactionCodeFor('savings', 'debit', 'prenote'), '38')
  assert.equal(transactionCodeFor('loan', 'debit', 'prenote'), undefined)
  for (const [code, known] of transactionCodes)
    assert.equal(
      known.account_type === 'accounting' || (known.direction === 'debit') === code.charAt(1) >= '5',
      true,
    )
})

test('names are fitted by a named rule: marks are dropped, letters spelled, the rest cut', () => {
  assert.deepEqual(fitAscii('José  Müller-Łukasz', 22), {
    text: 'Jose Muller-Lukasz',
    is_changed: true,
    is_cut: false,
  })
  assert.deepEqual(fitAscii('Straße “Ørsted” – 大', 22), {
    text: 'Strasse "Orsted" - ?',
    is_changed: true,
    is_cut: false,
  })
  assert.deepEqual(fitAscii('ADA LOVELACE KING OF LOVELACE', 22), {
    text: 'ADA LOVELACE KING OF L',
    is_changed: false,
    is_cut: true,
  })
  assert.deepEqual(fitAscii('ADA', 22), { text: 'ADA', is_changed: false, is_cut: false })
})

test('every fact says where it comes from, since when it holds and when to look again', () => {
  const facts = [
    amountLimitFacts,
    sameDayLimit,
    microEntryLimit,
    secFacts,
    transactionCodeFacts,
    ...descriptionRules.values(),
  ]
  for (const { source, effective_from, review_by } of facts) {
    assert.ok(source.length > 10)
    assert.match(effective_from, /^\d{4}-\d\d-\d\d$/)
    assert.ok(effective_from < review_by)
  }
  assert.equal(secCodes.size, 23)
})
