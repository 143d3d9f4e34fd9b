import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { bootPostgres } from '../platform/db/embedded.ts'
import { StartRefused } from '../platform/db/start_refused.ts'
import type { World } from '../kernel/world.ts'
import { awaitHolders, RUN_PREFIX, sweepFolders } from './test_folders.ts'

/** The PostgreSQL of one run of the suite, and where its tests write down what they send to it. */
export type TestServer = {
  readonly url: string
  readonly sql_log: string
  /** The temporary directory of its tests. */
  readonly tmp: string
  /** How many files its connections are enough for. */
  readonly files_at_once_max: number
  /** Whether a database that a test has done with stays until the end. */
  readonly keeps_databases: boolean
  /** Leaves nothing behind. A repeat waits for the same end. */
  close(): Promise<void>
}

/**
 * What all databases of a run take, twice. A database is a thousand files, and ext4 looks at each that was deleted in the
 * last minutes before it makes another: a tenth of the suite's time went there.
 */
const KEPT_BYTES_MAX = 12e9
const CONNECT_MS_MAX = 5_000
/** A file that runs a whole server, and what it asks the database by itself. */
const CONNECTIONS_PER_FILE = 45

/**
 * A throw-away cluster of our own, or the server that `given` names. Everything lies in one temporary
 * directory, which goes away with this program. What a kill leaves of it, a later run removes.
 *
 * Errors: StartRefused when the given server does not let us in.
 */
export async function openTestServer(given: string | undefined, world: World): Promise<TestServer> {
  sweepFolders(tmpdir(), world.now() / 1_000)
  if (given !== undefined && given !== '') {
    const connections = await refuseClosed(given)
    const folder = mkdtempSync(join(tmpdir(), RUN_PREFIX))
    const { sql_log, tmp } = makePlaces(folder)
    const close = async (): Promise<void> => {
      await awaitHolders(tmp, world)
      rmSync(folder, { recursive: true, force: true })
    }
    const files_at_once_max = Math.max(1, Math.floor(connections / CONNECTIONS_PER_FILE))
    return { url: given, sql_log, tmp, files_at_once_max, keeps_databases: false, close }
  }
  const folder = mkdtempSync(join(tmpdir(), RUN_PREFIX))
  const booted = await bootPostgres({ data_dir: folder, durable: false, remove_after: true })
  const { sql_log, tmp } = makePlaces(folder)
  // As root, PostgreSQL's user cleans up after a kill: it must be allowed to empty this directory too.
  const owner = statSync(folder)
  chownSync(sql_log, owner.uid, owner.gid)
  return {
    url: booted.url,
    sql_log,
    tmp,
    files_at_once_max: Number.POSITIVE_INFINITY,
    keeps_databases: freeBytes(folder) >= KEPT_BYTES_MAX,
    async close() {
      await awaitHolders(tmp, world)
      await booted.stop()
    },
  }
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** The tests of root also work as other users: they need a temporary directory like the machine's. */
function makePlaces(folder: string): Pick<TestServer, 'sql_log' | 'tmp'> {
  const [sql_log, tmp] = [join(folder, 'statements'), join(folder, 'tmp')]
  for (const place of [sql_log, tmp]) mkdirSync(place)
  chmodSync(folder, 0o711)
  chmodSync(tmp, 0o1777)
  return { sql_log, tmp }
}

/** Whether any test has logged a statement: a run of pure tests sends none. */
export const hasSqlLog = ({ sql_log }: TestServer): boolean =>
  readdirSync(sql_log).some((file) => file.endsWith('.ndjson'))

/** How many connections a server takes that lets us in. */
async function refuseClosed(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX })
  try {
    await client.connect()
    const { rows } = await client.query<{ may: boolean; connections: number }>(
      `select rolsuper or rolcreatedb as may, current_setting('max_connections')::int4 as connections
        from pg_roles where rolname = current_user`,
    )
    await client.end()
    if (rows[0]?.may === true) return rows[0].connections
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    throw new StartRefused(
      `The PostgreSQL that TEST_DATABASE_URL names does not let us in (${code ?? message}); correct the address or unset it.`,
    )
  }
  throw new StartRefused(
    'The user in TEST_DATABASE_URL may not create databases; run once as an administrator: alter role <user> createdb createrole;',
  )
}
