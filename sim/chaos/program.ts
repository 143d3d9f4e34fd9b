import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { pause, type World } from '../../kernel/world.ts'
import { freePort } from '../../platform/db/free_port.ts'
import { packedServer } from '../../tools/run/packed_server.ts'

const main = packedServer()
// Ends the program when the one that tries it out is itself killed.
const leash = fileURLToPath(new URL('../../tools/run/leash.cjs', import.meta.url))
const READY_TRIES_MAX = 1_800
const READY_PAUSE_MS = 50
const RESTARTS_MAX = 10
const LAST_WORDS_MAX = 20_000

export type Program = {
  readonly origin: string
  /** SIGKILL, then a new process on the same database. */
  killAndRestart(): Promise<void>
  /** SIGKILL to the simulator that the server started; the server starts it again when it asks it something. False: none runs. */
  killSimulator(): boolean
  /** Stops in order, does `job` while nothing runs, and starts again. */
  restartAfter(job: () => Promise<void>): Promise<void>
  stop(): Promise<void>
  /** The end of what all its processes logged. */
  lastWords(): string
}

/** The real server as a process of its own, so that it can really be killed. */
export async function startProgram(options: {
  world: World
  url: string
  data_dir: string
  /** Off when only the ledger is under load. */
  has_simulator?: boolean
  /** Settings besides these. */
  more?: Readonly<Record<string, string>>
}): Promise<Program> {
  const { world, url, data_dir, has_simulator = false, more = {} } = options
  let last_words = ''
  const log = (text: string): void => {
    last_words = (last_words + text).slice(-LAST_WORDS_MAX)
  }
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    ...more,
    DATABASE_URL: url,
    FLORIN_DATA_DIR: data_dir,
    PORT: String(port),
    VAULT_PORT: String(await freePort()),
    FLORIN_SIMULATOR: has_simulator ? 'on' : 'off',
    FLORIN_LOG_LEVEL: 'error',
    FLORIN_SQL_LOG: undefined,
    FLORIN_PARENT_PID: String(process.pid),
  }
  const start = (): Promise<ChildProcess> => startReady({ world, origin, env, log })
  let running = await start()
  return {
    origin,
    async killAndRestart() {
      await end(running, 'SIGKILL')
      running = await start()
    },
    killSimulator() {
      const pid = simulatorOf(running)
      return pid !== undefined && isKilled(pid)
    },
    async restartAfter(job) {
      await end(running, 'SIGTERM')
      await job()
      running = await start()
    },
    stop: () => end(running, 'SIGTERM'),
    lastWords: () => last_words,
  }
}

/** The process that this server started to play the card world, by the table of processes: nothing else knows it. */
function simulatorOf({ pid }: ChildProcess): number | undefined {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  const found = rows
    .map((row) => row.trim().split(/\s+/))
    .find(
      ([, parent, ...args]) =>
        parent === String(pid) && args.some((arg) => arg.endsWith('simulator/main.ts')),
    )
  return found === undefined ? undefined : Number(found[0])
}

/** False when it ended by itself meanwhile. */
function isKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

type Start = {
  readonly world: World
  readonly origin: string
  readonly env: NodeJS.ProcessEnv
  readonly log: (text: string) => void
}

async function startReady(how: Start, restarts = 0): Promise<ChildProcess> {
  const { world, origin, env, log } = how
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-r', leash, main], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said.push(text.toString())
      log(text.toString())
    })
  for (let tries = 0; tries < READY_TRIES_MAX; tries++) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (answer?.ok === true) return child
    // PostgreSQL may be down just now; then the program says so and ends, and is started again.
    if (child.exitCode !== null && restarts < RESTARTS_MAX) return startReady(how, restarts + 1)
    if (child.exitCode !== null) break
    await pause(world, READY_PAUSE_MS)
  }
  const last = await fetch(`${origin}/readyz`).then((answer) => answer.text(), String)
  throw new Error(`the program did not become ready: ${last} ${said.join('').slice(-2_000)}`)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit')
  if (child.exitCode !== null || !child.kill(signal)) return
  await gone
}
