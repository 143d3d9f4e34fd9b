import {
  closeSync,
  existsSync,
  fchownSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { pause, type World } from '../../kernel/world.ts'
import { type ClusterOptions, placeOf } from './embedded_cluster.ts'
import { explainServer, explainSpawn } from './embedded_fault.ts'
import { explainFile, type Folder } from './embedded_folder.ts'
import { type Leashed, leash } from './embedded_leash.ts'
import { isServerOf } from './embedded_pid.ts'
import { serverArguments } from './embedded_settings.ts'
import { storedBytes } from './embedded_size.ts'
import { freePort } from './free_port.ts'
import { StartRefused } from './start_refused.ts'

export type ServerOptions = ClusterOptions & {
  readonly rubbish: string | undefined
  readonly log: (sentence: string) => void
  readonly on_waiting: () => void
  readonly expected_bytes: number
}
export type RunningServer = {
  readonly pid: number
  readonly port: number
  readonly leashed: Leashed
  /** What it has written since this start, at most the end of it. */
  said(): string
}

const LOOK_MS = 10
const STARTS_MAX = 40
const RESTART_MS = 250
const PATIENCE_MS = 5_000
/** How long an earlier server may take to end by itself, and after it was told to. */
const FORMER_MS_MAX = 10_000
const LOG_BYTES_MAX = 8_388_608
const SAID_BYTES_MAX = 65_536

/** It lost a process, with whatever that one had in its memory, and is about to repair itself. */
const CRASHED = 'terminating any other active server processes'

/** Somebody took the port, or what a killed server left behind has not gone yet: worth another try. */
const passing = /could not bind|pre-existing shared memory block|Is another (postmaster|postgres)/

/**
 * Starts PostgreSQL on a random loopback port and waits until it takes connections; after a crash it first
 * repairs itself, which may take minutes and is said through `log`.
 *
 * Errors: StartRefused with the reason.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { folder, world } = options
  await awaitFormer(folder, world)
  for (let start = 1; ; start++) {
    const from_byte = prepareLog(folder)
    const port = await freePort()
    const former = pidLines(folder.pgdata)
    const leashed = launch(options, port)
    options.on_waiting()
    const pid = await untilReady(leashed, former, options)
    const said = (): string =>
      readFileSync(folder.log_file).subarray(from_byte).subarray(-SAID_BYTES_MAX).toString('utf8')
    if (pid !== undefined) return { pid, port, leashed, said }
    if (!passing.test(said()) || start === STARTS_MAX) throw explainServer(said(), folder)
    await pause(world, RESTART_MS)
  }
}

function launch(options: ServerOptions, port: number): Leashed {
  const { folder, binaries, user, durable, rubbish } = options
  const log = openLog(folder)
  const stored_bytes = Math.max(options.expected_bytes, durable ? storedBytes(folder) : 0)
  try {
    return leash(
      [
        binaries.postgres,
        '-D',
        placeOf(folder.pgdata, user),
        ...serverArguments({ port, durable, stored_bytes }),
      ],
      {
        user,
        folder: folder.pgdata,
        // Fast: connections are cut and everything is flushed; without durability there is nothing to flush.
        stop_signal: durable ? 'INT' : 'QUIT',
        stderr: log,
        rubbish,
      },
    )
  } finally {
    closeSync(log)
  }
}

/** The server's pid once it takes connections; undefined when it ended instead. */
async function untilReady(
  leashed: Leashed,
  former: readonly string[],
  { folder, world, log }: ServerOptions,
): Promise<number | undefined> {
  const began_ms = world.elapsed_ms()
  const end = { is_over: false }
  void leashed.ended.catch(() => undefined).finally(() => (end.is_over = true))
  for (let hasSpoken = false; !end.is_over; ) {
    const lines = pidLines(folder.pgdata)
    if (lines[STATUS] === 'ready' && lines.join() !== former.join()) return Number(lines[PID])
    if (!hasSpoken && world.elapsed_ms() - began_ms > PATIENCE_MS) {
      hasSpoken = true
      log('PostgreSQL is repairing what a crash or a kill left; this can take minutes.')
    }
    await pause(world, LOOK_MS)
  }
  await leashed.ended.catch((error: unknown) => {
    throw explainSpawn(error)
  })
  return undefined
}

const PID = 0
const PORT = 3
const STATUS = 7

/** The lines of `postmaster.pid`: pid, directory, start, port, socket, address, memory, status. */
function pidLines(pgdata: string): string[] {
  try {
    return readFileSync(join(pgdata, 'postmaster.pid'), 'utf8')
      .split('\n')
      .map((line) => line.trim())
  } catch {
    return []
  }
}

/** The port of a server that takes connections on these files now. */
export function servingPort({ pgdata }: Folder): number | undefined {
  const lines = pidLines(pgdata)
  const isServing = lines[STATUS] === 'ready' && isServerOf(pgdata, Number(lines[PID]))
  return isServing ? Number(lines[PORT]) : undefined
}

/**
 * A Florin that was killed leaves a server that is just stopping: wait for it, and stop it when nobody does.
 * A pid file whose pid now belongs to another program would stop PostgreSQL for ever, so it goes.
 */
async function awaitFormer({ data_dir, pgdata }: Folder, world: World): Promise<void> {
  const pid = Number(pidLines(pgdata)[PID] ?? 0)
  if (pid <= 0) return
  const isGone = async (): Promise<boolean> => {
    const began_ms = world.elapsed_ms()
    while (isServerOf(pgdata, pid)) {
      if (world.elapsed_ms() - began_ms > FORMER_MS_MAX) return false
      await pause(world, LOOK_MS)
    }
    return true
  }
  if (!(await isGone())) {
    try {
      // It was told to stop in order when its Florin ended; what is written down is safe without that, too.
      process.kill(pid, 'SIGQUIT')
    } catch {
      // It ended in this moment, or is another user's: the next look tells.
    }
    if (!(await isGone()))
      throw new StartRefused(
        `A PostgreSQL server (pid ${pid}) is still running on the data directory ${data_dir}; stop it and start again.`,
      )
  }
  if (Number(pidLines(pgdata)[PID] ?? 0) === pid) rmSync(join(pgdata, 'postmaster.pid'), { force: true })
}

/** The log belongs to whoever owns the directory, also when root starts Florin on it once. */
function openLog({ data_dir, log_file }: Folder): number {
  const log = openSync(log_file, 'a', 0o600)
  const owner = statSync(data_dir)
  if (process.getuid?.() === 0) fchownSync(log, owner.uid, owner.gid)
  return log
}

/** The log grows over starts up to a limit, then begins again and keeps one old part. */
function prepareLog(folder: Folder): number {
  const { log_file } = folder
  try {
    if (existsSync(log_file) && statSync(log_file).size > LOG_BYTES_MAX)
      renameSync(log_file, `${log_file}.old`)
    return existsSync(log_file) ? statSync(log_file).size : 0
  } catch (error) {
    throw explainFile(error, folder)
  }
}

/**
 * Ends the server and waits until it has ended, even when its leash was killed. One that has crashed is ended at once:
 * PostgreSQL 18 never answers an orderly stop in the middle of its repair.
 */
export async function stopServer(server: RunningServer, folder: Folder, world: World): Promise<void> {
  server.leashed.child.ref()
  if (isServerOf(folder.pgdata, server.pid) && server.said().includes(CRASHED))
    process.kill(server.pid, 'SIGQUIT')
  server.leashed.stop()
  await server.leashed.ended
  while (isServerOf(folder.pgdata, server.pid)) await pause(world, LOOK_MS)
}
