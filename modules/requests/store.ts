import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { RequestLog, Tally } from './request_log.ts'

const HOUR_US = 3_600_000_000
export const hourOf = (at: Instant): Instant => instant(Math.floor(at / HOUR_US) * HOUR_US)

/** One statement for any number of rows. */
export async function insertRequestLogs(
  db: Db,
  tenant_id: TenantId,
  rows: readonly RequestLog[],
): Promise<void> {
  const column = (read: (row: RequestLog) => unknown) => sql`${rows.map(read)}`
  await sql`insert into requests.request_log (tenant_id, id, created_at, actor_type, actor_id, method, path, route,
      operation_id, query_fields, status, error_code, error_title, faults, object_id, api_version, user_agent,
      duration_ms, is_replay)
    select ${tenant_id}::int8, r.id, r.created_at, r.actor_type, r.actor_id, r.method, r.path, r.route, r.operation_id,
      string_to_array(r.query_fields, ','), r.status, r.error_code, r.error_title, r.faults, r.object_id,
      r.api_version, r.user_agent, r.duration_ms, r.is_replay
    from unnest(${column(({ id }) => uuidOf(id))}::uuid[],
      ${column(({ created_at }) => instantText(created_at))}::timestamptz[],
      ${column((row) => row.actor_type)}::text[], ${column((row) => row.actor_id)}::text[],
      ${column((row) => row.method)}::text[], ${column((row) => row.path)}::text[],
      ${column((row) => row.route)}::text[], ${column((row) => row.operation_id)}::text[],
      ${column((row) => row.query_fields.join(','))}::text[], ${column((row) => row.status)}::int2[],
      ${column((row) => row.error_code)}::text[], ${column((row) => row.error_title)}::text[],
      ${column((row) => JSON.stringify(row.faults))}::jsonb[], ${column((row) => row.object_id)}::text[],
      ${column((row) => row.api_version)}::text[], ${column((row) => row.user_agent)}::text[],
      ${column((row) => row.duration_ms)}::real[], ${column((row) => row.is_replay)}::boolean[])
      as r (id, created_at, actor_type, actor_id, method, path, route, operation_id, query_fields, status, error_code,
        error_title, faults, object_id, api_version, user_agent, duration_ms, is_replay)`.execute(db)
}

/**
 * Adds counts to those of the hour of `at`. Two processes may begin an hour at once: the later one gets a unique
 * violation, and its counts come again with its next write.
 */
export async function addTallies(
  db: Db,
  tenant_id: TenantId,
  tallies: readonly Tally[],
  at: Instant,
): Promise<void> {
  // In one order, so that two processes that add to the same rows never wait for each other in a ring.
  const sorted = [...tallies].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const column = (read: (row: Tally) => unknown) => sql`${sorted.map(read)}`
  const hour_at = instantText(hourOf(at))
  const counted = sql`unnest(${column((row) => row.actor_id)}::text[], ${column((row) => row.api_version)}::text[],
      ${column((row) => row.requests)}::int8[], ${column((row) => row.failures)}::int8[],
      ${column((row) => row.unkept)}::int8[], ${column((row) => row.unkept_failures)}::int8[])
    as n (actor_id, api_version, requests, failures, unkept, unkept_failures)`
  await sql`update requests.tally t set requests = t.requests + n.requests, failures = t.failures + n.failures,
      unkept = t.unkept + n.unkept, unkept_failures = t.unkept_failures + n.unkept_failures,
      last_at = greatest(t.last_at, ${instantText(at)}::timestamptz)
    from ${counted}
    where t.tenant_id = ${tenant_id} and t.hour_at = ${hour_at}::timestamptz and t.actor_id = n.actor_id
      and t.api_version = n.api_version`.execute(db)
  await sql`insert into requests.tally
      (tenant_id, hour_at, actor_id, api_version, requests, failures, unkept, unkept_failures, last_at)
    select ${tenant_id}::int8, ${hour_at}::timestamptz, n.actor_id, n.api_version, n.requests, n.failures, n.unkept,
      n.unkept_failures, ${instantText(at)}::timestamptz
    from ${counted}
    where not exists (select from requests.tally t where t.tenant_id = ${tenant_id}
      and t.hour_at = ${hour_at}::timestamptz and t.actor_id = n.actor_id and t.api_version = n.api_version)`.execute(
    db,
  )
}

const keyOf = ({ actor_id, api_version }: Tally): string => `${actor_id} ${api_version}`

type Row = Omit<RequestLog, 'id'> & { readonly id: string }
const logOf = (row: Row): RequestLog => ({ ...row, id: idOf('req', row.id) })

const columns = sql`id, created_at, actor_type, actor_id, method, path, route, operation_id, query_fields, status,
  error_code, error_title, faults, object_id, api_version, user_agent, duration_ms, is_replay`

export type RequestFilter = {
  readonly method?: string | undefined
  readonly operation_id?: string | undefined
  readonly status_class?: '2xx' | '4xx' | '5xx' | undefined
  readonly error_code?: string | undefined
  readonly actor_id?: string | undefined
  readonly object_id?: string | undefined
  readonly api_version?: string | undefined
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/** Newest first, from behind `after`; at most `limit`. */
export async function listRequestLogs(
  db: Db,
  tenant_id: TenantId,
  filter: RequestFilter,
  page: {
    readonly after: { readonly created_at: Instant; readonly id: Id<'req'> } | undefined
    readonly limit: number
  },
): Promise<RequestLog[]> {
  const { status_class, from, to, ...equal } = filter
  const { after, limit } = page
  const least = status_class === undefined ? undefined : Number(status_class[0]) * 100
  const nothing = sql``
  const wanted = Object.entries(equal).flatMap(([name, value]) =>
    value === undefined ? [] : [sql`and ${sql.ref(name)} = ${value}`],
  )
  const { rows } = await sql<Row>`select ${columns} from requests.request_log where tenant_id = ${tenant_id}
    ${wanted.length === 0 ? nothing : sql.join(wanted, sql` `)}
    ${least === undefined ? nothing : sql`and status between ${least} and ${least + 99}`}
    ${equal.error_code !== undefined || (least ?? 0) >= 400 ? sql`and status >= 400` : nothing}
    ${from === undefined ? nothing : sql`and created_at >= ${instantText(from)}::timestamptz`}
    ${to === undefined ? nothing : sql`and created_at < ${instantText(to)}::timestamptz`}
    ${
      after === undefined
        ? nothing
        : sql`and (created_at, id) < (${instantText(after.created_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`
    }
    order by created_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(logOf)
}

export async function findRequestLog(
  db: Db,
  tenant_id: TenantId,
  id: Id<'req'>,
): Promise<RequestLog | undefined> {
  const { rows } = await sql<Row>`select ${columns} from requests.request_log
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : logOf(rows[0])
}
