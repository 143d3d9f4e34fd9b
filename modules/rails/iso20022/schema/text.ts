import { assert } from '../../../../kernel/assert.ts'
import { ownOf } from '../../../../kernel/own.ts'
import { type Decimal, compareDecimals, readDecimal } from './decimal.ts'
import { PATTERN_CHARS_MAX } from './limits.ts'
import { type LexicalBase, base64Bytes, isLexical } from './lexical.ts'

/** A simple type as the facts have it: the facets of XML Schema part 2. All patterns must match. */
export type SimpleFacts = {
  readonly base: string
  readonly min_length?: number
  readonly max_length?: number
  readonly length?: number
  readonly total_digits?: number
  readonly fraction_digits?: number
  readonly min_inclusive?: string
  readonly max_inclusive?: string
  readonly patterns?: readonly string[]
  readonly enumeration?: readonly string[]
}
/** What is wrong with a text; `rule` without the format in front. */
export type TextFault = { readonly rule: string; readonly detail: string }
/** Undefined when the text is what it should be. The sentences never hold the text itself, which may be an account. */
export type TextType = (text: string) => TextFault | undefined

const fault = (rule: string, detail: string): TextFault => ({ rule, detail })

/** Makes the check of a simple type; its patterns are compiled once, here. */
export function textType(facts: SimpleFacts): TextType {
  const { base } = facts
  if (base === 'string') return stringType(facts)
  if (base === 'decimal') return decimalType(facts)
  assert(isLexicalBase(base), `the type xs:${base} is known`)
  const patterns = patternCheck(facts)
  return (text) => {
    const value = collapsed(text)
    if (!isLexical(base, value)) return fault('type', `The text is not ${described[base]}.`)
    return (base === 'base64Binary' ? lengthFault(facts, base64Bytes(value)) : undefined) ?? patterns(value)
  }
}

const described: Readonly<Record<LexicalBase, string>> = {
  boolean: 'true, false, 1 or 0',
  date: 'a date such as 2026-03-31',
  dateTime: 'a date and time such as 2026-03-31T12:00:00Z',
  time: 'a time such as 12:00:00',
  gYear: 'a year such as 2026',
  gYearMonth: 'a month such as 2026-03',
  base64Binary: 'base64',
}
const isLexicalBase = (base: string): base is LexicalBase => Object.hasOwn(described, base)

/** Numbers and dates may have white space around them; texts are taken as they stand. */
function collapsed(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isSpace(text.charCodeAt(from))) from++
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13

function stringType(facts: SimpleFacts): TextType {
  const { enumeration } = facts
  const codes = enumeration === undefined ? undefined : new Set(enumeration)
  const patterns = patternCheck(facts)
  const has_length = [facts.min_length, facts.max_length, facts.length].some((one) => one !== undefined)
  return (text) => {
    const wrong = has_length ? lengthFault(facts, charsOf(text)) : undefined
    if (wrong !== undefined) return wrong
    if (codes !== undefined && !codes.has(text)) return fault('enumeration', enumerated([...codes]))
    return patterns(text)
  }
}

const CODES_SHOWN_MAX = 12
const enumerated = (codes: readonly string[]): string => {
  const shown = codes.slice(0, CODES_SHOWN_MAX).join(', ')
  const more = codes.length > CODES_SHOWN_MAX ? ` and ${codes.length - CODES_SHOWN_MAX} more` : ''
  return `The text is not one of the allowed codes: ${shown}${more}.`
}

/** Characters, not the units of UTF-16. */
function charsOf(text: string): number {
  let chars = text.length
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) chars--
  return chars
}

function lengthFault(facts: SimpleFacts, length: number): TextFault | undefined {
  const { min_length = facts.length ?? 0, max_length = facts.length ?? Number.POSITIVE_INFINITY } = facts
  if (length > max_length)
    return fault('length', `The text has a length of ${length}; at most ${max_length} are allowed.`)
  if (length < min_length)
    return fault('length', `The text has a length of ${length}; at least ${min_length} are needed.`)
  return undefined
}

function decimalType(facts: SimpleFacts): TextType {
  const { total_digits = Infinity, fraction_digits = Infinity, min_inclusive, max_inclusive } = facts
  const min = min_inclusive === undefined ? undefined : bound(min_inclusive)
  const max = max_inclusive === undefined ? undefined : bound(max_inclusive)
  const patterns = patternCheck(facts)
  return (text) => {
    const value = readDecimal(collapsed(text))
    if (value === undefined) return fault('type', 'The text is not a decimal number.')
    const digits = value.whole.length + value.fraction.length
    if (value.fraction.length > fraction_digits)
      return fault('fraction_digits', `The number has more than ${fraction_digits} digits after the point.`)
    if (digits > total_digits)
      return fault('total_digits', `The number has more than ${total_digits} digits.`)
    if (min !== undefined && compareDecimals(value, min) < 0)
      return fault('min_inclusive', `The number is less than ${min_inclusive}.`)
    if (max !== undefined && compareDecimals(value, max) > 0)
      return fault('max_inclusive', `The number is more than ${max_inclusive}.`)
    return patterns(collapsed(text))
  }
}

function bound(written: string): Decimal {
  const value = readDecimal(written)
  assert(value !== undefined, `${written} is a decimal number`)
  return value
}

/** Patterns of these schemas are linear for JavaScript; the length is bounded before all the same. */
function patternCheck({ patterns = [] }: SimpleFacts): TextType {
  const compiled = patterns.map((pattern) => ({ pattern, expression: expressionOf(pattern) }))
  return (text) => {
    if (compiled.length > 0 && text.length > PATTERN_CHARS_MAX)
      return fault('length', `The text is longer than ${PATTERN_CHARS_MAX} characters.`)
    const missed = compiled.find(({ expression }) => !expression.test(text))
    return missed === undefined
      ? undefined
      : fault('pattern', `The text does not have the form ${missed.pattern}.`)
  }
}

const PATTERN_PART = /\\.|\[(?:\\.|[^\]\\])*\]|[.^$]/gsu
const partsInJs: Readonly<Record<string, string>> = {
  '.': '[^\\n\\r]',
  '^': '\\^',
  $: '\\$',
  '\\d': '\\p{Nd}',
  '\\-': '-',
}

/** A pattern of XML Schema always covers the whole text, and has no anchors. */
const expressionOf = (pattern: string): RegExp =>
  new RegExp(`^(?:${pattern.replaceAll(PATTERN_PART, (part) => ownOf(partsInJs, part) ?? part)})$`, 'u')
