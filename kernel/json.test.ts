import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical_json.ts'
import { readStrictJson } from './json.ts'
import { readExactJson } from './json_exact.ts'
import { FAULTS_MAX, JSON_VALUES_MAX } from './limits.ts'

const faultsOf = (source: Buffer | string): string[] => {
  const read = readStrictJson(source)
  return read.ok ? [] : read.error.map((fault) => `${fault.code} ${fault.param}`.trim())
}
const valueOf = (source: Buffer | string): unknown => {
  const read = readStrictJson(source)
  assert.ok(read.ok, `refused: ${String(source)}`)
  return read.value
}
const forbidden = ['__proto__', 'constructor', 'prototype']
/** Values that the rules allow, keys and texts in every script. */
const allowed = fc.jsonValue({ stringUnit: 'grapheme', depthSize: 'medium' }).map(withoutFloats)

function withoutFloats(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : Math.trunc(value % 1000) + 0
  if (typeof value === 'string') return value.replaceAll('\0', '').normalize('NFC')
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutFloats)
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key.replaceAll('\0', '').normalize('NFC'),
    withoutFloats(inner),
  ])
  return Object.fromEntries(entries.filter(([key]) => !forbidden.includes(key)))
}

test('strict JSON: what is allowed is read exactly as native parsing reads it, however it is spaced and escaped', () => {
  fc.assert(
    fc.property(allowed, fc.boolean(), fc.boolean(), (value, isSpaced, isEscaped) => {
      const text = JSON.stringify(value, null, isSpaced ? 2 : 0)
      const sent = isEscaped ? text.replace(/[^\u0000-\u007f]/g, escapeOf) : text
      assert.deepEqual(valueOf(Buffer.from(sent)), JSON.parse(text))
      assert.deepEqual(valueOf(sent), JSON.parse(text))
      assert.deepEqual(readExactJson(sent).value, JSON.parse(text))
    }),
  )
})

test('strict JSON: whatever text comes in, what is accepted is what native parsing says, and nothing throws', () => {
  const signs = '{ } [ ] : , " \\ 0 1 2 3 4 5 6 7 8 9 . e E + - t f n u'.split(' ')
  const words = ['true', 'false', 'null', '"a"', '"b":', '\\u00e9', '\\ud800', 'é', 'e\u0301', '__proto__']
  const fragment = fc.constantFrom(...signs, ...words, ' ', '\n', '\t', '1.5', '-0')
  const soup = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(''))
  const broken = fc
    .tuple(allowed, fc.nat(), fragment)
    .map(([value, at, piece]) => spliced(JSON.stringify(value), at, piece))
  fc.assert(
    fc.property(fc.oneof(soup, broken), (text) => {
      const read = readStrictJson(text)
      const exact = readExactJson(text)
      assert.equal(read.ok, exact.faults.length === 0)
      const native = nativeParse(text)
      if (read.ok) assert.deepEqual(withoutFloats(read.value), withoutFloats(native?.value))
      if (native === undefined) assert.equal(faultsOf(text).at(-1)?.startsWith('invalid_json'), true)
    }),
    { numRuns: 2000 },
  )
})

test('strict JSON: any bytes at all are read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      readStrictJson(Buffer.from(bytes))
    }),
  )
})

test('strict JSON: the same key twice is refused with its path, escaped or composed differently or not', () => {
  assert.deepEqual(faultsOf('{"amount":1,"amount":999}'), ['duplicate_key amount'])
  assert.deepEqual(faultsOf('{"a":[{"b":{"c":1,"d":2,"c":3}}]}'), ['duplicate_key a.0.b.c'])
  assert.deepEqual(faultsOf(String.raw`{"amount":1,"\u0061mount":999}`), ['duplicate_key amount'])
  assert.deepEqual(faultsOf('{"é":1,"e\u0301":2}'), ['duplicate_key é'])
})

test('strict JSON: keys that reach into prototypes are refused at any depth, escaped or not', () => {
  for (const key of forbidden) {
    assert.deepEqual(faultsOf(`{"a":[{"${key}":{"x":1}}]}`), [`key_not_allowed a.0.${key}`])
    assert.deepEqual(faultsOf(`{"\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}":1}`), [
      `key_not_allowed ${key}`,
    ])
    assert.deepEqual(valueOf(`{"a":"${key}"}`), { a: key })
  }
  assert.equal(({} as Record<string, unknown>)['x'], undefined)
})

test('strict JSON: only whole numbers within 2^53, written plainly, are numbers', () => {
  for (const digits of ['0', '-1', '1050', '9007199254740991', '-9007199254740991'])
    assert.equal(valueOf(digits), Number(digits))
  for (const digits of ['1.0', '1e2', '1E400', '-0', '0.1', '9007199254740993', '-9007199254740992'])
    assert.deepEqual(faultsOf(`{"amount":{"value":${digits}}}`), ['number_not_exact amount.value'], digits)
  for (const digits of ['01', '+1', '.5', '1.', '0x10', 'NaN', 'Infinity', '1_000'])
    assert.match(faultsOf(digits)[0] ?? '', /^invalid_json/, digits)
})

test('strict JSON: half characters, U+0000 and bytes that are not UTF-8 are refused', () => {
  assert.deepEqual(faultsOf(String.raw`{"a":"\ud800"}`), ['text_not_allowed a'])
  assert.deepEqual(faultsOf(String.raw`{"a":["x\udc00y"]}`), ['text_not_allowed a.0'])
  assert.deepEqual(faultsOf('{"a":"\ud800"}'), ['text_not_allowed a'])
  assert.deepEqual(faultsOf(String.raw`{"a":"\u0000"}`), ['text_not_allowed a'])
  assert.deepEqual(faultsOf(Buffer.from([0x22, 0xff, 0x22])), ['invalid_utf8'])
  assert.deepEqual(faultsOf(Buffer.from([0x22, 0xc0, 0xaf, 0x22])), ['invalid_utf8'])
  assert.deepEqual(faultsOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), ['invalid_utf8'])
  assert.match(faultsOf(Buffer.from('\ufeff{}'))[0] ?? '', /^invalid_json/)
  assert.match(faultsOf('{"a":"line\nbreak"}')[0] ?? '', /^invalid_json/)
})

test('strict JSON: texts come back in NFC, so one name is one name', () => {
  assert.deepEqual(valueOf('{"name":"e\u0301"}'), { name: 'é' })
  assert.deepEqual(valueOf(String.raw`{"name":"e\u0301"}`), { name: 'é' })
})

test('strict JSON: nesting is bounded at 32, also when it is 100,000 deep', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  assert.ok(readStrictJson(deep(32)).ok)
  assert.match(faultsOf(deep(33))[0] ?? '', /^too_deep 0\.0\.0/)
  assert.match(faultsOf(deep(100_000))[0] ?? '', /^too_deep/)
  assert.match(faultsOf('{"a":'.repeat(40))[0] ?? '', /^too_deep a\.a\.a/)
})

test('strict JSON: a body with more values than anyone needs is refused before it is parsed', () => {
  assert.deepEqual(faultsOf(`[${'1,'.repeat(JSON_VALUES_MAX + 1)}1]`), ['too_many_values'])
})

test('strict JSON: all faults are named at once, up to a limit, and a syntax fault says its line and column', () => {
  assert.deepEqual(faultsOf('{"a":1.5,"b":{"c":-0},"a":2}'), [
    'number_not_exact a',
    'number_not_exact b.c',
    'duplicate_key a',
  ])
  assert.equal(faultsOf(`[${'1.5,'.repeat(500)}1]`).length, FAULTS_MAX)
  const read = readStrictJson('{\n  "a": tru\n}')
  assert.equal(read.ok ? '' : read.error[0]?.detail, 'line 2, column 8: expected a value')
})

test('canonical JSON: is the same for the same value whatever order its fields came in', () => {
  fc.assert(
    fc.property(allowed, (value) => {
      assert.equal(canonicalJson(reversed(value)), canonicalJson(value))
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)))
    }),
  )
})
test('canonical JSON: differs when the value does', () => {
  fc.assert(
    fc.property(allowed, allowed, (a, b) => {
      assert.equal(
        canonicalJson(a) === canonicalJson(b),
        JSON.stringify(a) === JSON.stringify(b) || isSame(a, b),
      )
    }),
  )
  assert.equal(canonicalJson({ b: undefined, a: [{ d: 1, c: '"' }] }), String.raw`{"a":[{"c":"\"","d":1}]}`)
})

const escapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
const spliced = (text: string, at: number, piece: string): string =>
  text.slice(0, at % (text.length + 1)) + piece + text.slice(at % (text.length + 1))

function nativeParse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(reversed)
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b)
    return true
  } catch {
    return false
  }
}
