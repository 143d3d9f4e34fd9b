import { minorUnits as digitsOf, toMinor } from '../../../../sdk/typescript/amounts.ts'

/** Minor units as digits, as on the wire; never a JavaScript number. */
export type Amount = { readonly value: string; readonly currency: string }

export const isAmount = (value: unknown): value is Amount =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 2 &&
  typeof (value as Amount).value === 'string' &&
  typeof (value as Amount).currency === 'string'

/** `1050` USD is `10.50`: exact for any length, since it is only cut. */
export function decimalOf({ value, currency }: Amount): string {
  const digits = digitsOf(currency)
  const isNegative = value.startsWith('-')
  const units = (isNegative ? value.slice(1) : value).padStart(digits + 1, '0')
  const whole = units.slice(0, units.length - digits)
  const fraction = digits === 0 ? '' : `.${units.slice(-digits)}`
  return `${isNegative ? '-' : ''}${whole}${fraction}`
}

/** With thousands set apart: `1,234.50`. */
export function shownAmount(amount: Amount): string {
  const [whole = '', fraction] = decimalOf(amount).replace('-', '').split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${amount.value.startsWith('-') ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

/** What a person typed, `10.5` or `1,234.50`, as minor units; undefined when it is no amount of the currency. */
export function typedAmount(typed: string, currency: string): string | undefined {
  const minor = toMinor(typed.replaceAll(/[\s,]/g, ''), currency)
  return minor.ok ? String(minor.value) : undefined
}

/** The sum of amounts in one currency, in minor units. */
export const totalOf = (amounts: readonly Amount[]): bigint =>
  amounts.reduce((total, { value }) => total + BigInt(value), 0n)
