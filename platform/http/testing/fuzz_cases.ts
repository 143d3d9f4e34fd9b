import fc from 'fast-check'
import { inputSchema } from '../input_schema.ts'
import type { CompiledRoute } from '../compile_route.ts'
import type { JsonSchema } from '../json_schema.ts'
import {
  brokenValue,
  hostileValue,
  inheritedWords,
  type KnownValues,
  validValue,
  withKnown,
} from './arbitrary.ts'

/** One request as it is sent. `kind` says what was done to it. */
export type FuzzCase = {
  readonly kind: 'valid' | 'broken_body' | 'hostile_text' | 'broken_head' | 'broken_query' | 'broken_path'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: Buffer | null
}

export type CaseOptions = {
  /** Headers of a caller who may use the route. */
  readonly headers: Readonly<Record<string, string>>
  /** Values that exist, by field name: ids of accounts, for instance. */
  readonly known: KnownValues
}

/** Mostly new keys, now and then one that was used before, so that replays and mismatches happen. */
const keyFor = (operation_id: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.uuid().map((uuid) => `${operation_id}-${uuid}`) },
    { weight: 1, arbitrary: fc.constantFrom('fuzz-a', 'fuzz-b', `${operation_id}-c`) },
  )

/** Requests to one route: right ones, and ones that are wrong in one way. */
export function fuzzCase(route: CompiledRoute, options: CaseOptions): fc.Arbitrary<FuzzCase> {
  const parts = partsOf(route, options)
  const right = rightCase(route, options, parts)
  const { body, path, query } = parts
  const sent = (value: fc.Arbitrary<unknown>) => value.map((one) => Buffer.from(JSON.stringify(one) ?? ''))
  const withBody: fc.WeightedArbitrary<FuzzCase>[] = [
    { weight: 5, arbitrary: changed(right, 'broken_body', { payload: sent(brokenValue(body)) }) },
    { weight: 1, arbitrary: changed(right, 'broken_body', { payload: sent(hostileValue) }) },
    {
      weight: 3,
      arbitrary: changed(right, 'hostile_text', {
        payload: body.chain((value) => hostileText(JSON.stringify(value))),
      }),
    },
  ]
  return fc.oneof(
    { weight: 4, arbitrary: right },
    ...(route.takes_body ? withBody : []),
    {
      weight: 2,
      arbitrary: fc.tuple(right, hostileHeaders).map(([one, headers]) => ({
        ...one,
        kind: 'broken_head' as const,
        headers: { ...one.headers, ...headers },
      })),
    },
    {
      weight: 2,
      arbitrary: changed(right, 'broken_query', {
        path: fc
          .tuple(path, fc.oneof(query, hostileQuery), hostileQuery)
          .map(([to, a, b]) => `${to}?${a}&${b}`),
      }),
    },
    { weight: 1, arbitrary: changed(right, 'broken_path', { path: hostilePath(route.route.path) }) },
  )
}

type Parts = { body: fc.Arbitrary<unknown>; path: fc.Arbitrary<string>; query: fc.Arbitrary<string> }

function partsOf(route: CompiledRoute, { known }: CaseOptions): Parts {
  const { params, query, body } = route.schemas
  return {
    body: bodyOf(route, body ?? { type: 'object', properties: {} }, known),
    path: validValue(params, known)
      .filter(canBePath)
      .map((values) => filled(route.route.path, values as Record<string, unknown>)),
    query: validValue(query, known).map((values) => queryText(values as Record<string, unknown>)),
  }
}

function rightCase(
  route: CompiledRoute,
  options: CaseOptions,
  { body, path, query }: Parts,
): fc.Arbitrary<FuzzCase> {
  const older = [...route.versions.values()].flatMap(({ version, step }) =>
    step === null ? [] : [{ version, schema: step.body }],
  )
  const current = fc.record({ payload: body, version: fc.constant<string | undefined>(undefined) })
  const bodies = older.map(({ version, schema }) =>
    fc.record({
      payload: schema === null ? body : olderBody(schema, options.known),
      version: fc.constant<string | undefined>(version),
    }),
  )
  return fc
    .record({
      path,
      query,
      key: keyFor(route.route.operation_id),
      sent: fc.oneof(
        { weight: 4, arbitrary: current },
        ...bodies.map((arbitrary) => ({ weight: 1, arbitrary })),
      ),
      hasBody: fc.constant(route.takes_body),
    })
    .map(
      ({ path: to, query: asked, key, sent }): FuzzCase => ({
        kind: 'valid',
        path: asked === '' ? to : `${to}?${asked}`,
        headers: {
          ...options.headers,
          ...(route.takes_body ? { 'content-type': 'application/json' } : {}),
          ...(route.key_rule === 'none' ? {} : { 'idempotency-key': key }),
          ...(sent.version === undefined ? {} : { 'florin-version': sent.version }),
        },
        payload: route.takes_body ? Buffer.from(JSON.stringify(sent.payload)) : null,
      }),
    )
}

/** URLs have no path of one or two dots: whoever sends it means another place. */
const canBePath = (values: unknown): boolean =>
  !Object.values(values as object).some((value) => value === '.' || value === '..')

/** From the schema, or from the route's example: rules between fields let few random bodies through. */
function bodyOf(route: CompiledRoute, schema: JsonSchema, known: KnownValues): fc.Arbitrary<unknown> {
  const random = validValue(schema, known)
  const { example } = route.route
  return example === undefined ? random : fc.oneof(random, withKnown(example, known))
}

const olderBody = (schema: JsonSchema, known: KnownValues): fc.Arbitrary<unknown> =>
  validValue(inputSchema(schema, 'older'), known)

const changed = (
  right: fc.Arbitrary<FuzzCase>,
  kind: FuzzCase['kind'],
  parts: { payload?: fc.Arbitrary<Buffer>; path?: fc.Arbitrary<string> },
): fc.Arbitrary<FuzzCase> =>
  fc
    .tuple(right, fc.record(parts, { requiredKeys: Object.keys(parts) as never }))
    .map(([one, part]) => ({ ...one, ...(part as Partial<FuzzCase>), kind }))

const filled = (path: string, values: Record<string, unknown>): string =>
  path.replace(/\{([a-z_]+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])))

function queryText(values: Record<string, unknown>): string {
  const pairs = Object.entries(values).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return value.length === 0 ? [] : [[name, value.join(',')]]
    if (typeof value !== 'object' || value === null) return [[name, String(value)]]
    return Object.entries(value).map(([key, inner]): [string, string] => [`${name}[${key}]`, String(inner)])
  })
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

const somePiece = fc.string({ maxLength: 4 })

/** Texts that break the reading of JSON: the rows of reliability.md §4 that a body can carry. */
function hostileText(json: string): fc.Arbitrary<Buffer> {
  return fc.oneof(
    fc.constantFrom(...textsFrom(json)).map((text) => Buffer.from(text)),
    fc.constantFrom(...brokenBytes),
    fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
    fc
      .tuple(fc.nat(json.length), somePiece)
      .map(([at, piece]) => Buffer.from(json.slice(0, at) + piece + json.slice(at))),
  )
}

function textsFrom(json: string): string[] {
  const inner = json.slice(1, -1)
  const comma = inner === '' ? '' : ','
  const name = /"([a-z_]+)":/.exec(json)?.[1] ?? 'x'
  return [
    '',
    ' ',
    'null',
    '[]',
    '"',
    '{',
    '{}{}',
    `${json}x`,
    `\ufeff${json}`,
    json.slice(0, -1),
    `[${json}]`,
    '{"a"}',
    `{${inner}${comma}"${name}":1}`,
    `{"__proto__":{"x":1}${comma}${inner}}`,
    `{"constructor":1${comma}${inner}}`,
    String.raw`{"\u005f_proto__":1}`,
    String.raw`{"a":"\ud800"}`,
    String.raw`{"a":"\u0000"}`,
    '{"a":1.5}',
    '{"a":-0}',
    '{"a":1e400}',
    '{"a":9007199254740993}',
    `{"a":${'9'.repeat(10_000)}}`,
    '['.repeat(5_000),
    '{"a":'.repeat(5_000),
    `[${'[],'.repeat(5_000)}[]]`,
    `{"a":"${'x'.repeat(200_000)}"}`,
    `"${String.raw`\u0041`.repeat(5_000)}"`,
    json.replace(':', ' : \n'),
    json.replaceAll('"', "'"),
    `{${inner},}`,
    `/* c */${json}`,
    'NaN',
    'undefined',
  ]
}

/** Not UTF-8: a lone byte, an overlong slash, half a pair, and gzip. */
const brokenBytes = [
  Buffer.from([0x22, 0xff, 0x22]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0x1f, 0x8b, 8, 0, 0]),
]

const odd = fc.constantFrom(
  '',
  ' ',
  'x',
  '0',
  'null',
  '\t',
  '"',
  'é',
  'x'.repeat(300),
  '{}',
  'a,b',
  '=;,',
  '1'.repeat(40),
  ...inheritedWords,
)
const hostileHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  fc.record({
    'content-type': fc.oneof(
      odd,
      fc.constantFrom(
        'text/plain',
        'application/json;charset=utf-16',
        'application/xml',
        'multipart/form-data; boundary=x',
      ),
    ),
  }),
  fc.record({ 'content-encoding': fc.oneof(odd, fc.constantFrom('gzip', 'br', 'identity')) }),
  fc.record({
    'idempotency-key': fc.oneof(
      odd,
      fc
        .string({ unit: 'binary-ascii', maxLength: 300 })
        .map((text) => text.replaceAll(/[^\t\x20-\x7e]/g, '~')),
    ),
  }),
  fc.record({ 'florin-version': fc.oneof(odd, fc.constantFrom('2026-11-20', '2026-10-01', '9999-99-99')) }),
  fc.record({
    prefer: fc.oneof(
      odd,
      fc.constantFrom('wait=0', 'wait=30', 'wait=31', 'wait=1e3', 'respond-async; wait=1', 'wait'),
    ),
  }),
  fc.record({
    traceparent: fc.oneof(
      odd,
      fc.constantFrom(
        `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`,
        `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      ),
    ),
  }),
  fc.record({
    authorization: fc.oneof(
      odd,
      fc.constantFrom(
        'Bearer',
        'Bearer ',
        'Basic eDp5',
        'Bearer sk_test_wrong',
        `Bearer ${'x'.repeat(5_000)}`,
      ),
    ),
  }),
  fc.record({ 'x-forwarded-for': odd, forwarded: odd, 'x-http-method-override': fc.constant('DELETE') }),
)

const hostileQuery = fc.oneof(
  fc.constantFrom(
    'limit=0',
    'limit=101',
    'limit=1e2',
    'limit=-1',
    'limit=1&limit=2',
    'cursor=x',
    'cursor=%00',
    'cursor=%ff',
    '%',
    '%zz=1',
    '&&&',
    '=',
    '=1',
    '__proto__=1',
    'constructor[prototype]=1',
    'metadata[__proto__]=1',
    'metadata[a]=1&metadata[a]=2',
    'metadata=1&metadata[a]=2',
    ...inheritedWords.flatMap((word) => [
      `${word}=1`,
      `status=${word}`,
      `metadata[${word}]=1`,
      `expand=${word}`,
    ]),
    'expand=a,b,c',
    `x=${'y'.repeat(9_000)}`,
    'a[b][c]=1',
  ),
  fc.webQueryParameters(),
)

const hostilePath = (path: string): fc.Arbitrary<string> => {
  const pieces = fc.constantFrom(
    '..',
    '%2e%2e',
    '%2f',
    '%00',
    '%zz',
    '%ff',
    'é',
    '%C3%A9',
    'x'.repeat(2_000),
    "';--",
    '%25',
    '',
    ' ',
    '.',
    '\\',
    '{id}',
    ...inheritedWords,
  )
  return fc.array(pieces, { minLength: 1, maxLength: 3 }).map((parts) => {
    const value = parts.join('').replaceAll(' ', '%20')
    return path.includes('{') ? path.replaceAll(/\{[a-z_]+\}/g, value) : `${path}/${value}`
  })
}
