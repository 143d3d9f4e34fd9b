import { ownOf } from '../../../../sdk/typescript/own.ts'
import { decimalOf, isAmount } from './amount.ts'

export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a dotted path leads to, such as `card.last4`; undefined where the way ends. */
export function at(row: unknown, path: string): unknown {
  let value = row
  for (const name of path.split('.')) value = isJson(value) ? ownOf(value, name) : undefined
  return value
}

export const textAt = (row: unknown, path: string): string => {
  const value = at(row, path)
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** How a value is shown; the wire's conventions say it, so no column has to. */
export type Shown =
  | 'nothing'
  | 'amount'
  | 'time'
  | 'day'
  | 'state'
  | 'id'
  | 'flag'
  | 'number'
  | 'word'
  | 'text'
  | 'list'
  | 'objects'
  | 'object'

const stateNames = new Set([
  'status',
  'state',
  'result',
  'decision',
  'mode',
  'severity',
  'outcome',
  'stage',
  'consent',
  'last_status',
])
/** Words of a list that the API knows; a free text never stands under these names. */
const wordNames = new Set([
  'type',
  'kind',
  'rail',
  'rails',
  'scheme',
  'network',
  'capture_method',
  'rule',
  'need',
])
const idPattern = /^[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}$/
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
const dayPattern = /^\d{4}-\d\d-\d\d$/

/** Of anything that is no object; JSON of those. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return JSON.stringify(value) ?? ''
}

export const isId = (text: string): boolean => idPattern.test(text)

export function shownAs(value: unknown, path: string): Shown {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (isAmount(value)) return 'amount'
  if (typeof value === 'boolean') return 'flag'
  if (Array.isArray(value)) return value.length > 0 && value.every(isJson) ? 'objects' : 'list'
  if (typeof value === 'object') return 'object'
  const text = textOf(value)
  const name = path.split('.').at(-1) ?? ''
  if (stateNames.has(name)) return 'state'
  if (typeof value === 'number') return 'number'
  if (wordNames.has(name) && !text.includes('.')) return 'word'
  if (isId(text)) return 'id'
  if (timePattern.test(text)) return 'time'
  return dayPattern.test(text) && !name.endsWith('version') ? 'day' : 'text'
}

const words: Readonly<Record<string, string>> = {
  id: 'ID',
  url: 'URL',
  ip: 'IP',
  mcc: 'MCC',
  bic: 'BIC',
  iban: 'IBAN',
  sha256: 'SHA-256',
  eci: 'ECI',
  cvc: 'CVC',
  psp: 'PSP',
  sca: 'SCA',
  api: 'API',
  mit: 'merchant-initiated',
  ds: 'DS',
  totp: 'TOTP',
  email: 'e-mail',
  last4: 'last 4',
  seq: 'sequence',
}
const units: Readonly<Record<string, string>> = { bps: '0.01 %', minor: 'minor units' }

/** `amount_captured` is “Amount captured”, `is_open` is “Open”, and `duration_ms` is “Duration (ms)”. */
export function labelOf(path: string): string {
  const parts = path.split(/[._]/).map((word) => ownOf(words, word) ?? word)
  const text = parts
    .join(' ')
    .replace('three DS', '3-D Secure')
    .replace(/^is /, '')
    .replace(/ (at|on)$/, '')
    .replace(
      / (ms|bps|ppm|days|hours|minor)(?=$| min$| max$)/,
      (_, unit: string) => ` (${ownOf(units, unit) ?? unit})`,
    )
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** One cell of a spreadsheet: a value that a program would run as a formula is told apart from one. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = isAmount(value)
    ? decimalOf(value)
    : typeof value === 'object'
      ? JSON.stringify(value)
      : textOf(value)
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** An amount is two columns, a number that can be summed and its currency: “1050 USD” would be read as a thousand dollars. */
export function csvOf(rows: readonly Json[], paths: readonly string[]): string {
  const columns = paths.flatMap((path) =>
    rows.some((row) => isAmount(at(row, path))) ? [path, `${path}.currency`] : [path],
  )
  const lines = rows.map((row) => columns.map((path) => csvCell(at(row, path))).join(','))
  return [columns.join(','), ...lines].join('\r\n')
}
