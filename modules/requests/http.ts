import { type Static, Type as T } from 'typebox'
import { type Id, idPattern } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { readTimeIf, timeInput } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { namedBy } from '../../platform/http/named_by.ts'
import { problemType } from '../../platform/http/problem.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { requestErrors } from './errors.ts'
import { reportRoutes } from './http_reports.ts'
import type { Requests } from './index.ts'
import { KEPT_DAYS } from './limits.ts'
import { LOGS_TAG, type RequestLog } from './request_log.ts'

const REQUEST_LOGS_SCOPE = 'request_logs:read'
const FILTER_CHARS_MAX = 100

const Text = T.Union([T.String(), T.Null()])
const LoggedError = T.Object(
  {
    code: T.String(),
    title: T.String(),
    type: T.String({ description: 'The page about this error.' }),
    faults: T.Array(T.Object({ param: Text, code: T.String() }), {
      description: 'Which fields were at fault and how: names of the API, never what stood in them.',
    }),
  },
  { $id: 'RequestLogError', additionalProperties: false },
)
const Log = T.Object(
  {
    id: T.String({ pattern: idPattern('req'), description: 'As `Request-Id` said it.' }),
    created_at: T.String({
      description: 'When it came. Times of requests are real time, also in a sandbox.',
    }),
    method: T.String(),
    path: T.String({
      description: 'With the ids that were asked for; other parameters are kept as their names in braces.',
    }),
    route: T.String({ description: 'The path’s pattern.' }),
    operation_id: T.String(),
    query_fields: T.Array(T.String(), { description: 'Names of the query’s fields, without their values.' }),
    status: T.Integer(),
    error: T.Union([LoggedError, T.Null()]),
    object_id: T.Union([T.String(), T.Null()], { description: 'What it made or changed; null for reads.' }),
    actor_type: T.String(),
    actor_id: T.String({ description: 'The key or the member that asked.' }),
    api_version: T.Union([T.String(), T.Null()], {
      description: 'In which it was served; null when it was refused before that was known.',
    }),
    user_agent: T.Union([T.String(), T.Null()], {
      description: 'Products and versions, as far as the caller named them.',
    }),
    duration_ms: T.Number(),
    is_replay: T.Boolean({ description: 'Whether the answer was given before, under the same key.' }),
  },
  { $id: 'RequestLog', additionalProperties: false },
)

const logJson = (docs_url: string, log: RequestLog): Static<typeof Log> => {
  const { error_code: code, error_title, faults, query_fields, created_at, ...plain } = log
  const error =
    code === null
      ? null
      : { code, title: error_title ?? '', type: problemType(docs_url, code), faults: [...faults] }
  return { ...plain, created_at: instantText(created_at), query_fields: [...query_fields], error }
}

const filter = T.Optional(T.String({ minLength: 1, maxLength: FILTER_CHARS_MAX }))
const time = T.Optional(timeInput())
const logQuery = listQuery({
  method: T.Optional(T.Enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])),
  operation_id: filter,
  status_class: T.Optional(T.Enum(['2xx', '4xx', '5xx'])),
  error_code: filter,
  actor_id: filter,
  object_id: filter,
  api_version: filter,
  from: time,
  to: time,
})

const listRoute = (requests: Requests) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/request-logs',
    operation_id: 'listRequestLogs',
    tag: LOGS_TAG,
    summary: 'List the requests that were made, newest first.',
    description: `Of the last ${KEPT_DAYS} days, a second or so after they were answered. No body and no header is kept, and of a path and a query only ids and names. Of a busy second only some successful requests are kept: how many there were beside them is in \`GET /v1/request-logs/errors\`.`,
    scope: REQUEST_LOGS_SCOPE,
    query: logQuery,
    status: 200,
    reply: listOf(Log),
    errors: listErrors.table,
    async run(scope, { query }) {
      const { limit: _limit, cursor: _cursor, from, to, ...equal } = query
      const asked = readPage(scope.tenant_id, 'request_logs', query)
      if (!asked.ok) return asked
      const { after, rows } = asked.value
      const wanted = { ...equal, from: readTimeIf(from), to: readTimeIf(to) }
      const found = await requests.list(scope, wanted, { after: placeOf(after), limit: rows })
      const at = { tenant_id: scope.tenant_id, list: 'request_logs', query, asked: asked.value }
      const page = pageOf(at, found, ({ created_at, id }) => [created_at, id])
      return ok({ body: { ...page, data: page.data.map((log) => logJson(requests.docs_url, log)) } })
    },
  })

type After = readonly (string | number)[] | null
const placeOf = (after: After) =>
  after === null ? undefined : { created_at: after[0] as Instant, id: after[1] as Id<'req'> }

const byRequest = namedBy('req', () => requestErrors.fail('request_log_not_found'))

const getRoute = (requests: Requests) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/request-logs/{id}',
    operation_id: 'getRequestLog',
    tag: LOGS_TAG,
    summary: 'Get one request by its id.',
    scope: REQUEST_LOGS_SCOPE,
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: Log,
    errors: requestErrors.table,
    run: (scope, { params }) =>
      byRequest(params.id, async (id) => {
        const log = await requests.find(scope, id)
        return log === undefined
          ? requestErrors.fail('request_log_not_found')
          : ok({ body: logJson(requests.docs_url, log) })
      }),
  })

export const routes = (requests: Requests): Route[] => [
  listRoute(requests),
  ...reportRoutes(requests, REQUEST_LOGS_SCOPE),
  getRoute(requests),
]
