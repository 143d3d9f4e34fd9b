import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { pause, type World } from '../../kernel/world.ts'
import { freePort } from '../../platform/db/free_port.ts'

const main = fileURLToPath(new URL('../../apps/server/main.ts', import.meta.url))
// Ends the program when the one that tries it out is itself killed.
const leash = fileURLToPath(new URL('../../tools/run/leash.cjs', import.meta.url))
const READY_TRIES_MAX = 1_800
const READY_PAUSE_MS = 50
const RESTARTS_MAX = 10

export type Program = {
  readonly origin: string
  /** SIGKILL, then a new process on the same database. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

/** The real server as a process of its own, so that it can really be killed. */
export async function startProgram(options: {
  world: World
  url: string
  data_dir: string
}): Promise<Program> {
  const { world, url, data_dir } = options
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    DATABASE_URL: url,
    FLORIN_DATA_DIR: data_dir,
    PORT: String(port),
    FLORIN_LOG_LEVEL: 'silent',
    FLORIN_SQL_LOG: undefined,
    FLORIN_PARENT_PID: String(process.pid),
  }
  const start = async (restarts = 0): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-r', leash, main], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const said: string[] = []
    child.stderr.on('data', (text: Buffer) => said.push(text.toString()))
    for (let tries = 0; tries < READY_TRIES_MAX; tries++) {
      const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
      if (answer?.ok === true) return child
      // PostgreSQL may be down just now; then the program says so and ends, and is started again.
      if (child.exitCode !== null && restarts < RESTARTS_MAX) return start(restarts + 1)
      if (child.exitCode !== null) break
      await pause(world, READY_PAUSE_MS)
    }
    const last = await fetch(`${origin}/readyz`).then((answer) => answer.text(), String)
    throw new Error(`the program did not become ready: ${last} ${said.join('').slice(-2_000)}`)
  }
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    const gone = once(child, 'exit')
    if (child.exitCode !== null || !child.kill(signal)) return
    await gone
  }
  let running = await start()
  return {
    origin,
    async killAndRestart() {
      await end(running, 'SIGKILL')
      running = await start()
    },
    stop: () => end(running, 'SIGTERM'),
  }
}
