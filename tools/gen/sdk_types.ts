import { sdkDocument, type SdkEvent, type SdkOperation } from './sdk_operations.ts'
import { comment, reached, schemaType, type SdkSchema } from './sdk_schema_type.ts'

const head = `// Made by \`npm run gen\` from the OpenAPI document.

`
/** The SDK has its own. */
const own = new Set(['Problem', 'Event'])

/** Every shape that a key may send or get, the filters of lists, the events, and the codes of errors. */
export async function sdkTypes(): Promise<string> {
  const { schemas, operations, events, error_codes } = await sdkDocument()
  const spoken = operations.map(({ body, answer, query }) => [body?.schema, answer, query])
  const names = [...reached([spoken, events.map(({ told }) => told)], schemas)]
    .filter((name) => !own.has(name))
    .sort()
  const shapes = names.map((name) => typeLine(name, schemas[name] ?? {}))
  const queries = operations.filter(({ query }) => query.length > 0).map(queryType)
  return [head + shapes.join('\n'), queries.join('\n'), eventTypes(events), errorType(error_codes)].join('\n')
}

const typeLine = (name: string, schema: SdkSchema): string =>
  `${comment(schema.description)}export type ${name} = ${schemaType(schema, name.endsWith('Input') ? 'sent' : 'answered')}\n`

/** `ListPaymentsQuery`. */
export const queryName = ({ id }: SdkOperation): string => `${capital(id)}Query`

function queryType(operation: SdkOperation): string {
  const properties = Object.fromEntries(
    operation.query.map(({ name = '', schema = {}, description }) => [
      name,
      { ...schema, ...(description === undefined ? {} : { description }) },
    ]),
  )
  const required = operation.query.filter((one) => one.required === true).map(({ name = '' }) => name)
  return typeLine(queryName(operation), { type: 'object', properties, required }).replaceAll(
    /(readonly \w+\?: .*)$/gm,
    '$1 | undefined',
  )
}

/** The bodies of events, each once however many types carry it, and the union of all types. */
function eventTypes(events: readonly SdkEvent[]): string {
  const bodies = new Map<string, string>()
  const lines = events.map(({ type, summary, told }) => {
    const text = schemaType(told, 'answered')
    const name = bodies.get(text) ?? `${typeName(type)}Body`
    bodies.set(text, name)
    return `${comment(summary)}export type ${typeName(type)}Event = EventOf<'${type}', ${name}>\n`
  })
  const shapes = [...bodies].map(([text, name]) => `export type ${name} = ${text}\n`)
  const all = events.map(({ type }) => `  | ${typeName(type)}Event`).join('\n')
  return [
    `type EventOf<T extends string, D> = {
  readonly id: string
  readonly type: T
  /** What it is about; null where that is no single object. */
  readonly object_id: string | null
  readonly api_version: string
  /** RFC 3339, UTC. */
  readonly created_at: string
  readonly tenant_id: string
  /** Counts the events of the object from 1 without gaps. */
  readonly sequence: number
  /** The event of the object before it. */
  readonly previous_id: string | null
  /** The request that led to it. */
  readonly correlation_id: string | null
  readonly data: D
}
`,
    ...shapes,
    ...lines,
    `/** Every event; \`type\` says which. A later release may tell more of them: leave a default branch. */
export type WebhookEvent =
${all}
export type WebhookEventType = WebhookEvent['type']
`,
  ].join('\n')
}

const errorType = (codes: readonly string[]): string =>
  `/** What \`error.code\` may be. A later release may know more. Each has a page at \`/docs/errors/<code>\`. */
export type ErrorCode =
${codes.map((code) => `  | '${code}'`).join('\n')}
  | (string & {})
`

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
const typeName = (type: string): string => type.split(/[._]/).map(capital).join('')
