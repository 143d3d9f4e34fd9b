import { ownOf } from './own.ts'
/** Currencies of ISO 4217 that do not have two digits behind the point. Compared with the server's table by a test. */
const exponents: Readonly<Record<string, number>> = {
  ...digits(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...digits(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...digits(4, 'CLF UYW'),
}

function digits(count: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, count]))
}

/** Digits behind the decimal point: USD 2, JPY 0, KWD 3. Whether the code exists is for the API to say. */
export const minorUnits = (currency: string): number => ownOf(exponents, currency) ?? 2

export const roundings = ['half_even', 'half_up', 'down'] as const
export type Rounding = (typeof roundings)[number]
export type Minor =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly why: string }

const DIGITS_MAX = 30

/**
 * Decimal text as exact minor units: `74.37` in USD is 7437, `8.5` is 850. More digits than the currency has are
 * refused unless they are zeros or a rounding is named. No float is ever made of it.
 */
export function toMinor(text: string, currency: string, rounding?: Rounding): Minor {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text.trim())
  if (match === null) return { ok: false, why: `“${text}” is not a decimal number such as 10.50` }
  const [, sign = '', whole = '', fraction = ''] = match
  if (whole.length + fraction.length > DIGITS_MAX) return { ok: false, why: `“${text}” has too many digits` }
  const places = minorUnits(currency)
  const kept = fraction.slice(0, places).padEnd(places, '0')
  const cut = fraction.slice(places).replace(/0+$/, '')
  const least = BigInt(whole + kept)
  const negative = sign === '-'
  if (cut === '') return { ok: true, value: negative ? -least : least }
  if (rounding === undefined)
    return { ok: false, why: `“${text}” has more than the ${places} digits of ${currency} behind the point` }
  const value = roundsUp(cut, least, rounding) ? least + 1n : least
  return { ok: true, value: negative ? -value : value }
}

function roundsUp(cut: string, least: bigint, rounding: Rounding): boolean {
  if (rounding === 'down') return false
  const first = cut.charCodeAt(0) - 48
  const isHalf = first === 5 && cut.length === 1
  if (isHalf) return rounding === 'half_up' || least % 2n === 1n
  return first >= 5
}

/** Minor units as people write them: 1050 in USD is `10.50`. */
export function fromMinor(value: bigint | string, currency: string): string {
  const text = String(value)
  const [sign, bare] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text]
  const places = minorUnits(currency)
  if (places === 0) return sign + bare
  const padded = bare.padStart(places + 1, '0')
  return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`
}
