import { sql } from 'kysely'
import { type Id, idOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'

/** Failures that are alike: the same error of the same operation. */
export type ErrorGroup = {
  readonly error_code: string
  readonly error_title: string
  readonly operation_id: string
  readonly method: string
  readonly route: string
  readonly count: number
  readonly first_at: Instant
  readonly last_at: Instant
  readonly last_request_id: Id<'req'>
}
type GroupRow = Omit<ErrorGroup, 'count' | 'last_request_id'> & {
  readonly count: bigint
  readonly last_request_id: string
}

/** The greatest groups first, over the newest `failures_max` kept failures since `from`. */
export async function groupFailures(
  db: Db,
  tenant_id: TenantId,
  from: Instant,
  bounds: { readonly failures_max: number; readonly groups_max: number },
): Promise<ErrorGroup[]> {
  const { rows } = await sql<GroupRow>`select error_code, max(error_title) as error_title, operation_id,
      max(method) as method, max(route) as route, count(*) as count, min(created_at) as first_at,
      max(created_at) as last_at, (array_agg(id order by created_at desc, id desc))[1] as last_request_id
    from (select error_code, error_title, operation_id, method, route, created_at, id from requests.request_log
      where tenant_id = ${tenant_id} and status >= 400 and error_code is not null
        and created_at >= ${instantText(from)}::timestamptz
      order by created_at desc limit ${bounds.failures_max}) newest
    group by error_code, operation_id order by count(*) desc, error_code, operation_id
    limit ${bounds.groups_max}`.execute(db)
  return rows.map((row) => ({
    ...row,
    count: Number(row.count),
    last_request_id: idOf('req', row.last_request_id),
  }))
}

export type Counts = Readonly<Record<'requests' | 'failures' | 'unkept' | 'unkept_failures', number>>
type CountRow = Readonly<Record<keyof Counts, bigint>>

const sums = sql`coalesce(sum(requests), 0)::int8 as requests, coalesce(sum(failures), 0)::int8 as failures,
  coalesce(sum(unkept), 0)::int8 as unkept, coalesce(sum(unkept_failures), 0)::int8 as unkept_failures`

const countsOf = (row: CountRow | undefined): Counts => ({
  requests: Number(row?.requests ?? 0),
  failures: Number(row?.failures ?? 0),
  unkept: Number(row?.unkept ?? 0),
  unkept_failures: Number(row?.unkept_failures ?? 0),
})

/** How many requests there were since the hour `from`, kept or not. */
export async function countRequests(db: Db, tenant_id: TenantId, from: Instant): Promise<Counts> {
  const { rows } = await sql<CountRow>`select ${sums} from requests.tally
    where tenant_id = ${tenant_id} and hour_at >= ${instantText(from)}::timestamptz`.execute(db)
  return countsOf(rows[0])
}

/** The requests of one caller in one version. */
export type VersionUse = Counts & {
  readonly api_version: string
  readonly actor_id: string
  readonly last_at: Instant
}

/** By version and caller since the hour `from`, the busiest caller of each version first. */
export async function countVersions(db: Db, tenant_id: TenantId, from: Instant): Promise<VersionUse[]> {
  const { rows } = await sql<
    CountRow & Pick<VersionUse, 'api_version' | 'actor_id' | 'last_at'>
  >`select api_version, actor_id, max(last_at) as last_at, ${sums} from requests.tally
    where tenant_id = ${tenant_id} and hour_at >= ${instantText(from)}::timestamptz
    group by api_version, actor_id order by api_version desc, sum(requests) desc, actor_id`.execute(db)
  return rows.map(({ api_version, actor_id, last_at, ...counts }) => ({
    api_version,
    actor_id,
    last_at,
    ...countsOf(counts),
  }))
}

/** Tenants above `after` with counts of before `until`, in order. Crosses tenants: a named read. */
export async function tenantsToForget(
  database: Database,
  after: TenantId,
  until: Instant,
  limit: number,
): Promise<TenantId[]> {
  return database.scatter('requests.tenants_to_forget', async (db) => {
    const { rows } = await sql<{ tenant_id: TenantId }>`select distinct tenant_id from requests.tally
      where tenant_id > ${after} and hour_at < ${instantText(until)}::timestamptz
      order by tenant_id limit ${limit}`.execute(db)
    return rows.map(({ tenant_id }) => tenant_id)
  })
}

/** Removes at most `limit` of the oldest requests from before `until`; answers how many. */
export async function deleteRequestLogs(
  db: Db,
  tenant_id: TenantId,
  until: Instant,
  limit: number,
): Promise<number> {
  const { numAffectedRows } = await sql`delete from requests.request_log
    where tenant_id = ${tenant_id} and id = any (array(select id from requests.request_log
      where tenant_id = ${tenant_id} and created_at < ${instantText(until)}::timestamptz
      order by created_at limit ${limit}))`.execute(db)
  return Number(numAffectedRows ?? 0)
}

export async function deleteTallies(db: Db, tenant_id: TenantId, until: Instant): Promise<void> {
  await sql`delete from requests.tally
    where tenant_id = ${tenant_id} and hour_at < ${instantText(until)}::timestamptz`.execute(db)
}
