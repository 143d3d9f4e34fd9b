import { createHash } from 'node:crypto'

type Range = { readonly first: string; readonly digits: number; readonly per_mille: number }

/**
 * Shares of the schemes, roughly those of cards in use. The first digits are those of published test numbers, so no
 * number that is made here is anybody's card. Source: docs.stripe.com/testing (2026-11).
 */
const ranges: readonly Range[] = [
  { first: '424242', digits: 16, per_mille: 460 },
  { first: '400005', digits: 16, per_mille: 110 },
  { first: '555555', digits: 16, per_mille: 250 },
  { first: '520082', digits: 16, per_mille: 80 },
  { first: '378282', digits: 15, per_mille: 60 },
  { first: '601111', digits: 16, per_mille: 40 },
]

/** Later than any sandbox's clock can be moved. */
export const testCardExpiry = { expiry_month: 12, expiry_year: 2049 } as const

/** A card number for a text: the same for the same text and seed, and with the right check digit (Luhn). */
export function testCardNumber(text: string, seed: string): string {
  const hash = createHash('sha256').update(`${seed}\0${text}`).digest()
  let share = hash.readUInt32BE(0) % 1_000
  const range = ranges.find(({ per_mille }) => (share -= per_mille) < 0) ?? ranges[0]
  const { first = '', digits = 16 } = range ?? {}
  const middle = String(hash.readBigUInt64BE(4)).padStart(20, '0')
  const body = first + middle.slice(-(digits - 1 - first.length))
  return body + luhnDigit(body)
}

/** The digit that makes the number pass the check of ISO/IEC 7812-1, annex B. */
function luhnDigit(body: string): string {
  let sum = 0
  for (let at = body.length - 1, isDoubled = true; at >= 0; at--, isDoubled = !isDoubled) {
    const digit = body.charCodeAt(at) - 48
    const value = isDoubled ? digit * 2 : digit
    sum += value > 9 ? value - 9 : value
  }
  return String((10 - (sum % 10)) % 10)
}
