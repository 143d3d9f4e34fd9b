import { fromMinor } from '../../../sdk/typescript/index.ts'
import { statusText } from '../show.ts'

export type Row = Readonly<Record<string, unknown>>

export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A value in a few words, for a column or a line of its own; undefined for what takes more than that. Amounts are decimal,
 * moments end with their seconds.
 */
export function cellOf(name: string, value: unknown): string | undefined {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return textCell(name, value)
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'string' || typeof one === 'number')
      ? value.join(', ')
      : undefined
  return isRow(value) ? shortRow(value) : undefined
}

const statusNames = new Set(['status', 'state', 'outcome', 'verdict'])

function textCell(name: string, value: string): string {
  // What a bank wrote with an offset is shown as it is.
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return `${value.slice(0, 19)}Z`
  return statusNames.has(name) ? statusText(value) : value
}

/** Objects that people know in a few words: amounts, cards, and what else has but a name. */
function shortRow(row: Row): string | undefined {
  const { value, currency, scheme, last4 } = row
  if (typeof value === 'string' && typeof currency === 'string' && Object.keys(row).length === 2)
    return `${fromMinor(value, currency)} ${currency}`
  if (typeof scheme === 'string' && typeof last4 === 'string') return `${scheme} •${last4}`
  return undefined
}
