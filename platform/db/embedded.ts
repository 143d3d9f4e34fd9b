import { chownSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import pg from 'pg'
import { assert } from '../../kernel/assert.ts'
import { realWorld, type World } from '../../kernel/world.ts'
import { findBinaries } from './embedded_binaries.ts'
import { type Claim, claimFolder, livingHolder } from './embedded_claim.ts'
import { makeCluster } from './embedded_cluster.ts'
import { explainLoss } from './embedded_fault.ts'
import { type Folder, openFolder } from './embedded_folder.ts'
import { type RunningServer, servingPort, startServer, stopServer } from './embedded_server.ts'
import { noteStoredBytes } from './embedded_size.ts'
import { postgresUser } from './embedded_user.ts'

export type BootOptions = {
  /** Made when it is not there. Holds `pgdata`, `password`, `florin.json`, `stored_bytes` and `postgres.log`. */
  readonly data_dir: string
  /** False for throw-away clusters of tests: nothing is flushed to the disk. */
  readonly durable: boolean
  /** The directory, which must be new or empty, is removed at the end, even after SIGKILL. */
  readonly remove_after?: boolean
  readonly world?: World
  /** Hears one sentence when the start takes unusually long. */
  readonly log?: (sentence: string) => void
  /** Called when all that is left is to wait: for a new cluster to be made, or else for PostgreSQL to be ready. */
  readonly on_waiting?: () => void
  /** For how much data it is set up, when that is more than there is. */
  readonly expected_bytes?: number
  /** Hears one sentence when the server ended without `stop`. */
  readonly on_lost?: (sentence: string) => void
}

export type EmbeddedPostgres = {
  /** With the password in it. The database is PostgreSQL's own `postgres`. */
  readonly url: string
  /** True when the cluster was made by this boot. */
  readonly first: boolean
  /** Of the server itself. */
  readonly pid: number
  /** Writes down where Florin answers, for the refusal of a second start. */
  announce(http_url: string): void
  /** One sentence on why it is gone, for whoever has just lost it. */
  loss(): string
  /** Resolves when no program of it is left and the directory is free. A repeat waits for the same end. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL that came with the npm packages, on a random loopback port, and makes its cluster at
 * the first boot. It ends when this program ends, however that happens. As root it runs as another user.
 *
 * Errors: StartRefused, one sentence each: another Florin on the directory, a directory that cannot be
 * written or is not ours, another version's data, damaged data, a full disk, no binaries for the platform.
 */
export async function bootPostgres(options: BootOptions): Promise<EmbeddedPostgres> {
  const { durable, remove_after = false, world = realWorld() } = options
  const folder = openFolder(options.data_dir)
  const isEmpty = readdirSync(folder.data_dir).length === 0
  assert(!remove_after || isEmpty, 'a directory that is removed afterwards is empty before')
  const claim = await claimFolder(folder, world)
  try {
    const user = postgresUser(folder.pgdata)
    const cluster = { folder, binaries: findBinaries(user, folder.pgdata), user, durable, world }
    const first = !existsSync(folder.pgdata)
    const { log = nothing, on_waiting = nothing, expected_bytes = 0 } = options
    if (first) await makeCluster({ ...cluster, on_waiting })
    // The leash removes the directory, and it runs as PostgreSQL's user.
    if (remove_after && user !== undefined) chownSync(folder.data_dir, user.uid, user.gid)
    const rubbish = remove_after ? folder.data_dir : undefined
    const server = await startServer({ ...cluster, rubbish, log, on_waiting, expected_bytes })
    const url = urlOf(folder, server.port)
    // Nothing waits for it. A start that was killed may have left without it, so it is asked for until one was stopped.
    const isSure = !durable || existsSync(folder.size_file)
    const adding = isSure ? undefined : addStatistics(url).catch(nothing)
    const isStopping = watchServer(server, folder, options.on_lost)
    return {
      url,
      first,
      pid: server.pid,
      announce: (http_url) => claim.announce(http_url),
      loss: () => explainLoss(server.said(), folder),
      stop: once(async () => {
        await adding
        await stop({ server, folder, claim, world, isStopping, durable, remove_after })
      }),
    }
  } catch (error) {
    claim.release()
    if (remove_after) rmSync(folder.data_dir, { recursive: true, force: true })
    throw error
  }
}

const nothing = (): void => undefined

/** The address of the database that another program has booted on this directory; undefined when none has. */
export function runningUrl(data_dir: string): string | undefined {
  const folder = openFolder(data_dir)
  if (livingHolder(folder.claim_file) === undefined) return undefined
  const port = servingPort(folder)
  return port === undefined ? undefined : urlOf(folder, port)
}

const urlOf = ({ password_file }: Folder, port: number): string =>
  `postgres://florin:${readFileSync(password_file, 'utf8').trim()}@127.0.0.1:${port}/postgres`

async function addStatistics(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', nothing)
  await client.connect()
  await client.query('create extension if not exists pg_stat_statements')
  await client.end()
}

type Stopping = { yes: boolean }

/** The server never keeps this program alive, and its unexpected end is told. */
function watchServer(server: RunningServer, folder: Folder, on_lost: BootOptions['on_lost']): Stopping {
  const isStopping: Stopping = { yes: false }
  server.leashed.child.unref()
  void server.leashed.ended.then(() => {
    if (!isStopping.yes) on_lost?.(explainLoss(server.said(), folder))
  })
  return isStopping
}

async function stop(running: {
  server: RunningServer
  folder: Folder
  claim: Claim
  world: World
  isStopping: Stopping
  durable: boolean
  remove_after: boolean
}): Promise<void> {
  const { server, folder, claim, world, isStopping, durable, remove_after } = running
  isStopping.yes = true
  claim.stopping()
  await stopServer(server, folder, world)
  if (durable) noteStoredBytes(folder)
  claim.release()
  if (remove_after) rmSync(folder.data_dir, { recursive: true, force: true })
}

function once(fn: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= fn())
}
