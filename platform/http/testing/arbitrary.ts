import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import { ownOf } from '../../../kernel/own.ts'
import { compileChecker } from '../checker.ts'
import type { JsonSchema } from '../json_schema.ts'

/** Values that exist, by the name of the field that may hold them. */
export type KnownValues = Readonly<Record<string, readonly string[]>>
const nothingKnown: KnownValues = {}

/** Words that every object answers to, so that a table that is asked for them by mistake answers too. */
export const inheritedWords = [...Object.getOwnPropertyNames(Object.prototype), 'prototype']

/** Values that a schema allows: short texts and lists, every branch of every union. */
export function validValue(schema: JsonSchema, known: KnownValues = nothingKnown): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((branch) => validValue(branch, known)))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  switch (schema.type) {
    case 'object':
      return validObject(schema, known)
    case 'array':
      return validList(schema, known)
    case 'string':
      return validText(schema)
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -(2 ** 31), -(2 ** 53 - 1)),
        max: Math.min(schema.maximum ?? 2 ** 53 - 1, 2 ** 53 - 1),
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 2 }).map((value) => (typeof value === 'number' ? 1 : value))
  }
}

function validObject(schema: JsonSchema, known: KnownValues): fc.Arbitrary<object> {
  const fields = Object.entries(schema.properties ?? {})
  const named = fc.record(
    Object.fromEntries(fields.map(([name, field]) => [name, validField(name, field, known)])),
    {
      requiredKeys: [...(schema.required ?? [])],
    },
  )
  const [rest] = Object.entries(schema.patternProperties ?? {})
  if (rest === undefined) return asMany(named, schema)
  const [pattern, inner] = rest
  const form = new RegExp(pattern)
  const names = fc.stringMatching(form).filter((name) => isPlainKey(name) && name.length <= 40)
  const words = inheritedWords.filter((word) => isPlainKey(word) && form.test(word))
  const free = fc.dictionary(nowAndThen(words, names), validValue(inner, known), {
    minKeys: schema.minProperties ?? 0,
    maxKeys: Math.min(schema.maxProperties ?? 3, 3),
    noNullPrototype: true,
  })
  return fc.tuple(free, named).map(([a, b]) => ({ ...a, ...b }))
}

/** Fields of one name may be ids of different things, or no ids at all. */
const isAlike = (one: unknown, other: unknown): boolean =>
  typeof one === typeof other && prefixOf(one) === prefixOf(other)
const prefixOf = (value: unknown): string => /^[a-z]{3}_/.exec(String(value))?.[0] ?? ''

/** A body with the fields that `known` has values for set to one of them, and its own id, if any, left out: ids of others stay. */
export function withKnown(value: unknown, known: KnownValues): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) return fc.tuple(...value.map((item) => withKnown(item, known)))
  if (typeof value !== 'object' || value === null) return fc.constant(value)
  const fields = Object.entries(value).map(([name, inner]): [string, fc.Arbitrary<unknown>] => {
    const values = (ownOf(known, name) ?? []).filter((one) => isAlike(one, inner))
    return [name, values.length === 0 ? withKnown(inner, known) : fc.constantFrom(...values)]
  })
  const own_id = 'id' in value && prefixOf(value.id) !== ''
  return fc.record(Object.fromEntries(fields.filter(([name]) => !(own_id && name === 'id'))))
}

/** Keeps to the least and the greatest number of fields, giving up optional ones. */
function asMany(objects: fc.Arbitrary<object>, schema: JsonSchema): fc.Arbitrary<object> {
  const { minProperties = 0, maxProperties = Infinity, required = [] } = schema
  return objects
    .map((value) => {
      const names = Object.keys(value).sort(
        (a, b) => Number(required.includes(b)) - Number(required.includes(a)),
      )
      const kept = names.slice(0, maxProperties)
      return Object.fromEntries(Object.entries(value).filter(([name]) => kept.includes(name)))
    })
    .filter((value) => Object.keys(value).length >= minProperties)
}

/** Now and then a value that exists, so that more is reached than the first look-up. */
function validField(name: string, field: JsonSchema, known: KnownValues): fc.Arbitrary<unknown> {
  const { check } = compileChecker(field)
  const values = (ownOf(known, name) ?? []).filter((value) => check(value))
  const other = validValue(field, known)
  return values.length === 0 ? other : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, other)
}

const isPlainKey = (name: string): boolean =>
  !['__proto__', 'constructor', 'prototype'].includes(name) && isPlainText(name)
const isPlainText = (text: string): boolean =>
  text.isWellFormed() && !text.includes('\0') && text.normalize('NFC') === text

function validList(schema: JsonSchema, known: KnownValues): fc.Arbitrary<unknown[]> {
  const minLength = schema.minItems ?? 0
  const bounds = { minLength, maxLength: Math.min(schema.maxItems ?? minLength + 3, minLength + 3) }
  const item = schema.items === undefined ? fc.constant(null) : validValue(schema.items, known)
  return schema.uniqueItems === true
    ? fc.uniqueArray(item, { ...bounds, selector: (value) => JSON.stringify(value) })
    : fc.array(item, bounds)
}

const SECONDS_MAX = 4_000_000_000
const MICROS = 1_000_000

/** By the schema. To take a pattern apart takes milliseconds, and every route has the same few patterns of ids. */
const texts = new Map<string, fc.Arbitrary<string>>()

function validText(schema: JsonSchema): fc.Arbitrary<string> {
  const key = JSON.stringify([schema.format, schema.pattern, schema.minLength, schema.maxLength])
  const known = texts.get(key) ?? makeText(schema)
  texts.set(key, known)
  return known
}

function makeText(schema: JsonSchema): fc.Arbitrary<string> {
  const minLength = schema.minLength ?? 0
  const maxLength = Math.min(schema.maxLength ?? minLength + 40, minLength + 60)
  if (schema.format === 'time-or-day')
    return fc.oneof(...['date-time', 'date'].map((format) => validText({ ...schema, format })))
  if (schema.format === 'date-time' || schema.format === 'date') {
    const time = fc.nat(SECONDS_MAX).map((seconds) => new Date(seconds * 1000).toISOString())
    return schema.format === 'date' ? time.map((text) => text.slice(0, 10)) : time
  }
  if (schema.format === 'uuid') return fc.uuid()
  const text =
    schema.pattern === undefined
      ? fc.string({ unit: 'grapheme', minLength, maxLength, size: 'medium' })
      : // What a pattern looks ahead for is left to the filter: fast-check cannot build it.
        fc.stringMatching(new RegExp(schema.pattern.replace(/\(\?=[^)]*\)/, '')), {
          maxLength: Math.max(maxLength, 64),
        })
  const fitting = text
    .map((value) => value.replaceAll('\0', 'x').normalize('NFC'))
    .filter((value) => fits(value, schema))
  return nowAndThen(
    inheritedWords.filter((word) => fits(word, schema)),
    fitting,
  )
}

const nowAndThen = (words: readonly string[], others: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  words.length === 0
    ? others
    : fc.oneof({ weight: 9, arbitrary: others }, { weight: 1, arbitrary: fc.constantFrom(...words) })

function fits(value: string, { minLength = 0, maxLength = MICROS, pattern }: JsonSchema): boolean {
  const length = Array.from(value).length
  return (
    isPlainText(value) &&
    length >= minLength &&
    length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(value))
  )
}

/** Values that break something somewhere: every row of reliability.md §4 that JSON can carry as a value. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1,
    '',
    ' ',
    '0',
    '-1',
    '01',
    '1.0',
    '1e3',
    '+1',
    '٣',
    'Infinity',
    'NaN',
    [],
    {},
    [[]],
    9_007_199_254_740_991,
    -9_007_199_254_740_991,
    '9'.repeat(19),
    '9'.repeat(400),
    '9'.repeat(100_000),
    'a'.repeat(28),
    `${'a'.repeat(28)}!`,
    `${':a'.repeat(40)}!`,
    'x'.repeat(10_000),
    '\u202e',
    '\u200b',
    '\ufeff',
    'é',
    'e\u0301',
    '💶',
    '"; drop table x; --',
    '${jndi:ldap://x}',
    '../../etc/passwd',
    '%00',
    '=1+1',
    '<script>',
    'http://0x7f.1/',
    '2026-02-30',
    '2026-13-01T00:00:00Z',
    '9999-12-31T23:59:60Z',
    'acc_',
    'USD',
    'XXX',
    'usd',
    { constructor_: 1 },
    { toString: 1, valueOf: null, hasOwnProperty: 'x' },
    { value: '1', currency: 'USD' },
    { value: -1, currency: 'USD' },
    { value: '1' },
  ),
  fc.constantFrom(...inheritedWords),
  fc.jsonValue({ maxDepth: 3 }).map(withoutFloats),
  fc.bigInt().map(String),
  fc.string({ unit: 'binary-ascii', maxLength: 20 }),
)

function withoutFloats(value: unknown): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) ? 7 : value
}

/** A valid value with one place of it changed: a field lost, added, or replaced by something hostile. */
export function brokenValue(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.constantFrom<'drop' | 'add' | 'replace'>('drop', 'add', 'replace', 'replace', 'replace')
  return fc
    .tuple(valid, fc.array(fc.nat(50), { maxLength: 6 }), change, hostileValue)
    .map(([value, turns, kind, hostile]) => changed(value, turns, kind, hostile))
}

function changed(value: unknown, turns: readonly number[], kind: string, hostile: unknown): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const [turn, ...rest] = turns
  if (turn === undefined || keys.length === 0) return kind === 'add' ? added(value, hostile) : hostile
  const key = present(keys[turn % keys.length], 'a key')
  const inner = (value as Record<string, unknown>)[key]
  const isLeaf = typeof inner !== 'object' || inner === null || rest.length === 0
  if (isLeaf && kind === 'drop' && !Array.isArray(value)) return without(value as object, key)
  if (isLeaf && kind === 'add') return added(value, hostile)
  const next = changed(inner, rest, kind, hostile)
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? next : item))
  return { ...(value as object), [key]: next }
}

const without = (value: object, key: string): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))

const added = (value: unknown, hostile: unknown): unknown =>
  Array.isArray(value)
    ? [...(value as unknown[]), hostile]
    : typeof value === 'object' && value !== null
      ? { ...value, surplus: hostile }
      : hostile
