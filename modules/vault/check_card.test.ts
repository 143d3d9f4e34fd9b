import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDay, parseInstant } from '../../kernel/world.ts'
import { present } from '../../kernel/assert.ts'
import { checkCard, schemeOf } from './check_card.ts'
import { cardRangeFacts } from './facts/card_ranges.ts'
import { issuerFacts } from './facts/issuers.ts'
import { testCardFacts, testCards } from './facts/test_cards.ts'
import { newCard } from './testing.ts'

const now = present(parseInstant('2026-11-29T12:00:00Z'), 'a time')
const faults = (more: Parameters<typeof newCard>[0]): string[] => {
  const checked = checkCard(newCard(more), now)
  return checked.ok ? [] : (checked.error.errors ?? []).map(({ code, param }) => `${code} ${param}`)
}

test('first digits say the scheme', () => {
  const schemes = {
    '4': 'visa',
    '51': 'mastercard',
    '55': 'mastercard',
    '2221': 'mastercard',
    '2720': 'mastercard',
    '34': 'amex',
    '37': 'amex',
    '6011': 'discover',
    '644': 'discover',
    '649': 'discover',
    '65': 'discover',
    '300': 'diners',
    '305': 'diners',
    '36': 'diners',
    '38': 'diners',
    '39': 'diners',
    '3528': 'jcb',
    '3589': 'jcb',
    '62': 'unionpay',
    '50': 'maestro',
    '56': 'maestro',
    '6012': 'maestro',
    '643': 'maestro',
    '69': 'maestro',
  }
  for (const [digits, scheme] of Object.entries(schemes))
    assert.equal(schemeOf(digits.padEnd(16, '0'))?.scheme, scheme, digits)
  for (const digits of ['0', '1', '2220', '2721', '306', '3527', '3590', '7', '8', '9'])
    assert.equal(schemeOf(digits.padEnd(16, '0')), undefined, digits)
})

test('what may be seen of a card is its first digits, its last four, and what is known of the issuer', () => {
  const face = (number: string) => {
    const checked = checkCard(newCard({ number, cvc: null }), now)
    return checked.ok ? checked.value : undefined
  }
  assert.deepEqual(face('4000002760003184'), {
    scheme: 'visa',
    bin: '40000027',
    last4: '3184',
    expiry_month: 12,
    expiry_year: 2049,
    country: 'DE',
    funding: 'credit',
  })
  // Of a shorter number eight and four digits would show too much.
  assert.equal(face('378282246310005')?.bin, '378282')
  assert.deepEqual([face('4539578763621486')?.country, face('4539578763621486')?.funding], [null, null])
})

test('every test card is one that the vault takes', () => {
  for (const [name, number] of Object.entries(testCards))
    assert.equal(checkCard(newCard({ number, cvc: null }), now).ok, true, name)
})

test('each fault is named by its field', () => {
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ number: '4242424242424241' }), ['wrong_check_digit card.number'])
  assert.deepEqual(faults({ number: '424242424242424' }), ['wrong_length card.number'])
  assert.deepEqual(faults({ number: '9999999999999995' }), ['unknown_scheme card.number'])
  assert.deepEqual(faults({ cvc: '1234' }), ['wrong_length card.cvc'])
  assert.deepEqual(faults({ number: '378282246310005', cvc: '123' }), ['wrong_length card.cvc'])
  assert.deepEqual(faults({ number: '4242424242424241', cvc: '1234', year: 2020 }), [
    'wrong_check_digit card.number',
    'wrong_length card.cvc',
    'in_the_past card.expiry_year',
  ])
})

test('a card is good through the last day of its month', () => {
  assert.deepEqual(faults({ month: 11, year: 2026 }), [])
  assert.deepEqual(faults({ month: 10, year: 2026 }), ['in_the_past card.expiry_year'])
  assert.deepEqual(faults({ month: 1, year: 2027 }), [])
})

test('no fault repeats what a field held', () => {
  for (const number of ['4539578763621480', '453957876362148', '9999999999999995']) {
    const checked = checkCard(newCard({ number, cvc: '9876' }), now)
    assert.equal(checked.ok, false)
    const text = JSON.stringify(checked)
    assert.ok(!text.includes(number.slice(0, 9)) && !text.includes('9876'), text)
  }
})

test('facts say where they come from, since when they hold and when to look again', () => {
  for (const { source, effective_from, review_by } of [cardRangeFacts, issuerFacts, testCardFacts]) {
    assert.ok(source.length > 20)
    const [from, review] = [parseDay(effective_from), parseDay(review_by)]
    assert.ok(from !== undefined && review !== undefined && from < review)
  }
})
