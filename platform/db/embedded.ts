import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { pause, realWorld } from '../../kernel/world.ts'
import { type Binaries, findBinaries, isOpenToAll } from './embedded_binaries.ts'
import { isInUse, takeDataDir } from './embedded_lock.ts'
import { freePort } from './free_port.ts'
import { StartRefused } from './start_refused.ts'

export type EmbeddedPostgres = {
  readonly url: string
  /** True when the cluster was made by this boot. */
  readonly first: boolean
  readonly pid: number
  stop(): Promise<void>
}
export type BootOptions = {
  readonly data_dir: string
  /** False for throw-away clusters of tests: nothing is flushed to the disk. */
  readonly durable: boolean
}

const MAJOR = '18'
const READY_PAUSE_MS = 10
const READY_MS_MAX = 60_000
const world = realWorld()

/**
 * Starts PostgreSQL from the npm packages on a random loopback port. It ends when this process ends, even by
 * SIGKILL. Errors: StartRefused, one sentence each, for a directory in use, unreachable, of another version,
 * a full disk, and a cluster that does not start.
 */
export async function bootPostgres(options: BootOptions): Promise<EmbeddedPostgres> {
  const { data_dir, durable } = options
  fs.mkdirSync(data_dir, { recursive: true })
  const release = takeDataDir(data_dir)
  try {
    const binaries = findBinaries()
    const pgdata = join(data_dir, 'pgdata')
    const first = prepareCluster(binaries, data_dir, pgdata, durable)
    const port = await freePort()
    const child = start(binaries, data_dir, pgdata, port, durable)
    const pid = await untilReady(child, data_dir, pgdata)
    return {
      url: urlOf(data_dir, port),
      first,
      pid,
      async stop() {
        await end(child)
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/** The address of the cluster that another process runs on this directory; undefined when none does. */
export function runningUrl(data_dir: string): string | undefined {
  if (!isInUse(data_dir)) return undefined
  const lines = readPid(join(data_dir, 'pgdata'))
  return lines[7] === 'ready' ? urlOf(data_dir, Number(lines[3])) : undefined
}

const urlOf = (data_dir: string, port: number): string =>
  `postgres://florin:${fs.readFileSync(join(data_dir, 'password'), 'utf8').trim()}@127.0.0.1:${port}/postgres`

function readPid(pgdata: string): string[] {
  try {
    return fs
      .readFileSync(join(pgdata, 'postmaster.pid'), 'utf8')
      .split('\n')
      .map((line) => line.trim())
  } catch {
    return []
  }
}

/** Makes the cluster at the first boot; checks it at later ones. True when it was made. */
function prepareCluster(
  { folder, owner }: Binaries,
  data_dir: string,
  pgdata: string,
  durable: boolean,
): boolean {
  if (owner !== undefined && !isOpenToAll(data_dir))
    throw new StartRefused(
      `PostgreSQL runs as another user than root and cannot reach ${data_dir}; set FLORIN_DATA_DIR to a directory that everyone may enter.`,
    )
  const versionFile = join(pgdata, 'PG_VERSION')
  if (fs.existsSync(versionFile)) {
    const version = fs.readFileSync(versionFile, 'utf8').trim()
    if (version === MAJOR) return false
    throw new StartRefused(
      `${data_dir} was made by PostgreSQL ${version} and this is ${MAJOR}; dump it with the release that made it and restore it here.`,
    )
  }
  // A first boot that was killed leaves half a cluster without its version; nothing was ever stored in it.
  fs.rmSync(pgdata, { recursive: true, force: true })
  const password = join(data_dir, 'password')
  fs.writeFileSync(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  const draft = `${pgdata}.new`
  fs.rmSync(draft, { recursive: true, force: true })
  fs.mkdirSync(draft, { mode: 0o700 })
  if (owner !== undefined) for (const path of [password, draft]) fs.chownSync(path, owner.uid, owner.gid)
  const made = spawnSync(
    join(folder, 'bin', 'initdb'),
    [
      '-D',
      draft,
      '-U',
      'florin',
      '--pwfile',
      password,
      '-A',
      'scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    ],
    { ...owner, env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8' },
  )
  if (made.status !== 0) throw explain(data_dir, `${made.stderr}${made.stdout}${made.error?.message ?? ''}`)
  fs.renameSync(draft, pgdata)
  return true
}

function settings(port: number, durable: boolean): string[] {
  const shared = Math.min(1024, Math.max(128, Math.floor(totalmem() / 4 / 1_048_576)))
  const flags = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    log_min_messages: 'warning',
    jit: 'off',
    shared_buffers: durable ? `${shared}MB` : '256MB',
    max_wal_size: '8GB',
    checkpoint_timeout: '15min',
    ...(durable
      ? {}
      : {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          wal_level: 'minimal',
          max_wal_senders: 0,
          autovacuum_naptime: '1h',
        }),
  }
  return Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

// The shell holds the other end of our pipe: when this process dies, by whatever, the pipe closes, `cat` ends,
// and PostgreSQL is asked to stop. When PostgreSQL dies by itself, the shell ends too.
const LEASH =
  '"$@" & P=$!; (while kill -0 $P 2>/dev/null; do sleep 0.5; done; kill $$ 2>/dev/null) & W=$!; cat >/dev/null; kill -INT $P 2>/dev/null; wait $P; kill $W 2>/dev/null'

function start(
  { folder, owner }: Binaries,
  data_dir: string,
  pgdata: string,
  port: number,
  durable: boolean,
): ChildProcess {
  const log = fs.openSync(join(data_dir, 'postgres.log'), 'a', 0o600)
  // Left over from a kill: PostgreSQL checks it too, but its own check can be fooled by a number used again.
  const [stale] = readPid(pgdata)
  if (stale !== undefined && !isProcess(Number(stale)))
    fs.rmSync(join(pgdata, 'postmaster.pid'), { force: true })
  const command = [join(folder, 'bin', 'postgres'), '-D', pgdata, ...settings(port, durable)]
  const [program, args] =
    process.platform === 'win32'
      ? [command[0] ?? '', command.slice(1)]
      : ['sh', ['-c', LEASH, 'sh', ...command]]
  const child = spawn(program, args, {
    ...owner,
    stdio: ['pipe', log, log],
    detached: true,
    cwd: pgdata,
    env: { ...process.env, LC_ALL: 'C' },
  })
  fs.closeSync(log)
  child.on('error', () => undefined)
  child.stdin?.on('error', () => undefined)
  child.unref()
  return child
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

async function untilReady(child: ChildProcess, data_dir: string, pgdata: string): Promise<number> {
  const started_ms = world.elapsed_ms()
  for (;;) {
    const lines = readPid(pgdata)
    if (lines[7] === 'ready') return Number(lines[0])
    const isOver =
      child.exitCode !== null || child.signalCode !== null || world.elapsed_ms() - started_ms > READY_MS_MAX
    if (isOver) {
      await end(child)
      throw explain(data_dir, fs.readFileSync(join(data_dir, 'postgres.log'), 'utf8').slice(-2_000))
    }
    await pause(world, READY_PAUSE_MS)
  }
}

function explain(data_dir: string, said: string): StartRefused {
  if (/No space left on device/i.test(said))
    return new StartRefused(`The disk of ${data_dir} is full; make room and start again. Nothing was lost.`)
  if (/Permission denied/i.test(said))
    return new StartRefused(
      `PostgreSQL may not write to ${data_dir}; give it the directory, or set FLORIN_DATA_DIR to another.`,
    )
  const last =
    said
      .trim()
      .split('\n')
      .findLast((line) => /FATAL|PANIC|error/i.test(line)) ??
    said.trim().split('\n').at(-1) ??
    ''
  return new StartRefused(`The embedded PostgreSQL in ${data_dir} did not start: ${last.slice(0, 300)}`)
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.ref()
    child.on('exit', () => resolve())
    child.stdin?.end()
  })
}
