import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { Actor } from '../../platform/scope.ts'

/** A field that was at fault, by its name in the API, and how: never what stood in it. */
export type LoggedFault = { readonly param: string | null; readonly code: string }

/** The section of the API where the log is read. */
export const LOGS_TAG = 'Request logs'

/** One finished request, as it is kept. Times are the wall clock's, also in a sandbox. */
export type RequestLog = {
  readonly id: Id<'req'>
  readonly created_at: Instant
  readonly actor_type: Actor['type']
  readonly actor_id: string
  readonly method: string
  /** With the ids that were asked for; whatever else stood in it is the name of its parameter in braces. */
  readonly path: string
  readonly route: string
  readonly operation_id: string
  readonly query_fields: readonly string[]
  readonly status: number
  readonly error_code: string | null
  readonly error_title: string | null
  readonly faults: readonly LoggedFault[]
  /** What the request made or changed, or would have. */
  readonly object_id: string | null
  readonly api_version: string | null
  readonly user_agent: string | null
  readonly duration_ms: number
  readonly is_replay: boolean
}

/** What happened in an hour, by caller and version; `unkept` are those that the log does not hold. */
export type Tally = {
  readonly actor_id: string
  readonly api_version: string
  requests: number
  failures: number
  unkept: number
  unkept_failures: number
}
