import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { passesLuhn, redact } from './scan.ts'

const cards = [
  '4242424242424242',
  '4000056655665556',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '3056930009020004',
  '36227206271667',
  '3566002020360505',
  '6200000000000005',
  '4222222222222',
  '6759649826438453',
]

test('a card number is taken out however it is written', () => {
  for (const card of cards) {
    const spaced = card.match(/.{1,4}/g)?.join(' ') ?? ''
    for (const written of [card, spaced, spaced.replaceAll(' ', '-')])
      for (const text of [
        written,
        `pan=${written}`,
        `"n":"${written}"`,
        `${written} 12/28`,
        `a${written}b`,
        `\\n${written}\\n`,
      ])
        assert.equal(redact(text), text.replace(written, '[redacted]'), text)
  }
})

test('a card number beside other groups of digits is found', () => {
  assert.equal(redact('4242 4242 4242 4242 12 28 123'), '[redacted] 12 28 123')
  assert.equal(redact('2026 4242 4242 4242 4242'), '2026 [redacted]')
  assert.equal(redact('4242424242424242 5555555555554444'), '[redacted] [redacted]')
})

test('secret keys are taken out', () => {
  for (const key of [
    'sk_test_4eC39HqLyjWDarjtT1',
    'sk_live_abcdefgh12345678',
    'rk_live_abcdefgh-_123456',
    'whsec_MfKQ9r8GKYqrTwjU',
  ])
    assert.equal(redact(`Bearer ${key}, and more`), 'Bearer [redacted], and more')
})

test('what only looks like a card number stays', () => {
  for (const text of [
    '4242424242424241', // Luhn fails
    '1767225600000000', // microseconds of an instant
    '2026-01-01T00:00:00.000000Z',
    '0193a5b0-1234-7123-8123-123456789012',
    'pk_test_abcdefgh12345678', // a publishable key is public
    'acc_01kdv3x8m2fqtr5wz9y7c6b4n1',
    '12345678901234567890123456789012345678901234567890',
    'amount 4200000000000',
  ])
    assert.equal(redact(text), text)
})

test('one digit changed is found by Luhn', () => {
  fc.assert(
    fc.property(fc.constantFrom(...cards), fc.nat(), fc.integer({ min: 1, max: 9 }), (card, place, by) => {
      const at = place % card.length
      const changed = card.slice(0, at) + ((Number(card[at]) + by) % 10) + card.slice(at + 1)
      assert.equal(passesLuhn(changed), false)
    }),
  )
})

test('a text of a megabyte of digits costs linear time', () => {
  const text = '4'.repeat(1_000_000) + ' 42'.repeat(300_000)
  assert.equal(typeof redact(text), 'string')
})
