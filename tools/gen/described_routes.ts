import { describeApi } from '../../apps/server/describe.ts'
import type { OpenApiDocument } from '../../platform/http/openapi.ts'

export type Schema = {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly enum?: readonly string[]
  readonly const?: string
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}
export type Operation = {
  readonly operationId: string
  readonly summary: string
  readonly security?: readonly { readonly bearer?: readonly string[]; readonly session?: readonly string[] }[]
  readonly parameters?: readonly { name?: string; in?: string; schema?: Schema; description?: string }[]
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Schema; readonly example?: unknown } }
  }
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
  readonly 'x-moves-money'?: boolean
  /** Where it is served when that is not where the rest is. */
  readonly servers?: readonly { readonly url: string }[]
}

/** What is known of a route: who may call it, what it is for, its filters, and the fields and the example of its body. */
export type DescribedRoute = {
  readonly method: string
  readonly path: string
  readonly operation: Operation
  readonly route: ReturnType<typeof routeOf>
  /** Of a body that may have several shapes, the fields of the first one, none of them required. */
  readonly first_shape: readonly Told[] | undefined
}

/** The routes of the API in the order of their names, as the generated files tell them. */
export async function describedRoutes(): Promise<DescribedRoute[]> {
  const document = await describeApi('http://127.0.0.1:4010')
  const { schemas } = document.components as { schemas: Record<string, Schema> }
  const known = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  return operationsOf(document)
    .filter(({ path }) => path.startsWith('/v1/'))
    .map((found) => ({
      ...found,
      route: routeOf(found.operation, known),
      first_shape: firstShapeOf(found.operation, known),
    }))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`

/** A JSON object with a line for each route, so that a diff shows which one changed. */
export const inLines = (entries: readonly (readonly [name: string, told: object])[]): string =>
  `{\n${entries.map(([name, told]) => `${JSON.stringify(name)}: ${JSON.stringify(told)}`).join(',\n')}\n}\n`

const operationsOf = ({ paths }: OpenApiDocument): { method: string; path: string; operation: Operation }[] =>
  Object.entries(paths as unknown as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )

function routeOf(operation: Operation, known: (schema: Schema) => Schema) {
  const { parameters = [], requestBody, security = [] } = operation
  const queries = parameters.filter((parameter) => parameter.in === 'query')
  const shown = queries.filter(({ name }) => name !== 'limit' && name !== 'cursor')
  const sent = requestBody?.content['application/json']
  return {
    say: operation.summary,
    scope: security[0]?.bearer?.[0] ?? security[0]?.session?.[0] ?? '',
    ...(operation['x-moves-money'] === true ? { moves_money: true } : {}),
    ...(queries.some(({ name }) => name === 'cursor') ? { is_paged: true } : {}),
    ...(shown.length === 0
      ? {}
      : { query: shown.map(({ name = '', schema = {} }) => fieldOf(name, schema, known)) }),
    ...(sent === undefined ? {} : { fields: fieldsOf(known(sent.schema), known), example: sent.example }),
  }
}

type Told = ReturnType<typeof fieldOf>

function firstShapeOf({ requestBody }: Operation, known: (schema: Schema) => Schema): Told[] | undefined {
  const schema = requestBody?.content['application/json'].schema
  const [first] = schema === undefined ? [] : (known(schema).anyOf ?? [])
  if (first === undefined) return undefined
  return Object.entries(known(first).properties ?? {}).map(([name, field]) => fieldOf(name, field, known))
}

const fieldsOf = (schema: Schema, known: (schema: Schema) => Schema) =>
  Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    ...fieldOf(name, field, known),
    ...(schema.required?.includes(name) === true ? { required: true } : {}),
  }))

function fieldOf(name: string, given: Schema, known: (schema: Schema) => Schema) {
  const schema = firstOf(known(given))
  const options = optionsOf(schema)
  const say = given.description ?? schema.description
  return {
    name,
    kind: kindOf(schema, options),
    ...(options === undefined ? {} : { options }),
    ...(say === undefined ? {} : { say }),
  }
}

/** Of something or null, the something; of several shapes, all of them. */
function firstOf(schema: Schema): Schema {
  const real = schema.anyOf?.filter(({ type }) => type !== 'null')
  return real?.length === 1 ? (real[0] as Schema) : schema
}

function optionsOf(schema: Schema): readonly string[] | undefined {
  if (schema.enum !== undefined) return schema.enum
  const constants = schema.anyOf?.map((branch) => branch.const)
  return constants?.every((one) => one !== undefined) === true ? constants : undefined
}

function kindOf(schema: Schema, options: readonly string[] | undefined): string {
  if (options !== undefined) return 'enum'
  const { type, format, properties = {}, items } = schema
  if (type === 'object' && Object.keys(properties).join() === 'value,currency') return 'amount'
  if (format === 'time-or-day') return 'date-time'
  if (type === 'string') return format === 'date' || format === 'date-time' ? format : 'text'
  if (type === 'array' && items?.type === 'string') return 'list'
  return type === 'boolean' || type === 'integer' ? type : 'json'
}
