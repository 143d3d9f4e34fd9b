import { isCurrency, minorUnits } from '../../../../../kernel/currency.ts'
import { AMOUNT_MINOR_MAX } from '../../../../../kernel/limits.ts'
import type { Codec } from './codec.ts'
import { type Judged, leaf, notedAs, refusedAs } from './leaf.ts'
import { patterned } from './text.ts'

/**
 * An amount of a message. `minor` counts the smallest ISO 4217 unit. A schema allows five decimals for every currency:
 * what is finer than the smallest unit is not rounded but stands in `finer`, its digits as text, so that 12.345 EUR is
 * 1234 and '5'. Nobody may book such an amount without a decision.
 */
export type Amount = { readonly minor: bigint; readonly currency: string; readonly finer?: string }

// A schema allows 18 digits. Length first: BigInt of a million digits stalls.
const DECIMAL = /^([+-]?)(\d{0,18})(?:\.(\d{0,17}))?$/
const SCALE_OF_UNKNOWN = 2

type Decimal = { readonly is_negative: boolean; readonly whole: string; readonly fraction: string }

function parseDecimal(text: string): Decimal | undefined {
  const found = DECIMAL.exec(text)
  if (found === null) return undefined
  const [, sign = '', whole = '', fraction = ''] = found
  return whole === '' && fraction === '' ? undefined : { is_negative: sign === '-', whole, fraction }
}

const SUM_SCALE = 17
/** A decimal in units of 10^-17, so that sums of any amounts compare exactly; undefined for other text. */
export function scaled(text: string): bigint | undefined {
  const decimal = parseDecimal(text)
  if (decimal === undefined) return undefined
  const units = BigInt(decimal.whole + decimal.fraction.padEnd(SUM_SCALE, '0'))
  return decimal.is_negative ? -units : units
}

/** The same units for an amount; a control sum adds them without regard to the currency. */
export const scaledAmount = (amount: Amount): bigint => scaled(decimalOf(amount)) ?? 0n

/** Units of 10^-17 as a plain decimal, without zeros at the end. */
export function unscaled(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(SUM_SCALE + 1, '0')
  const fraction = digits.slice(-SUM_SCALE).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SUM_SCALE)}${fraction === '' ? '' : `.${fraction}`}`
}

const scaleOf = (currency: string): number => (isCurrency(currency) ? minorUnits(currency) : SCALE_OF_UNKNOWN)

/** An amount as decimal text with the digits of its currency: `1234.50`. */
export function decimalOf({ minor, currency, finer = '' }: Amount): string {
  const scale = scaleOf(currency)
  const digits = String(minor < 0n ? -minor : minor).padStart(scale + 1, '0')
  const fraction = digits.slice(digits.length - scale) + finer
  return `${minor < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction === '' ? '' : `.${fraction}`}`
}

/** Reads decimal text in a currency, exactly. Negative, unknown and too fine amounts carry their problem. */
function judgeAmount(text: string, currency: string): Judged<Amount> {
  const decimal = parseDecimal(text)
  if (decimal === undefined || decimal.whole.length + decimal.fraction.length > 18)
    return { problem: refusedAs('iso20022_amount', 'an amount has up to 18 digits and a point') }
  const scale = scaleOf(currency)
  const units = BigInt(decimal.whole + decimal.fraction.slice(0, scale).padEnd(scale, '0'))
  if (units > AMOUNT_MINOR_MAX)
    return { problem: refusedAs('iso20022_amount', 'the amount is larger than any sum of money') }
  const finer = decimal.fraction.slice(scale).replace(/0+$/, '')
  const minor = decimal.is_negative ? -units : units
  const value = finer === '' ? { minor, currency } : { minor, currency, finer }
  if (decimal.is_negative)
    return { value, problem: refusedAs('iso20022_amount', 'an amount is not below zero') }
  if (!isCurrency(currency))
    return {
      value,
      problem: refusedAs('iso20022_currency_unknown', `${currency.slice(0, 8)} is no ISO 4217 currency`),
    }
  if (finer === '') return { value }
  const detail = `${currency} has ${scale} decimals, ${decimal.fraction.length} stand here`
  return { value, problem: notedAs('iso20022_amount_decimals', detail) }
}

/** An amount with its currency in the attribute `Ccy`. */
export const amount: Codec<Amount> = leaf({
  form: { kind: 'amount' },
  judge: (text, from) => judgeAmount(text, from.attributes['Ccy'] ?? ''),
  print(value) {
    if (!isCurrency(value.currency)) return { why: 'the currency is none of ISO 4217' }
    if (value.minor < 0n) return { why: 'an amount is not below zero' }
    if (!/^\d*$/.test(value.finer ?? '')) return { why: 'what is finer than the smallest unit is digits' }
    const decimal = decimalOf(value)
    const [whole = '', fraction = ''] = decimal.split('.')
    return fraction.length > 5 || whole.length + fraction.length > 18
      ? { why: 'an amount has at most 18 digits, five of them decimals' }
      : { text: decimal }
  },
  attributes: ({ currency }) => ({ Ccy: currency }),
})

/** A plain decimal, such as a control sum or a rate, as its text: it has no currency of its own. */
export const decimal: Codec<string> = leaf({
  form: { kind: 'decimal' },
  judge: (text) =>
    parseDecimal(text) === undefined
      ? { problem: refusedAs('iso20022_decimal', 'a plain decimal stands here') }
      : { value: text },
  print: (value) =>
    parseDecimal(value) === undefined ? { why: 'a plain decimal is written' } : { text: value },
})

export const currencyCode = patterned({
  length: 3,
  pattern: /^[A-Z]{3}$/,
  rule: 'iso20022_currency_unknown',
  detail: 'a currency is three capital letters',
  examples: ['EUR', 'USD', 'JPY', 'KWD'],
})
