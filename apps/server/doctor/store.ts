import type { Client } from 'pg'

export type ServerSettings = {
  readonly version_num: number
  readonly fsync: string
  readonly full_page_writes: string
  readonly synchronous_commit: string
  readonly server_encoding: string
  readonly max_connections: number
  readonly used_connections: number
  readonly is_standby: boolean
  readonly now_ms: number
  readonly known_roles: readonly string[]
}

/** What a PostgreSQL says of itself, and which of the roles it knows. */
export async function selectSettings(
  client: Client,
  roles: readonly string[],
): Promise<ServerSettings | undefined> {
  const { rows } = await client.query<ServerSettings>(
    `select current_setting('server_version_num')::int4 as version_num, current_setting('fsync') as fsync,
      current_setting('full_page_writes') as full_page_writes, current_setting('synchronous_commit') as synchronous_commit,
      current_setting('server_encoding') as server_encoding, current_setting('max_connections')::int4 as max_connections,
      (select count(*)::int4 from pg_stat_activity where backend_type = 'client backend') as used_connections,
      pg_is_in_recovery() as is_standby, (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms,
      array(select rolname::text from pg_roles where rolname = any ($1)) as known_roles`,
    [roles],
  )
  return rows[0]
}
