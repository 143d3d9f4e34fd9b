import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { pause, type World } from '../../kernel/world.ts'
import { freePort } from '../../platform/db/free_port.ts'

export type Program = {
  readonly port: number
  /** Of Florin: where its vault listens. */
  readonly vault_port: number
  readonly pid: number
  /** Asks it to stop, and resolves when it has. */
  stop(): Promise<void>
}

const START_MS_MAX = 120_000
const STOP_MS_MAX = 20_000
const LOOK_MS = 5

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const end = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
  })

/** As `npm start` has it (tools/run/launch.mjs); the baselines have it, too. */
const YOUNG_HEAP = '--max-semi-space-size=16'

/** Starts a server program of this repository and resolves when its port answers. */
export async function startProgram(
  world: World,
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<Program> {
  const [port, vault_port] = [await freePort(), await freePort()]
  const child = spawn(process.execPath, [YOUNG_HEAP, file], {
    env: { ...process.env, ...env, PORT: String(port), VAULT_PORT: String(vault_port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)))
  const until_ms = world.elapsed_ms() + START_MS_MAX
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${file} ended at its start:\n${said}`)
    if (world.elapsed_ms() > until_ms) throw new Error(`${file} does not listen:\n${said}`)
    await pause(world, LOOK_MS)
  }
  return { port, vault_port, pid: child.pid ?? 0, stop: () => stopChild(world, child) }
}

async function stopChild(world: World, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const cancel = world.after(STOP_MS_MAX, () => child.kill('SIGKILL'))
  await ended
  cancel()
}
