import { describeApi } from '../../apps/server/describe.ts'
import { operationNames } from './operation_names.ts'
import type { SdkSchema } from './sdk_schema_type.ts'

type Parameter = {
  readonly $ref?: string
  readonly name?: string
  readonly in?: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: SdkSchema
}
type Media = Readonly<Record<string, { readonly schema: SdkSchema }>>
type Described = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly servers?: readonly unknown[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Media }
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Media }>>
}
/** A schema of an event's body: its type and what it tells. */
export type SdkEvent = { readonly type: string; readonly summary: string; readonly told: SdkSchema }
export type SdkDocument = {
  readonly schemas: Readonly<Record<string, SdkSchema>>
  readonly operations: readonly SdkOperation[]
  readonly events: readonly SdkEvent[]
  readonly error_codes: readonly string[]
}
/** A route that a key may call, as the SDK offers it. */
export type SdkOperation = {
  /** In camelCase: `['ledger', 'accounts']` and `freeze`. */
  readonly noun: readonly string[]
  readonly verb: string
  readonly method: string
  readonly path: string
  readonly params: readonly string[]
  readonly id: string
  readonly say: string
  readonly query: readonly Parameter[]
  readonly body: { readonly is_required: boolean; readonly schema: SdkSchema } | undefined
  /** Of a list with pages, a row; else everything. Undefined: nothing is answered. */
  readonly answer: SdkSchema | undefined
  readonly kind: 'one' | 'list' | 'stream'
  /** It may also be text that is no JSON, such as CSV; `only` when it always is. */
  readonly text: 'never' | 'also' | 'only'
  readonly is_vault: boolean
}

let made: Promise<SdkDocument> | undefined
/** What the SDK is made from: the document of the API, without the routes of signed-in members. Made once. */
export const sdkDocument = (): Promise<SdkDocument> => (made ??= readDocument())

async function readDocument(): Promise<SdkDocument> {
  const { paths, webhooks, components } = (await describeApi('http://127.0.0.1:4010')) as unknown as {
    paths: Record<string, Record<string, Described>>
    webhooks: Record<string, { post: Described }>
    components: { schemas: Record<string, SdkSchema>; responses: unknown }
  }
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({ method: method.toUpperCase(), path, route })),
    )
    .filter(({ route }) => route.security?.some((way) => 'bearer' in way) === true)
  const names = operationNames(
    routes.map(({ method, path, route }) => ({
      method,
      path,
      is_list: route.operationId.startsWith('list'),
    })),
  )
  const operations = routes.map(({ method, path, route }): SdkOperation => {
    const { noun = [], verb = '' } = names.get(`${method} ${path}`) ?? {}
    return { ...operationOf(method, path, route), noun: noun.map(camel), verb: camel(verb) }
  })
  return {
    schemas: components.schemas,
    operations: operations.sort((a, b) => (dotted(a) < dotted(b) ? -1 : 1)),
    events: Object.entries(webhooks).map(([type, { post }]) => ({
      type,
      summary: post.summary,
      told: toldBy(post),
    })),
    error_codes: codesIn(components.responses),
  }
}

/** `ledger.accounts.freeze`. */
export const dotted = ({ noun, verb }: Pick<SdkOperation, 'noun' | 'verb'>): string =>
  [...noun, verb].join('.')

const camel = (word: string): string =>
  word.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase())

function operationOf(method: string, path: string, route: Described): Omit<SdkOperation, 'noun' | 'verb'> {
  const query = (route.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const [answered, media] = answerOf(route)
  const isList = query.some(({ name }) => name === 'cursor')
  const isStream = media.includes('text/event-stream')
  const isText = media.some((one) => one !== 'application/json')
  return {
    method,
    path,
    params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
    id: route.operationId,
    say: [route.summary, route.description].filter((text) => text !== undefined).join('\n'),
    query,
    body:
      route.requestBody === undefined
        ? undefined
        : { is_required: route.requestBody.required, schema: schemaOf(route.requestBody.content) },
    answer: isList ? answered?.properties?.['data']?.items : answered,
    kind: isStream ? 'stream' : isList ? 'list' : 'one',
    text: media.includes('application/x-ndjson') ? 'only' : isText ? 'also' : 'never',
    is_vault: route.servers !== undefined,
  }
}

const schemaOf = (content: Media): SdkSchema => content['application/json']?.schema ?? {}

function answerOf({ responses }: Described): [SdkSchema | undefined, string[]] {
  const good = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content = {} }]) => Object.entries(content))
  const shapes = good.filter(([type]) => type === 'application/json').map(([, { schema }]) => schema)
  const different = [...new Map(shapes.map((one) => [JSON.stringify(one), one])).values()]
  const all = different.length > 1 ? { anyOf: different } : different[0]
  return [all, [...new Set(good.map(([type]) => type))]]
}

const toldBy = ({ requestBody }: Described): SdkSchema =>
  schemaOf(requestBody?.content ?? {}).properties?.['data'] ?? {}

function codesIn(responses: unknown): string[] {
  const told = JSON.stringify(responses)
  const lists = [...told.matchAll(/"code":\{"enum":\[([^\]]*)\]/g)]
  return [...new Set(lists.flatMap(([, list = '']) => list.replaceAll('"', '').split(',')))].sort()
}
