import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import type { World } from '../../kernel/world.ts'

/** What it prints when it is ready. */
export type SimulatorPorts = Readonly<
  Record<
    | 'control'
    | 'northgate'
    | 'tidewater'
    | 'ironbridge'
    | 'three_ds'
    | 'ironbridge_reports'
    | 'larkfield_sftp'
    | 'larkfield_vop'
    | 'larkfield_instant',
    number
  >
>

/** The card world outside, as sandboxes see it: a process of its own. */
export type SimulatorChild = {
  /** Where it listens; rejects when it could not be started. Started at the first question, or by `start`. */
  ports(): Promise<SimulatorPorts>
  /** What opens its control interface. */
  readonly token: string
  start(): void
  stop(): Promise<void>
}

const STOP_MS_MAX = 5_000
const main = fileURLToPath(new URL('../simulator/main.ts', import.meta.url))

type Options = {
  readonly data_dir: string
  readonly world: World
  readonly log: (event: string, detail: string) => void
}
type Launched = {
  readonly ports: Promise<SimulatorPorts>
  readonly ended: Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the simulator beside the server and again when it ends by itself. It ends with this process, however that
 * ends: it reads from a pipe that only this process holds.
 */
export function createSimulatorChild(options: Options): SimulatorChild {
  const token = Buffer.from(options.world.random(24)).toString('base64url')
  let running: Launched | undefined
  let isStopping = false
  const launched = (): Launched => {
    if (running !== undefined) return running
    const fresh = launch(options, token)
    running = fresh
    fresh.ports.catch((error: unknown) => {
      if (!isStopping) options.log('simulator_lost', String(error))
    })
    // The next question starts it again, on what it had written down.
    void fresh.ended.then(() => {
      running = undefined
    })
    return fresh
  }
  return {
    token,
    ports: () => launched().ports,
    start: () => void launched(),
    async stop() {
      isStopping = true
      await running?.stop()
    },
  }
}

function launch({ data_dir, world }: Options, token: string): Launched {
  const child = spawn(process.execPath, [main], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      SIMULATOR_PORT: '0',
      SIMULATOR_TOKEN: token,
      SIMULATOR_FOLDER: join(data_dir, 'simulator'),
      SIMULATOR_LEASH: 'stdin',
    },
  })
  child.stdin.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ports = new Promise<SimulatorPorts>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve((JSON.parse(line) as { ports: SimulatorPorts }).ports)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)))
  })
  return {
    ports,
    ended,
    async stop() {
      child.stdin.end()
      const cancel = world.after(STOP_MS_MAX, () => child.kill('SIGKILL'))
      await ended
      cancel()
    },
  }
}
