import { type Currency, isCurrency, minorUnits } from '../../../kernel/currency.ts'
import { AMOUNT_MINOR_MAX } from '../../../kernel/limits.ts'

/** Exact: minor units of the currency. */
export type MtAmount = { readonly currency: Currency; readonly minor: bigint }

/** What `15d` allows, the comma included. */
const AMOUNT_CHARS_MAX = 15
/** Two digits of a year: 80 to 99 are of the last century (SWIFT User Handbook, field 32A, two-digit years). */
const CENTURY_PIVOT = 80

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
export const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0)

const two = (number: number): string => String(number).padStart(2, '0')
export const dayText = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
export const isDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)

export const yearOf = (yy: string): number => Number(yy) + (Number(yy) >= CENTURY_PIVOT ? 1900 : 2000)

/** `YYMMDD` as a calendar day; undefined when there is no such day. */
export function readDate(text: string): string | undefined {
  if (!/^\d{6}$/.test(text)) return undefined
  const [year, month, day] = [yearOf(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4))]
  return isDay(year, month, day) ? dayText(year, month, day) : undefined
}

/** `YYYY-MM-DD` as `YYMMDD`. */
export const shortDate = (day: string): string => day.slice(2).replaceAll('-', '')

/** `YYMMDDhhmm` and an offset `+hhmm` as an instant with that offset; undefined when there is no such time. */
export function readDateTime(text: string): string | undefined {
  const [, date = '', hour = '', minute = '', sign = '+', zone = '0000'] =
    /^(\d{6})(\d\d)(\d\d)(?:([+-])(\d{4}))?$/.exec(text) ?? []
  const day = readDate(date)
  if (day === undefined || !isTime(hour, minute) || !isZone(zone)) return undefined
  return `${day}T${hour}:${minute}:00${sign}${zone.slice(0, 2)}:${zone.slice(2)}`
}
const isTime = (hour: string, minute: string): boolean => Number(hour) < 24 && Number(minute) < 60
const isZone = (zone: string): boolean => Number(zone.slice(0, 2)) <= 14 && Number(zone.slice(2)) < 60

export type AmountFault = {
  readonly rule: string
  readonly detail: string
  readonly severity: 'refused' | 'noted'
}
export type ReadAmount = { readonly minor: bigint | undefined; readonly faults: readonly AmountFault[] }

/** Reads `15d`: digits, a comma, digits. Leading zeros and more zeros than the currency has are taken as they are meant. */
export function readMinor(text: string, currency: string): ReadAmount {
  const faults: AmountFault[] = []
  const add = (rule: string, detail: string, severity: AmountFault['severity']): void => {
    faults.push({ rule, detail, severity })
  }
  const [, whole = '', comma, fraction = ''] = /^(\d{1,40})(,)?(\d{0,20})$/.exec(text) ?? []
  if (whole === '' || (comma === undefined && fraction !== '')) {
    add('mt_amount', 'an amount is digits, a comma and digits', 'refused')
    return { minor: undefined, faults }
  }
  if (comma === undefined) add('mt_amount_comma', 'an amount has a comma, also before no decimals', 'noted')
  if (text.length > AMOUNT_CHARS_MAX)
    add('mt_amount_length', `an amount has at most ${AMOUNT_CHARS_MAX} characters`, 'noted')
  if (!isCurrency(currency)) {
    add('mt_currency', `${currency.slice(0, 3)} is not a currency of ISO 4217`, 'refused')
    return { minor: undefined, faults }
  }
  const digits = minorUnits(currency)
  const decimals = fraction.replace(/0+$/, '')
  if (decimals.length > digits) {
    add('mt_amount_scale', `${currency} has ${digits} decimals`, 'refused')
    return { minor: undefined, faults }
  }
  const minor = BigInt(whole + decimals.padEnd(digits, '0'))
  if (minor <= AMOUNT_MINOR_MAX) return { minor, faults }
  add('mt_amount_size', 'the amount is larger than any that can be held', 'refused')
  return { minor: undefined, faults }
}

function split({ minor, currency }: MtAmount): readonly [whole: string, fraction: string] {
  const digits = minorUnits(currency)
  const text = minor.toString().padStart(digits + 1, '0')
  return [text.slice(0, text.length - digits), text.slice(text.length - digits)]
}

/** As MX writes it, without zeros at the end: `1058.47`, `1.2`, `136490`. */
export function decimalText(amount: MtAmount): string {
  const [whole, fraction] = split(amount)
  const decimals = fraction.replace(/0+$/, '')
  return decimals === '' ? whole : `${whole}.${decimals}`
}

/** As MT writes it, with all decimals of the currency: `1058,47`, `136490,00`, and `500,` for yen. */
export function swiftText(amount: MtAmount): string {
  const [whole, fraction] = split(amount)
  return `${whole},${fraction}`
}

/** Character set x of SWIFT: what may stand in a field unless it says otherwise. */
export const isSetX = (text: string): boolean => /^[A-Za-z0-9/?:().,'+ -]*$/.test(text)
/** The first character outside of set x, from 0; -1 when there is none. */
export const outsideX = (text: string): number => text.search(/[^A-Za-z0-9/?:().,'+ -]/)

/** Eight or eleven characters (ISO 9362): four of a party, two letters of a country, two of a place, three of a branch. */
export const isBic = (text: string): boolean => /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text)
/** What the scheme of ISO 20022 takes for an IBAN; check digits are for whoever uses the account. */
export const looksLikeIban = (text: string): boolean => /^[A-Z]{2}\d\d[A-Za-z0-9]{1,30}$/.test(text)
export const isUetr = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text)
