import { Type as T } from 'typebox'
import { idPattern } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import { problemType } from '../../platform/http/problem.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { Requests } from './index.ts'
import { CALLERS_MAX, GROUPED_FAILURES_MAX, GROUPS_MAX, KEPT_DAYS } from './limits.ts'
import { LOGS_TAG } from './request_log.ts'
import type { VersionReport } from './reports.ts'

const HOURS_DEFAULT = 24

const Count = (description: string) => T.Integer({ minimum: 0, description })
const counts = {
  requests: Count('All of them, kept in the log or not.'),
  failures: Count('Those that were answered with 400 or more.'),
  unkept: Count('Requests that the log does not hold, because there were too many at once.'),
  unkept_failures: Count('Failures among them: the groups do not know them.'),
}
const hoursQuery = T.Object({
  hours: T.Optional(
    T.Integer({
      minimum: 1,
      maximum: KEPT_DAYS * 24,
      description: `How far back, in hours of the clock with the present one; ${HOURS_DEFAULT} when absent.`,
    }),
  ),
})
const since = T.String({ description: 'Beginning of the first hour that was counted.' })

const Group = T.Object(
  {
    code: T.String(),
    title: T.String(),
    type: T.String({ description: 'The page about this error: why it happens and what to do.' }),
    operation_id: T.String(),
    method: T.String(),
    route: T.String(),
    count: Count('Failures of this group that the log holds.'),
    first_at: T.String(),
    last_at: T.String(),
    last_request_id: T.String({ pattern: idPattern('req') }),
  },
  { $id: 'RequestErrorGroup', additionalProperties: false },
)

const errorsRoute = (requests: Requests, scope_name: string) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/request-logs/errors',
    operation_id: 'groupRequestErrors',
    tag: LOGS_TAG,
    summary: 'Group what failed by error and operation, the most frequent first.',
    description: `At most ${GROUPS_MAX} groups, over the newest ${GROUPED_FAILURES_MAX.toLocaleString('en')} failures of the time asked for.`,
    scope: scope_name,
    is_report: true,
    query: hoursQuery,
    status: 200,
    reply: T.Object({ since, ...counts, data: T.Array(Group) }),
    errors: {},
    async run(scope, { query }) {
      const { groups, since: from, ...sums } = await requests.errors(scope, query.hours ?? HOURS_DEFAULT)
      const rows = groups.map(({ error_code: code, error_title: title, first_at, last_at, ...group }) => ({
        code,
        title,
        type: problemType(requests.docs_url, code),
        ...group,
        first_at: instantText(first_at),
        last_at: instantText(last_at),
      }))
      return ok({ body: { since: instantText(from), ...sums, data: rows } })
    },
  })

const Day = T.Union([T.String(), T.Null()])
const Version = T.Object(
  {
    api_version: T.String(),
    is_current: T.Boolean(),
    deprecated_on: Day,
    sunset_on: Day,
    guide: T.Union([T.String(), T.Null()], { description: 'How to move on.' }),
    requests: counts.requests,
    failures: counts.failures,
    last_at: T.Union([T.String(), T.Null()], { description: 'The last request in it, to the second.' }),
    callers: T.Array(T.Object({ actor_id: T.String(), requests: T.Integer(), last_at: T.String() }), {
      description: `The ${CALLERS_MAX} busiest keys and members: who has to move before it goes.`,
    }),
  },
  { $id: 'ApiVersionUse', additionalProperties: false },
)

const versionJson = ({ last_at, callers, ...version }: VersionReport) => ({
  ...version,
  last_at: last_at === null ? null : instantText(last_at),
  callers: callers.map((caller) => ({ ...caller, last_at: instantText(caller.last_at) })),
})

const versionsRoute = (requests: Requests, scope_name: string) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/request-logs/versions',
    operation_id: 'listVersionsInUse',
    tag: LOGS_TAG,
    summary: 'List the API versions there are, and who still asks in each.',
    description: 'Counts every request, kept in the log or not.',
    scope: scope_name,
    query: hoursQuery,
    status: 200,
    reply: T.Object({ since, data: T.Array(Version) }),
    errors: {},
    async run(scope, { query }) {
      const { since: from, versions } = await requests.versions(scope, query.hours ?? KEPT_DAYS * 24)
      return ok({ body: { since: instantText(from), data: versions.map(versionJson) } })
    },
  })

/** What the log says as a whole. Before the route of one request: their paths would be taken for ids. */
export const reportRoutes = (requests: Requests, scope_name: string): Route[] => [
  errorsRoute(requests, scope_name),
  versionsRoute(requests, scope_name),
]
