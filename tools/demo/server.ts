import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { readSandboxes } from '../../apps/server/kept_sandboxes.ts'
import { pause, type World } from '../../kernel/world.ts'
import { freePort } from '../../platform/db/free_port.ts'
import { DemoRefused } from './demo_refused.ts'

export type DemoServer = {
  readonly url: string
  readonly vault_url: string
  readonly secret_key: string
  readonly publishable_key: string
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('../../apps/server/main.ts', import.meta.url))
const leash = fileURLToPath(new URL('../run/leash.cjs', import.meta.url))
const READY_TRIES_MAX = 1_200
const READY_PAUSE_MS = 100
/** Variables that would make it another server than a throw-away one. */
const taken = [
  'DATABASE_URL',
  'AMQP_URL',
  'FLORIN_ROLES',
  'FLORIN_PUBLIC_URL',
  'FLORIN_VAULT_PUBLIC_URL',
  'HOST',
]

/** The real server as a program of its own: an embedded PostgreSQL in `data_dir`, and the simulator. Errors: DemoRefused. */
export async function startDemoServer(
  world: World,
  data_dir: string,
  signal: AbortSignal,
): Promise<DemoServer> {
  const [port, vault_port] = [await freePort(), await freePort()]
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-r', leash, program], {
    // A Ctrl-C is for the replay first, which tells what was done; the server ends after it.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !taken.includes(name))),
      FLORIN_DATA_DIR: data_dir,
      PORT: String(port),
      VAULT_PORT: String(vault_port),
      FLORIN_SIMULATOR: 'on',
      FLORIN_PARENT_PID: String(process.pid),
    },
  })
  const gone = once(child, 'exit')
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-2_000)))
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await gone
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await untilReady(world, url, () => {
      if (signal.aborted) throw new DemoRefused('it was stopped.')
      if (child.exitCode !== null) throw new DemoRefused(`the server did not start: ${said.trim()}`)
    })
    const keys = await keysOf(url, data_dir)
    return { url, vault_url: `http://127.0.0.1:${vault_port}`, ...keys, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function untilReady(world: World, url: string, check: () => void): Promise<void> {
  for (let tries = 0; tries < READY_TRIES_MAX; tries++) {
    check()
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok === true) return
    await pause(world, READY_PAUSE_MS)
  }
  throw new DemoRefused('the server did not become ready within two minutes.')
}

/** The key of its sandbox, and one for card numbers that is made with it. */
async function keysOf(url: string, data_dir: string) {
  const [sandbox] = await readSandboxes(data_dir)
  if (sandbox === undefined) throw new DemoRefused('the server has kept no sandbox key.')
  const { secret_key } = sandbox
  const answer = await fetch(`${url}/v1/api-keys`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secret_key}`,
      'content-type': 'application/json',
      'idempotency-key': 'demo-publishable-key',
    },
    body: JSON.stringify({ kind: 'publishable', name: 'demo' }),
  })
  const { secret } = (await answer.json()) as { secret?: string }
  if (secret === undefined) throw new DemoRefused(`no publishable key can be made (${answer.status}).`)
  return { secret_key, publishable_key: secret }
}
