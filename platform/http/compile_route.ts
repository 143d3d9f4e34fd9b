import type { TSchema } from 'typebox'
import { BODY_BYTES_MAX } from '../../kernel/limits.ts'
import { StartRefused } from '../db/start_refused.ts'
import { shares } from './admission.ts'
import { type Checker, compileChecker } from './checker.ts'
import type { EdgeMetrics } from './edge_types.ts'
import { inputSchema } from './input_schema.ts'
import type { JsonSchema } from './json_schema.ts'
import { createQueryReader, type QueryReader } from './query.ts'
import type { RouteClass } from './rate_limits.ts'
import type { Route } from './route.ts'
import { type ApiVersions, deprecationHeaders, type VersionStep, versionSteps } from './versions.ts'

/** How one version of a route is served: `step` is null for the current one. */
export type ServedVersion = {
  readonly version: string
  readonly step: VersionStep | null
  /** The body's checker in an older shape; the current one is checked after the transforms. */
  readonly body: Checker | null
  /** What every answer in this version carries: flat names and values. */
  readonly headers: readonly string[]
}

/** A route with everything a request needs looked up once, at the start. */
export type CompiledRoute = {
  readonly route: Route
  readonly index: number
  /** `POST /v1/ledger/accounts/{id}` */
  readonly name: string
  readonly takes_body: boolean
  readonly body_bytes_max: number
  readonly params: Checker | null
  readonly query: Checker
  readonly body: Checker
  readonly params_reader: QueryReader
  readonly query_reader: QueryReader
  /** The schemas as they are enforced, for the document. */
  readonly schemas: {
    readonly params: JsonSchema
    readonly query: JsonSchema
    readonly body: JsonSchema | null
  }
  readonly versions: ReadonlyMap<string, ServedVersion>
  readonly share: number
  readonly rate_class: RouteClass
  readonly object_path: readonly string[] | null
  readonly key_rule: 'required' | 'accepted' | 'none'
  readonly observe: (status: number, duration_ms: number) => void
}

const NOTHING: JsonSchema = { type: 'object', properties: {}, additionalProperties: false }

/** Throws StartRefused for a route that is unsafe or says what the edge cannot keep. */
export function compileRoute(
  route: Route,
  index: number,
  versions: ApiVersions,
  options: { docs_url: string; metrics: EdgeMetrics | undefined },
): CompiledRoute {
  refuseUnsafe(route)
  const name = `${route.method} ${route.path}`
  const schemaOf = (schema: TSchema | undefined, part: string): JsonSchema =>
    schema === undefined ? NOTHING : inputSchema(schema, `${name} ${part}`)
  const schemas = {
    params: schemaOf(route.params, 'params'),
    query: schemaOf(route.query, 'query'),
    body: route.body === undefined ? null : schemaOf(route.body, 'body'),
  }
  refuseUnnamedParams(route, schemas.params)
  return {
    route,
    index,
    name,
    takes_body: route.method === 'POST' || route.method === 'PUT' || route.method === 'PATCH',
    body_bytes_max: route.body_bytes_max ?? BODY_BYTES_MAX,
    params: route.params === undefined ? null : compileChecker(schemas.params),
    query: compileChecker(schemas.query),
    body: compileChecker(schemas.body ?? NOTHING),
    params_reader: createQueryReader(schemas.params),
    query_reader: createQueryReader(schemas.query),
    schemas,
    versions: servedVersions(route, versions, options.docs_url),
    share:
      route.is_report === true ? shares.report : route.moves_money === true ? shares.money : shares.other,
    rate_class: classOf(route),
    object_path: objectPathOf(route),
    key_rule: keyRuleOf(route),
    observe: options.metrics?.route(route.path, route.method) ?? (() => undefined),
  }
}

function servedVersions(
  route: Route,
  versions: ApiVersions,
  docs_url: string,
): ReadonlyMap<string, ServedVersion> {
  const own = route.deprecated === undefined ? [] : deprecationOf(route.deprecated, docs_url)
  const served = new Map<string, ServedVersion>()
  served.set(versions.current, { version: versions.current, step: null, body: null, headers: own })
  for (const [version, step] of versionSteps(route, versions, docs_url)) {
    const body =
      step.body === null ? null : compileChecker(inputSchema(step.body, `${route.operation_id} ${version}`))
    served.set(version, { version, step, body, headers: own.length > 0 ? own : step.headers })
  }
  return served
}

const deprecationOf = (deprecated: NonNullable<Route['deprecated']>, docs_url: string): string[] =>
  deprecationHeaders({ ...deprecated, guide: new URL(deprecated.guide, docs_url).href })

function classOf(route: Route): RouteClass {
  if (route.is_report === true) return 'report'
  if (route.moves_money === true) return 'money'
  return route.method === 'GET' ? 'read' : 'write'
}

/** A route about one object counts against that object, unless it names another one. */
function objectPathOf({ limit_object, path }: Route): readonly string[] | null {
  if (limit_object !== undefined) return limit_object.split('.')
  return path.includes('{id}') ? ['id'] : null
}

const keyRuleOf = (route: Route): 'required' | 'accepted' | 'none' =>
  route.kind === 'read' ? 'none' : route.idempotency

function refuseUnsafe(route: Route): void {
  const name = `${route.method} ${route.path}`
  if (typeof route.scope !== 'string' || route.scope === '')
    throw new StartRefused(`${name} declares no scope; a route that nobody is refused on is not served.`)
  if (route.moves_money === true && route.method !== 'GET' && keyRuleOf(route) !== 'required')
    throw new StartRefused(`${name} moves money, so it must require an Idempotency-Key.`)
  if (route.body !== undefined && (route.method === 'GET' || route.method === 'DELETE'))
    throw new StartRefused(`${name} declares a body, which ${route.method} does not carry.`)
  if (route.kind !== 'read' && route.method === 'GET')
    throw new StartRefused(`${name} changes something, which GET must not.`)
}

function refuseUnnamedParams(route: Route, params: JsonSchema): void {
  const inPath = [...route.path.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1] ?? '').sort()
  const inSchema = Object.keys(params.properties ?? {}).sort()
  if (inPath.join() !== inSchema.join())
    throw new StartRefused(
      `${route.method} ${route.path} has the path parameters [${inPath.join()}], its schema [${inSchema.join()}].`,
    )
}
