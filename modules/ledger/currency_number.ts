import { type Currency, isCurrency } from '../../kernel/currency.ts'
import { assert } from '../../kernel/assert.ts'

/** Currency codes as stored in balances: three letters in 15 bits. */
export const currencyNumber = (code: Currency): number =>
  (code.charCodeAt(0) - 65) * 676 + (code.charCodeAt(1) - 65) * 26 + code.charCodeAt(2) - 65

export function currencyOf(number: number): Currency {
  const letters = [Math.floor(number / 676), Math.floor(number / 26) % 26, number % 26]
  const code = String.fromCharCode(...letters.map((letter) => letter + 65))
  assert(isCurrency(code), `no currency has the number ${number}`)
  return code
}
