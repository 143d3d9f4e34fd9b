import type { TSchema } from 'typebox'
import { ownOf } from '../../kernel/own.ts'
import { type Day, startOfDay } from '../../kernel/world.ts'
import { StartRefused } from '../db/start_refused.ts'
import { type JsonSchema, plainSchema } from './json_schema.ts'
import type { Route } from './route.ts'

/** A version that is still served but no longer the current one. */
export type OlderVersion = {
  readonly version: Day
  readonly deprecated_on: Day
  readonly sunset_on: Day
  /** Path of the guide that says how to move on. */
  readonly guide: string
}

/** What one version changed in the shape of one operation, each way a small pure function. */
export type OperationChange = {
  readonly body?: {
    /** The schema before the change, from the one after it. Bodies are checked against it first. */
    readonly schema: (newer: JsonSchema) => JsonSchema
    /** A body of before, made into one of after. It has passed the older schema. */
    readonly up: (body: unknown) => unknown
  }
  readonly reply?: {
    readonly schema: (newer: JsonSchema) => JsonSchema
    readonly down: (reply: unknown) => unknown
  }
  /** Where a field of after was before: refusals name fields the way the caller writes them. */
  readonly param?: (path: string) => string
}

/** One step of the chain. A module exports the changes of its own operations. */
export type VersionChange = {
  /** The version that brought the change: requests in older ones go through it. */
  readonly introduced_in: Day
  readonly summary: string
  readonly operations: Readonly<Record<string, OperationChange>>
}

export type ApiVersions = {
  readonly current: Day
  /** Newest first. */
  readonly older: readonly OlderVersion[]
  readonly changes: readonly VersionChange[]
}

/** How one operation is served in one version. */
export type VersionStep = {
  readonly version: string
  /** Flat names and values: deprecation, sunset and the link to the guide. */
  readonly headers: readonly string[]
  /** The body's schema in this version, when it is not the current one. */
  readonly body: JsonSchema | null
  readonly reply: JsonSchema | null
  readonly up: (body: unknown) => unknown
  readonly down: ((reply: unknown) => unknown) | null
  readonly param: (path: string) => string
}

const same = <T>(value: T): T => value

/** Every version there is, current first. */
export const versionsOf = ({ current, older }: ApiVersions): string[] => [
  current,
  ...older.map((one) => one.version),
]

/** The older versions of one route, ready to use; the current one needs no step. */
export function versionSteps(
  route: Route,
  versions: ApiVersions,
  docs_url: string,
): ReadonlyMap<string, VersionStep> {
  return new Map(versions.older.map((one) => [one.version, stepOf(route, one, versions, docs_url)]))
}

function stepOf(route: Route, older: OlderVersion, versions: ApiVersions, docs_url: string): VersionStep {
  const newestFirst = versions.changes
    .filter((change) => change.introduced_in > older.version)
    .sort((a, b) => (a.introduced_in < b.introduced_in ? 1 : -1))
    .flatMap((change) => ownOf(change.operations, route.operation_id) ?? [])
  const bodies = newestFirst.flatMap((change) => change.body ?? [])
  const replies = newestFirst.flatMap((change) => change.reply ?? [])
  const params = newestFirst.flatMap((change) => change.param ?? [])
  return {
    version: older.version,
    headers: deprecationHeaders({
      since: older.deprecated_on,
      sunset: older.sunset_on,
      guide: new URL(older.guide, docs_url).href,
    }),
    body: bodies.length === 0 || route.body === undefined ? null : through(route.body, bodies),
    reply: replies.length === 0 ? null : through(route.reply, replies),
    up: bodies.length === 0 ? same : (body) => bodies.reduceRight((value, change) => change.up(value), body),
    down:
      replies.length === 0 ? null : (reply) => replies.reduce((value, change) => change.down(value), reply),
    param: params.length === 0 ? same : (path) => params.reduce((text, rename) => rename(text), path),
  }
}

const through = (
  schema: TSchema,
  changes: readonly { schema: (newer: JsonSchema) => JsonSchema }[],
): JsonSchema => changes.reduce((newer, change) => change.schema(newer), plainSchema(schema))

/** `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the guide, as flat names and values. */
export function deprecationHeaders(of: { since: string; sunset: string; guide: string }): string[] {
  const since = startOfDay(of.since as Day) / 1_000_000
  const sunset = new Date(startOfDay(of.sunset as Day) / 1000).toUTCString()
  return [
    'deprecation',
    `@${since}`,
    'sunset',
    sunset,
    'link',
    `<${of.guide}>; rel="deprecation"; type="text/html"`,
  ]
}

/** Throws StartRefused for a change that no route or version would ever go through. */
export function refuseIdleChanges(versions: ApiVersions, routes: readonly Route[]): void {
  const operations = new Set(routes.map((route) => route.operation_id))
  const known = new Set(versionsOf(versions))
  for (const { introduced_in, operations: changed } of versions.changes) {
    if (!known.has(introduced_in))
      throw new StartRefused(`A version change names ${introduced_in}, which is not a version.`)
    const unknown = Object.keys(changed).find((operation) => !operations.has(operation))
    if (unknown !== undefined)
      throw new StartRefused(
        `The change of ${introduced_in} names the operation ${unknown}, which has no route.`,
      )
  }
}
