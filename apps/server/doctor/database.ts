import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { World } from '../../../kernel/world.ts'
import { runningUrl } from '../../../platform/db/embedded.ts'
import { root, rooms } from '../../../platform/db/rooms.ts'
import { isSchemaComplete } from '../../../platform/db/schema_complete.ts'
import { refuseOldServer } from '../../../platform/db/server_version.ts'
import { roles } from '../../../platform/db/session.ts'
import { readSql } from '../../../platform/db/sql_files.ts'
import { StartRefused } from '../../../platform/db/start_refused.ts'
import { type Finding, note, well, wrong } from '../../cli/main.ts'
import type { ServerConfig } from '../config.ts'
import { explainGiven } from '../database_faults.ts'
import { isRunning } from './running.ts'
import { selectSettings, type ServerSettings } from './store.ts'

const CONNECT_MS_MAX = 5_000
const SKEW_MS_MAX = 5_000
const PER_MAJOR = 10_000
/** Of one process with every role, at its usual settings. */
const CONNECTIONS_NEEDED = 60

/** The database that the server works on, where it can be reached without starting it. Nothing is changed. */
export async function lookAtDatabase(config: ServerConfig, world: World): Promise<Finding[]> {
  const url = config.database_url ?? (isRunning(config) ? runningUrl(config.data_dir) : undefined)
  if (url === undefined)
    return [
      note('database', 'the embedded one runs with the server only', 'start the server, and look again'),
    ]
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const settings = await selectSettings(client, roles)
    return settings === undefined
      ? []
      : [...settingFindings(settings, world), await lookAtSchema(url, settings)]
  } catch (error) {
    const told = explainGiven(error)
    if (!(told instanceof StartRefused)) throw error
    return [wrong('database', told.message, 'see docs/playbooks/database-down.md')]
  } finally {
    await client.end().catch(() => undefined)
  }
}

function settingFindings(settings: ServerSettings, world: World): Finding[] {
  const { version_num, max_connections, used_connections, now_ms, server_encoding } = settings
  const off = (['fsync', 'full_page_writes', 'synchronous_commit'] as const).filter(
    (name) => settings[name] === 'off',
  )
  const free = max_connections - used_connections
  const skew_ms = Math.abs(now_ms - world.now() / 1_000)
  return [
    versionFinding(version_num),
    ...off.map((name) =>
      wrong(
        'database',
        `${name} is off: what was committed may be lost`,
        `alter system set ${name} = on, and reload it`,
      ),
    ),
    ...(server_encoding === 'UTF8'
      ? []
      : [wrong('database', `its encoding is ${server_encoding}`, 'make one with encoding UTF8')]),
    ...(settings.is_standby
      ? [wrong('database', 'it is a standby', 'name the primary in DATABASE_URL')]
      : []),
    ...(free < CONNECTIONS_NEEDED
      ? [
          note(
            'database',
            `${free} of ${max_connections} connections are free`,
            `a process needs up to ${CONNECTIONS_NEEDED}: raise max_connections`,
          ),
        ]
      : []),
    ...(skew_ms > SKEW_MS_MAX
      ? [
          wrong(
            'clock',
            `this machine and the database are ${Math.round(skew_ms / 1_000)} s apart`,
            'let both follow a time server (NTP)',
          ),
        ]
      : []),
  ]
}

function versionFinding(version_num: number): Finding {
  try {
    refuseOldServer(version_num)
    return well('database', `PostgreSQL ${Math.floor(version_num / PER_MAJOR)}.${version_num % PER_MAJOR}`)
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    return wrong('database', error.message, 'upgrade it')
  }
}

async function lookAtSchema(url: string, { known_roles }: ServerSettings): Promise<Finding> {
  const missing = roles.filter((role) => !known_roles.includes(role))
  const advice = 'run `florin migrate`; it says what an administrator has to do'
  if (missing.length > 0) return wrong('schema', `the roles ${missing.join(' and ')} are not there`, advice)
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_MS_MAX })
  pool.on('error', () => undefined)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const [migrations, functions] = [readSql(root, rooms, 'migrations'), readSql(root, rooms, 'functions')]
    return (await isSchemaComplete(db, { migrations, functions }))
      ? well(
          'schema',
          `${migrations.length} migrations, ${functions.length} functions, as this release has them`,
        )
      : wrong('schema', 'it is not that of this release', `${advice}, or start the release that it is of`)
  } finally {
    await db.destroy()
  }
}
