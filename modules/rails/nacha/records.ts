import { dayOfSix, sixOfDay } from './dates.ts'
import { areDigits, type Field, isBlank, type Layout, type ValuesOf } from './layout.ts'
import type { Report } from './rules.ts'

type Value = string | number | bigint

/** The characters of a field without the spaces behind them. */
export function textAt(line: string, from: number, to: number): string {
  let end = to
  while (end > from && line.charCodeAt(end - 1) === 32) end--
  return line.slice(from, end)
}

/** A number that stands in digits; 0 where something else stands, which has been reported. */
export function numberAt(line: string, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; at++) {
    const digit = line.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return 0
    sum = sum * 10 + digit
  }
  return sum
}

/** Digits that a double holds exactly. */
const SAFE_DIGITS = 15

/** An amount in cents; 0 where no digits stand, which has been reported. */
export function centsAt(line: string, from: number, to: number): bigint {
  if (to - from <= SAFE_DIGITS) return BigInt(numberAt(line, from, to))
  return areDigits(line, from, to) ? BigInt(line.slice(from, to)) : 0n
}

function valueAt(line: string, { kind, from, to }: Field): Value {
  switch (kind) {
    case 'cents':
      return centsAt(line, from, to)
    case 'count':
      return numberAt(line, from, to)
    case 'day':
      return dayOfSix(line.slice(from, to)) ?? textAt(line, from, to)
    case 'right': {
      // Only what stands against the right edge loses the spaces before it; what does not is kept as it stands.
      const whole = line.slice(from, to)
      return line.charCodeAt(to - 1) === 32 ? (isBlank(line, from, to) ? '' : whole) : whole.trimStart()
    }
    case 'n':
    case 'an':
    case 'is':
    case 'blank':
      return textAt(line, from, to)
  }
}

/** Reads a record by its layout. What does not fit its field was reported by `checkFields` and reads as 0 or as it stands. */
export function readValues<L extends Layout>(layout: L, line: string): ValuesOf<L> {
  const values: Record<string, Value> = {}
  for (const field of layout.fields)
    if (field.kind !== 'is' && field.kind !== 'blank') values[field.name] = valueAt(line, field)
  return values as ValuesOf<L>
}

const PRINTABLE = /^[ -~]*$/

/** The characters of a field, or undefined where the value cannot stand in it. */
function written({ kind, length, inclusion, is }: Field, value: Value | undefined): string | undefined {
  if (kind === 'is') return is
  if (kind === 'blank') return ' '.repeat(length)
  if (kind === 'cents' || kind === 'count') return writtenNumber(value ?? 0, length)
  if (value !== undefined && typeof value !== 'string') return undefined
  const text = kind === 'day' ? (sixOfDay(value ?? '') ?? value ?? '') : (value ?? '')
  if (text.length > length || (inclusion === 'M' && isBlank(text, 0, text.length))) return undefined
  // What stands for a missing day keeps its place, and digits are never filled up: theirs is to be complete.
  if (kind === 'right') return text.padStart(length)
  if (kind !== 'n' || text === '') return text.padEnd(length)
  return text.length === length && areDigits(text, 0, length) ? text : undefined
}

function writtenNumber(value: Value, length: number): string | undefined {
  if (typeof value === 'string' || value < 0 || (typeof value === 'number' && !Number.isSafeInteger(value)))
    return undefined
  const digits = value.toString()
  return digits.length <= length ? digits.padStart(length, '0') : undefined
}

/**
 * Writes a record by its layout, from values by the names of its fields. Returns '', with a report for each field, when a
 * value cannot stand in its field: too long, not printable ASCII, negative, not as many digits as there must be, or missing
 * though mandatory. Nothing is cut and no character is replaced.
 */
export function writeValues(
  layout: Layout,
  values: (name: string) => unknown,
  line: number,
  report: Report,
): string {
  let text = ''
  for (const field of layout.fields) {
    const part = written(field, valueOf(values(field.name)))
    if (part === undefined) return refuse(layout, values, line, report)
    text += part
  }
  return PRINTABLE.test(text) ? text : refuse(layout, values, line, report)
}

/** Looks again at each field, to name those that cannot be written. */
function refuse(layout: Layout, values: (name: string) => unknown, line: number, report: Report): '' {
  for (const field of layout.fields) {
    const value = valueOf(values(field.name))
    const part = written(field, value)
    if (part !== undefined && PRINTABLE.test(part)) continue
    const isMissing = value === undefined || (typeof value === 'string' && value.trim() === '')
    const detail = isMissing
      ? `${field.name} is mandatory and has no value`
      : `${field.name} cannot hold its value: it takes ${takes(field)}`
    report(isMissing ? 'nacha_field_mandatory' : 'nacha_field_value', line, field, detail)
  }
  return ''
}

const takes = ({ kind, length }: Field): string =>
  kind === 'n'
    ? `${length} digits`
    : kind === 'count' || kind === 'cents'
      ? `a whole number of at most ${length} digits`
      : kind === 'day'
        ? 'a day of this century'
        : `at most ${length} printable ASCII characters`

const valueOf = (value: unknown): Value | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? value : undefined

/** Values of an object by name, for `writeValues`. */
export const valuesIn =
  (values: Readonly<Record<string, unknown>>) =>
  (name: string): unknown =>
    values[name]
