import { parseDay } from '../../../kernel/world.ts'
import { AMOUNT_DIGITS_MAX } from './limits.ts'

/** Years of two digits: both formats with them began in the 1980s. */
const CENTURY_TURN = 80

/** `YYMMDD` as `YYYY-MM-DD`; undefined when there is no such day. 80 to 99 are of the last century. */
export function daySix(text: string): string | undefined {
  if (!/^\d{6}$/.test(text)) return undefined
  const century = Number(text.slice(0, 2)) >= CENTURY_TURN ? '19' : '20'
  return dayEight(century + text)
}

/** `YYYYMMDD` as `YYYY-MM-DD`; undefined when there is no such day. */
export function dayEight(text: string): string | undefined {
  if (!/^\d{8}$/.test(text)) return undefined
  return parseDay(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`)
}

/** A whole number with an optional sign, as it stands; undefined for anything else, and for more digits than money has. */
export function wholeAmount(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const digits = text.replace(/^[+-]?0*(?=\d)/, '')
  if (digits.length > AMOUNT_DIGITS_MAX) return undefined
  return text.startsWith('-') ? -BigInt(digits) : BigInt(digits)
}

export type Decimal = { readonly minor: bigint } | { readonly wrong: 'form' | 'precision' }

/**
 * A decimal amount in minor units: an optional sign, digits, at most one point or comma and digits behind it. Zeros
 * behind the last minor digit are nothing; anything else there is `precision`, because rounding money is not reading it.
 */
export function decimalAmount(text: string, minor_digits: number): Decimal {
  const match = /^([+-]?)(\d*)(?:[.,](\d*))?$/.exec(text)
  if (match === null) return { wrong: 'form' }
  const [, sign, whole = '', fraction = ''] = match
  if (whole.length + fraction.length === 0) return { wrong: 'form' }
  const kept = fraction.slice(0, minor_digits).padEnd(minor_digits, '0')
  const digits = (whole + kept).replace(/^0+(?=\d)/, '')
  if (digits.length > AMOUNT_DIGITS_MAX) return { wrong: 'form' }
  if (/[1-9]/.test(fraction.slice(minor_digits))) return { wrong: 'precision' }
  const minor = BigInt(digits)
  return { minor: sign === '-' ? -minor : minor }
}

type Possible<T> = { [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K] }
/** Leaves out what is undefined: an optional field is absent, never there without a value. */
export function known<T extends object>(fields: Possible<T>): T {
  const kept: Partial<T> = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined) kept[name] = value
  }
  return kept as T
}

/** Text without the spaces around it, or undefined when nothing is left. */
export function worded(text: string | undefined): string | undefined {
  const trimmed = text?.trim()
  return trimmed === '' ? undefined : trimmed
}
