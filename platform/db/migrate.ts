import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration'
import pg from 'pg'
import { present } from '../../kernel/assert.ts'
import { refuseOldServer } from './server_version.ts'
import { isSchemaComplete } from './schema_complete.ts'
import { type DatabaseRole, roles } from './session.ts'
import { readSql, type Room, type SqlFile } from './sql_files.ts'
import { StartRefused } from './start_refused.ts'
import { logStatements } from './statement_log.ts'

const asWritten = (text: string): string => text

/** One digest over every SQL file, as it would be run: names the template database of the tests. */
export function schemaHash(root: string, rooms: readonly Room[], rewrite = asWritten): string {
  const files = [...readSql(root, rooms, 'migrations'), ...readSql(root, rooms, 'functions')]
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file.name}:${rewrite(file.text)}\n`)
  return hash.digest('hex').slice(0, 16)
}

/**
 * Brings the schema up to this release: numbered migrations once, forward only, then every function whose
 * text changed. All in order of the floors. A repeat looks once and does nothing.
 *
 * Errors: StartRefused when PostgreSQL is too old, the schema is newer than this program, or a migration was edited
 * after it ran.
 */
export async function migrate(options: {
  url: string
  root: string
  rooms: readonly Room[]
  /** What to run instead of a migration's text. It is known by the hash of what was written all the same. */
  rewrite?: (text: string) => string
}): Promise<{ applied: string[] }> {
  const pool = new pg.Pool({ connectionString: options.url, max: 2, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    // The pool hears of the idle ones only; a server that ends under a statement is told by that statement.
    client.on('error', () => undefined)
    logStatements(client, { via: 'system', name: 'migrate', in_transaction: false })
  })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrations = readSql(options.root, options.rooms, 'migrations')
    const functions = readSql(options.root, options.rooms, 'functions')
    if (await isSchemaComplete(db, { migrations, functions })) return { applied: [] }
    await prepare(db)
    await refuseEdited(db, migrations)
    const applied = await runMigrations(db, migrations, options)
    await recordFiles(db, migrations)
    applied.push(...(await applyFunctions(db, functions)))
    return { applied }
  } finally {
    await db.destroy()
  }
}

async function prepare(db: Kysely<unknown>): Promise<void> {
  const version = sql<{ num: number }>`select current_setting('server_version_num')::int4 as num`
  const { rows: servers } = await version.execute(db)
  refuseOldServer(present(servers[0], 'the version of the server').num)
  await sql`create schema if not exists platform`.execute(db)
  await sql`create table if not exists platform.applied_file (
    name text primary key, hash text not null)`.execute(db)
  await sql`comment on table platform.applied_file is 'scale:local — which SQL files this database has, by hash'`.execute(
    db,
  )
  for (const role of roles) await prepareRole(db, role)
}

async function prepareRole(db: Kysely<unknown>, role: DatabaseRole): Promise<void> {
  const { rows } = await sql`select 1 from pg_roles where rolname = ${role}`.execute(db)
  // Two databases of one cluster may migrate at once; the loser of that race finds the role made.
  if (rows.length === 0) await sql.raw(`create role ${role} nologin`).execute(db).catch(ignoreExisting)
  try {
    await sql.raw(`grant ${role} to current_user`).execute(db)
  } catch (error) {
    // Often only an administrator may grant it; who was given it needs no other grant.
    if (!(await isMember(db, role))) ignoreExisting(error as Error & { code?: string })
  }
}

async function isMember(db: Kysely<unknown>, role: DatabaseRole): Promise<boolean> {
  const { rows } = await sql`select from pg_roles
    where rolname = ${role} and pg_has_role(current_user, oid, 'MEMBER')`.execute(db)
  return rows.length === 1
}

/** All the roles in one sentence: an administrator is asked once. */
const byAdministrator = roles.map((role) => `create role ${role}; grant ${role} to <user>;`).join(' ')

function ignoreExisting(error: Error & { code?: string }): void {
  const isRace =
    error.code === '42710' || error.code === '23505' || error.message.includes('concurrently updated')
  if (isRace) return
  if (error.code === '42501')
    throw new StartRefused(
      `The database user may not create the roles ${roles.join(' and ')}. Run once as an administrator: ${byAdministrator}`,
    )
  throw error
}

type Applied = { name: string; hash: string }

async function refuseEdited(db: Kysely<unknown>, migrations: readonly SqlFile[]): Promise<void> {
  const { rows } = await sql<Applied>`select name, hash from platform.applied_file`.execute(db)
  const known = new Map(rows.map((row) => [row.name, row.hash]))
  const edited = migrations.find((file) => (known.get(file.name) ?? file.hash) !== file.hash)
  if (edited !== undefined)
    throw new StartRefused(
      `Migration ${edited.name} was edited after it ran here; restore the file and add a new migration instead.`,
    )
}

async function runMigrations(
  db: Kysely<unknown>,
  files: readonly SqlFile[],
  { rooms, rewrite = asWritten }: { rooms: readonly Room[]; rewrite?: (text: string) => string },
): Promise<string[]> {
  const order = new Map(
    files.map((file) => [file.name, `${String(rooms.indexOf(file.room)).padStart(3, '0')}/${file.name}`]),
  )
  const migrator = new Migrator({
    db,
    migrationTableSchema: 'platform',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
    allowUnorderedMigrations: true,
    nameComparator: (a, b) => (order.get(a) ?? a).localeCompare(order.get(b) ?? b, 'en'),
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          files.map((file): [string, Migration] => [
            file.name,
            { up: (tx) => runText(tx, rewrite(file.text)) },
          ]),
        ),
    },
  })
  const outcome: MigrationResultSet = await migrator.migrateToLatest()
  if (outcome.error !== undefined) throw explain(outcome)
  for (const table of ['migration', 'migration_lock'])
    await sql
      .raw(`comment on table platform.${table} is 'scale:local — the migrator''s own record'`)
      .execute(db)
  return (outcome.results ?? []).map((result) => result.migrationName)
}

const runText = async (tx: Kysely<unknown>, text: string): Promise<void> => {
  // Rule S16: a migration never waits long behind somebody's lock; the start is simply repeated.
  await sql.raw(`set local lock_timeout = '2s';\n${text}`).execute(tx)
}

function explain(outcome: MigrationResultSet): Error {
  const error = outcome.error as Error & { code?: string }
  const missing = /previously executed migration (\S+) is missing/.exec(error.message)
  if (missing !== null)
    return new StartRefused(
      `The database's schema is newer than this program (it has ${missing[1]}); start the release that made it, or a later one.`,
    )
  const failed = outcome.results?.find((result) => result.status === 'Error')
  return failed === undefined
    ? error
    : new Error(`migration ${failed.migrationName}: ${error.message}`, { cause: error })
}

async function recordFiles(db: Kysely<unknown>, files: readonly SqlFile[]): Promise<void> {
  await sql`insert into platform.applied_file (name, hash)
    select n, h from unnest(${files.map((file) => file.name)}::text[], ${files.map((file) => file.hash)}::text[]) as t (n, h)
    where not exists (select from platform.applied_file a where a.name = t.n)`.execute(db)
}

async function applyFunctions(db: Kysely<unknown>, files: readonly SqlFile[]): Promise<string[]> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('florin functions'))`.execute(tx)
    const { rows } = await sql<Applied>`select name, hash from platform.applied_file`.execute(tx)
    const known = new Map(rows.map((row) => [row.name, row.hash]))
    const changed = files.filter((file) => known.get(file.record) !== file.hash)
    if (changed.length === 0) return []
    // All in one go: a new database has a hundred of them, and a first start waits for each.
    await sql.raw(changed.map(({ text }) => text).join('\n;\n')).execute(tx)
    const records = changed.map(({ record, hash }) => sql`(${record}, ${hash})`)
    await sql`insert into platform.applied_file (name, hash) values ${sql.join(records)}
      on conflict (name) do update set hash = excluded.hash`.execute(tx)
    return changed.map((file) => file.name)
  })
}
