import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { ApiVersions } from '../../platform/http/versions.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { forgetOld } from './forget.ts'
import { createRecorder, type Recorder, type RecorderDeps } from './recorder.ts'
import { GROUPED_FAILURES_MAX, GROUPS_MAX } from './limits.ts'
import { type ErrorReport, hoursBefore, type VersionReport, versionReports } from './reports.ts'
import type { RequestLog } from './request_log.ts'
import { findRequestLog, listRequestLogs, type RequestFilter } from './store.ts'
import { countRequests, countVersions, groupFailures } from './store_reports.ts'

/** The log of requests: written beside the requests, read by who wrote the programs that made them. */
export type Requests = Recorder & {
  /** Where the pages about errors are. */
  readonly docs_url: string
  /** Newest first, from behind `after`; at most `limit`. */
  list(
    scope: OpenScope,
    filter: RequestFilter,
    page: {
      readonly after: { readonly created_at: Instant; readonly id: Id<'req'> } | undefined
      readonly limit: number
    },
  ): Promise<RequestLog[]>
  /** Undefined when it was too long ago, was not kept, or was never made. */
  find(scope: OpenScope, id: Id<'req'>): Promise<RequestLog | undefined>
  /** What failed in the last `hours` hours of the clock, in groups. */
  errors(scope: OpenScope, hours: number): Promise<ErrorReport>
  /** In which versions was asked in the last `hours` hours of the clock, and by whom. */
  versions(scope: OpenScope, hours: number): Promise<{ since: Instant; versions: VersionReport[] }>
  /** Removes what is older than KEPT_DAYS; answers how many requests that were. A repeat finds nothing. */
  forgetOld(): Promise<number>
}

export type RequestsDeps = RecorderDeps & {
  readonly docs_url: string
  /** The versions that are served. */
  readonly served: ApiVersions
}

export function createRequests(deps: RequestsDeps): Requests {
  const { db, world, docs_url, served } = deps
  return {
    ...createRecorder(deps),
    docs_url,
    list: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listRequestLogs(tx, tenant_id, filter, page)),
    find: ({ tenant_id }, id) => db.withTenant(tenant_id, (tx) => findRequestLog(tx, tenant_id, id)),
    async errors({ tenant_id }, hours) {
      const since = hoursBefore(world.now(), hours)
      const bounds = { failures_max: GROUPED_FAILURES_MAX, groups_max: GROUPS_MAX }
      const [counts, groups] = await db.withTenant(tenant_id, (tx) =>
        Promise.all([countRequests(tx, tenant_id, since), groupFailures(tx, tenant_id, since, bounds)]),
      )
      return { since, ...counts, groups }
    },
    async versions({ tenant_id }, hours) {
      const since = hoursBefore(world.now(), hours)
      const uses = await db.withTenant(tenant_id, (tx) => countVersions(tx, tenant_id, since))
      return { since, versions: versionReports(served, uses, docs_url) }
    },
    forgetOld: () => forgetOld({ db, world }),
  }
}

export { routes } from './http.ts'
