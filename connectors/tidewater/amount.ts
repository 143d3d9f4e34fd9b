import { isCurrency, minorUnits } from '../../kernel/currency.ts'
import { type Money, money, parseMinor } from '../../kernel/money.ts'

/** `1050` of USD is `10.50`, of JPY `1050`, of KWD `1.050`. */
export function decimalOf({ minor, currency }: Money): string {
  const places = minorUnits(currency)
  const sign = minor < 0n ? '-' : ''
  const digits = String(minor < 0n ? -minor : minor).padStart(places + 1, '0')
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** Null unless it has exactly the currency's decimals: `10.5` of USD is somebody's mistake. */
export function readDecimal(text: string, currency: string): Money | null {
  if (!isCurrency(currency)) return null
  const places = minorUnits(currency)
  const match = /^(-?)(\d{1,18})(?:\.(\d{1,4}))?$/.exec(text)
  if (match === null || (match[3] ?? '').length !== places) return null
  const minor = parseMinor(`${match[2]}${match[3] ?? ''}`.replace(/^0+(?=\d)/, ''))
  return minor === undefined ? null : money(match[1] === '-' ? -minor : minor, currency)
}
