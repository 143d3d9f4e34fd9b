import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Type as T } from 'typebox'
import { Compile } from 'typebox/schema'
import type { Fault } from '../../kernel/result.ts'
import { StartRefused } from '../db/start_refused.ts'
import { compileChecker } from './checker.ts'
import { inputSchema } from './input_schema.ts'
import type { JsonSchema } from './json_schema.ts'
import { TEXT_CHARS_MAX } from './limits.ts'
import { brokenValue, hostileValue, validValue } from './testing/arbitrary.ts'

const faultsOf = (schema: JsonSchema, value: unknown): string[] => {
  const faults: Fault[] = []
  compileChecker(schema).explain(value, '', faults)
  return faults.map((fault) => `${fault.code} ${fault.param}`.trim())
}

const Amount = T.Object({
  value: T.Union([T.String({ pattern: '^(0|[1-9][0-9]{0,17})$' }), T.Integer({ minimum: 0 })]),
  currency: T.String({ pattern: '^[A-Z]{3}$', fault: 'must be an ISO 4217 code such as USD' }),
})
const Order = T.Object({
  id: T.Optional(T.String({ minLength: 3, maxLength: 10 })),
  amount: Amount,
  kind: T.Union([T.Literal('single'), T.Literal('pending')]),
  at: T.Union([T.Null(), T.String({ format: 'date-time' })]),
  tags: T.Optional(T.Array(T.Enum(['a', 'b']), { maxItems: 2, uniqueItems: true })),
  metadata: T.Optional(
    T.Record(T.String({ pattern: '^[a-z]{1,5}$' }), T.String({ maxLength: 5 }), { maxProperties: 2 }),
  ),
  target: T.Union([
    T.Object({ type: T.Literal('account'), account: T.String() }),
    T.Object({ type: T.Literal('bank'), iban: T.String() }),
  ]),
})
const order = inputSchema(Order, 'order')
const valid = {
  amount: { value: '1050', currency: 'USD' },
  kind: 'single',
  at: null,
  target: { type: 'bank', iban: 'X' },
}

test('a schema check: names every fault at once, each by its path', () => {
  assert.deepEqual(faultsOf(order, valid), [])
  assert.deepEqual(
    faultsOf(order, {
      id: 'ab',
      amount: { value: '01', currency: 'usd', scale: 2 },
      kind: 'both',
      at: '2026-02-30T00:00:00Z',
      tags: ['a', 'a', 'c'],
      metadata: { a: 'sixsix', B: 'x' },
      target: { type: 'card' },
      note: 1,
    }),
    [
      'too_short id',
      'wrong_form amount.value',
      'wrong_form amount.currency',
      'unknown_field amount.scale',
      'not_one_of kind',
      'wrong_form at',
      'too_many tags',
      'too_long metadata.a',
      'wrong_name metadata.B',
      'not_one_of target.type',
      'unknown_field note',
    ],
  )
  assert.deepEqual(faultsOf(order, {}), [
    'required amount',
    'required kind',
    'required at',
    'required target',
  ])
  assert.deepEqual(faultsOf(order, [1]), ['wrong_type'])
})

test('a schema check: a union says what was meant: by type, by its fixed field, else by the fewest faults', () => {
  const at = (change: object) => faultsOf(order, { ...valid, ...change })
  assert.deepEqual(at({ amount: { value: 1.5, currency: 'USD' } }), ['wrong_type amount.value'])
  assert.deepEqual(at({ amount: { value: -1, currency: 'USD' } }), ['too_small amount.value'])
  assert.deepEqual(at({ target: { type: 'bank', account: 'a' } }), [
    'required target.iban',
    'unknown_field target.account',
  ])
  assert.deepEqual(at({ target: {} }), ['required target.type'])
  assert.deepEqual(at({ at: 5 }), ['wrong_type at'])
  assert.deepEqual(at({ kind: 5 }), ['wrong_type kind'])
})

test('a schema check: counts characters, not the units they are stored in', () => {
  const schema: JsonSchema = { type: 'string', minLength: 2, maxLength: 3 }
  const { check } = compileChecker(schema)
  assert.deepEqual(['💶', '💶💶', '💶💶💶', '💶💶💶💶', 'ab', 'abcd'].map(check), [
    false,
    true,
    true,
    false,
    true,
    false,
  ])
})

test('a schema check: agrees with TypeBox on every value, and explains exactly what it refuses', () => {
  const schemas = fc.letrec<{ schema: JsonSchema }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      listOf(tie('schema')),
      objectOf(tie('schema')),
      unionOf(tie('schema')),
    ),
  })).schema
  const cases = schemas.chain((schema) =>
    fc.tuple(
      fc.constant(schema),
      fc.oneof(validValue(schema), brokenValue(validValue(schema)), hostileValue),
    ),
  )
  fc.assert(
    fc.property(cases, ([schema, value]) => {
      const checker = compileChecker(schema)
      const faults: Fault[] = []
      checker.explain(value, '', faults)
      assert.equal(checker.check(value), Compile(schema as object).Check(value))
      assert.equal(checker.check(value), faults.length === 0)
    }),
    { numRuns: 300 },
  )
})

test('a schema check: what a route declares is made strict: unknown fields refused, texts and lists bounded', () => {
  const schema = inputSchema(
    T.Object({ name: T.String(), inner: T.Object({ list: T.Array(T.String()) }) }),
    'body',
  )
  assert.deepEqual(faultsOf(schema, { name: 'x', inner: { list: [], more: 1 } }), [
    'unknown_field inner.more',
  ])
  assert.deepEqual(faultsOf(schema, { name: 'x'.repeat(TEXT_CHARS_MAX + 1), inner: { list: [] } }), [
    'too_long name',
  ])
})

test('a schema check: a schema that says what nobody would check stops the start', () => {
  const refused = [
    T.Intersect([T.Object({ a: T.String() }), T.Object({ b: T.String() })]),
    T.Object({ a: T.Number() }),
    T.Object({}, { additionalProperties: true }),
    T.Object({ a: T.Integer({ multipleOf: 5 }) }),
  ]
  for (const schema of refused) assert.throws(() => inputSchema(schema, 'body'), StartRefused)
  assert.throws(() => compileChecker({ type: 'string', format: 'iban' }), StartRefused)
})

const leaf: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc.constantFrom<JsonSchema>(
    { type: 'null' },
    { type: 'boolean' },
    { type: 'integer', minimum: -5, maximum: 5 },
    { type: 'string', minLength: 1, maxLength: 4 },
    { type: 'string', pattern: '^[a-c]{1,3}$', maxLength: 9 },
    { enum: ['x', 'y', 3] },
    { type: 'string', const: 'x' },
  ),
)
const listOf = (item: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> =>
  item.map((items) => ({ type: 'array', items, minItems: 1, maxItems: 3 }))
const objectOf = (field: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> =>
  fc
    .tuple(
      fc.dictionary(fc.constantFrom('a', 'b', 'type'), field, { noNullPrototype: true }),
      fc.subarray(['a', 'b', 'type']),
    )
    .map(([properties, names]) => ({
      type: 'object',
      properties,
      required: names.filter((name) => Object.hasOwn(properties, name)),
      additionalProperties: false,
    }))
const unionOf = (branch: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> =>
  fc.array(branch, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf }))
