import type { ErrorTable } from '../../kernel/result.ts'
import { idempotencyErrors } from '../idempotency/errors.ts'
import type { CompiledRoute } from './compile_route.ts'
import { edgeErrors } from './errors.ts'
import { inputSchema } from './input_schema.ts'
import { type JsonSchema, plainSchema } from './json_schema.ts'
import type { OpenApiOperation } from './openapi.ts'
import { headerRefs } from './openapi_parts.ts'
import type { ResponseBook } from './openapi_responses.ts'
import type { SchemaBook } from './openapi_schemas.ts'

type Part = Readonly<Record<string, unknown>>
type Books = { schemas: SchemaBook; responses: ResponseBook; auth_errors: ErrorTable }

/** One operation as one version serves it. */
export function operationOf(compiled: CompiledRoute, version: string, books: Books): OpenApiOperation {
  const { route } = compiled
  const isOld = route.deprecated !== undefined
  return {
    operationId: route.operation_id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(isOld ? { deprecated: true } : {}),
    ...(route.moves_money === true ? { 'x-moves-money': true } : {}),
    security: securityOf(route),
    parameters: parametersOf(compiled, books.schemas),
    ...requestBodyOf(compiled, version, books.schemas),
    responses: {
      ...Object.fromEntries(
        [route.status, ...(route.also_answers ?? [])].map((status) => [
          status,
          successOf(compiled, version, books.schemas),
        ]),
      ),
      ...books.responses.refusals(errorsOf(compiled, books.auth_errors)),
    },
  }
}

/** OpenAPI 3.1 names roles for every scheme, so the scope stands with both. */
function securityOf({ callers, scope }: CompiledRoute['route']): OpenApiOperation['security'] {
  if (callers === 'anyone') return []
  const session = { session: [scope] }
  return callers === 'members' ? [session] : [{ bearer: [scope] }, session]
}

function parametersOf({ route, schemas, key_rule }: CompiledRoute, book: SchemaBook): Part[] {
  const ref = (name: string): Part => ({ $ref: `#/components/parameters/${name}` })
  return [
    ...fieldsOf(schemas.params, 'path', book),
    ...fieldsOf(schemas.query, 'query', book),
    ref('florin_version'),
    ...(key_rule === 'none'
      ? []
      : [ref(key_rule === 'required' ? 'idempotency_key_required' : 'idempotency_key')]),
    ...(route.wait_ms_default === undefined ? [] : [ref('prefer')]),
  ]
}

function fieldsOf(schema: JsonSchema, place: 'path' | 'query', book: SchemaBook): Part[] {
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || schema.required?.includes(name) === true,
    ...(field.description === undefined ? {} : { description: field.description }),
    ...(field.type === 'array' ? { style: 'form', explode: false } : {}),
    ...(field.type === 'object' ? { style: 'deepObject', explode: true } : {}),
    schema: book.publish(field, 'sent'),
  }))
}

function requestBodyOf(compiled: CompiledRoute, version: string, book: SchemaBook): { requestBody?: Part } {
  const { schemas, versions, route, body } = compiled
  if (schemas.body === null) return {}
  const older = versions.get(version)?.step?.body ?? null
  const schema = older === null ? schemas.body : inputSchema(older, route.operation_id)
  const isCurrent = older === null
  const example = isCurrent && route.example !== undefined ? { example: route.example } : {}
  return {
    requestBody: {
      required: !body.check({}),
      content: { 'application/json': { schema: book.publish(schema, 'sent'), ...example } },
    },
  }
}

function successOf(compiled: CompiledRoute, version: string, book: SchemaBook): Part {
  const { route, versions } = compiled
  const schema = versions.get(version)?.step?.reply ?? plainSchema(route.reply)
  const json = { 'application/json': { schema: book.publish(schema, 'answered') } }
  const others = (route.also_produces ?? []).map((type): [string, Part] => [
    type,
    { schema: { type: 'string' } },
  ])
  return {
    description: route.summary,
    headers: headerRefs(headersOf(compiled)),
    ...(route.status === 204 ? {} : { content: { ...json, ...Object.fromEntries(others) } }),
  }
}

/** Headers that a success of this operation can have. */
export const headersOf = ({ route, key_rule }: Pick<CompiledRoute, 'route' | 'key_rule'>): string[] => [
  'Request-Id',
  'Florin-Version',
  'RateLimit',
  'RateLimit-Policy',
  ...(key_rule === 'none' ? [] : ['Idempotency-Status']),
  ...(route.location === undefined ? [] : ['Location']),
  ...(route.own_headers ?? []),
  ...(route.wait_ms_default === undefined ? [] : ['Preference-Applied']),
]

const always = [
  'invalid_request',
  'invalid_header',
  'invalid_url',
  'unknown_version',
  'unauthenticated',
  'not_allowed',
  'members_only',
  'cross_site',
  'csrf_refused',
  'rate_limited',
  'internal_error',
  'unavailable',
  'out_of_resources',
  'too_late',
  'busy',
  'overloaded',
  'shutting_down',
] as const
const withBody = [
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
  'content_encoding_not_allowed',
] as const

/** Everything this operation can be refused with, the edge's part included. */
export function errorsOf(
  { route, takes_body, key_rule }: CompiledRoute,
  auth_errors: ErrorTable,
): ErrorTable {
  const codes = [...always, ...(takes_body ? withBody : (['body_not_allowed'] as const))]
  const edge = Object.fromEntries(codes.map((code) => [code, edgeErrors.table[code]]))
  const { idempotency_key_required, ...accepted } = idempotencyErrors.table
  const keyed =
    key_rule === 'none' ? {} : key_rule === 'required' ? { idempotency_key_required, ...accepted } : accepted
  return { ...edge, ...keyed, ...auth_errors, ...route.errors }
}
