import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { newUuid } from '../../kernel/id.ts'
import { realWorld } from '../../kernel/world.ts'
import { createDatabase, type Database } from './database.ts'
import { migrate, schemaHash } from './migrate.ts'
import { assertPartitioned, isPartitioned, partitionTenantTables } from './partitions_testing.ts'
import { root, rooms } from './rooms.ts'

export type TestDatabase = {
  readonly url: string
  readonly db: Database
  /** As the owner, past the narrow role: for planting faults and looking behind the face. */
  admin: pg.Pool
  drop(): Promise<void>
}

const SERVER_URL = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'

const at = (database: string): string => {
  const url = new URL(SERVER_URL)
  url.pathname = `/${database}`
  return url.href
}

const asOwner = <T>(fn: (client: pg.Client) => Promise<T>): Promise<T> => withClient(SERVER_URL, fn)

async function withClient<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await fn(client)
  } finally {
    await client.end()
  }
}

/** Makes the migrated template once per schema; test files that start together wait for the first. */
async function ensureTemplate(is_partitioned: boolean): Promise<string> {
  const rewrite = is_partitioned ? partitionTenantTables : undefined
  const name = `florin_template_${schemaHash(root, rooms, rewrite)}`
  await asOwner(async (client) => {
    await client.query(`select pg_advisory_lock(hashtext($1))`, [name])
    const exists = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [
      name,
    ])
    if (exists.rowCount !== 0) return
    await client.query(`drop database if exists "${name}"`)
    await client.query(`create database "${name}"`)
    await migrate({ url: at(name), root, rooms, ...(rewrite === undefined ? {} : { rewrite }) })
    if (is_partitioned) await withClient(at(name), assertPartitioned)
    await client.query(`alter database "${name}" is_template true`)
  })
  return name
}

/** What the SQL guard needs to know of the catalogue: which tables and functions belong to tenants. */
async function writeClasses(url: string, file: string): Promise<void> {
  const directory = process.env['FLORIN_SQL_LOG']
  if (directory === undefined || existsSync(join(directory, file))) return
  mkdirSync(directory, { recursive: true })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const kinds = async (text: string) => {
    const { rows } = await client.query<{ name: string; kind: string }>(text)
    return Object.fromEntries(rows.map((row) => [row.name, row.kind]))
  }
  const tables = await kinds(`select n.nspname || '.' || c.relname as name,
    substring(obj_description(c.oid, 'pg_class') from '^scale:(tenant|ref|local)') as kind
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v') and obj_description(c.oid, 'pg_class') like 'scale:%'`)
  const functions = await kinds(`select n.nspname || '.' || p.proname as name,
    substring(obj_description(p.oid, 'pg_proc') from '^scale:(tenant|ref|local)') as kind
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where obj_description(p.oid, 'pg_proc') like 'scale:%'`)
  writeFileSync(join(directory, file), JSON.stringify({ tables, functions }))
  await client.end()
}

/** A migrated, empty database of its own for one test file, copied from a template in about 50 ms. */
export async function createTestDatabase({ is_partitioned = isPartitioned } = {}): Promise<TestDatabase> {
  const template = await ensureTemplate(is_partitioned)
  const name = `florin_test_${newUuid(realWorld()).replaceAll('-', '')}`
  await asOwner(async (client) => {
    // By pages costs least where files must reach the disk, and by files where they need not: no page goes through the log.
    const { rows } = await client.query<{ strategy: string }>(
      `select case current_setting('fsync') when 'on' then 'wal_log' else 'file_copy' end as strategy`,
    )
    await client.query(`create database "${name}" template "${template}" strategy ${rows[0]?.strategy}`)
  })
  const url = at(name)
  await writeClasses(url, 'classes.json')
  const db = createDatabase({ url, pool_max: 6 })
  const admin = new pg.Pool({ connectionString: url, max: 2 })
  admin.on('error', () => undefined)
  return {
    url,
    db,
    admin,
    async drop() {
      // A test may have made tables of its own; the guard knows them too.
      await writeClasses(url, `classes-${name}.json`)
      await db.close()
      await admin.end()
      if (process.env['FLORIN_TEST_KEEP_DATABASES'] === '1') return
      await asOwner((client) => client.query(`drop database if exists "${name}" with (force)`))
    },
  }
}
