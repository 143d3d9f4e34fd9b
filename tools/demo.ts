import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { realWorld, type World } from '../kernel/world.ts'
import { DemoRefused } from './demo/demo_refused.ts'
import { cutFile, type Piece } from './demo/piece.ts'
import { type DemoServer, startDemoServer } from './demo/server.ts'
import { writeSeeded } from './demo/seeded.ts'

/**
 * `npm run demo`: a throw-away server with the simulated card world, and a day of card transactions paid through its
 * API by `florin replay`. Ends with the replay's exit code. Nothing is left of it.
 */
const usage = 'npm run demo -- [file.csv or .csv.gz] [--days 1] [--rows <count>] [--seed 7]'
const florin = fileURLToPath(new URL('../apps/server/florin.ts', import.meta.url))
const leash = fileURLToPath(new URL('run/leash.cjs', import.meta.url))
const COUNT_MAX = 1_000_000
/** The server is ours and near: what arrives together is written together, so it is given more at once than by default. */
const CONCURRENCY = '128'

type Wish = {
  readonly file: string | undefined
  readonly days: number
  readonly rows: number
  readonly seed: number
}

function readWish(args: readonly string[], env: NodeJS.ProcessEnv): Wish {
  const { values, positionals } = readArgs(args)
  const whole = (flag: string, text: string | undefined, otherwise: number): number => {
    if (text === undefined) return otherwise
    const count = Number(text)
    if (/^\d{1,7}$/.test(text) && count >= 1 && count <= COUNT_MAX) return count
    throw new DemoRefused(`--${flag} must be a whole number from 1 to ${COUNT_MAX}; ${usage}`)
  }
  if (positionals.length > 1) throw new DemoRefused(`one file at a time; ${usage}`)
  const named = positionals[0] ?? env['FLORIN_DEMO_FILE']
  return {
    file: named === '' ? undefined : named,
    days: whole('days', values.days, 1),
    rows: whole('rows', values.rows, COUNT_MAX),
    seed: whole('seed', values.seed, 7),
  }
}

function readArgs(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { days: text, rows: text, seed: text },
    })
  } catch (error) {
    throw new DemoRefused(`${(error as Error).message.split('.')[0]}; ${usage}`)
  }
}

/** The rows to pay: of the file that was named, or of one that is made up. */
async function prepare(wish: Wish, folder: string): Promise<Piece> {
  if (wish.file !== undefined) return cutFile(wish.file, { ...wish, folder })
  console.log(
    `No file was named, so a made-up one is paid: seed ${wish.seed}, in the form of the Fraud Detection Handbook.`,
  )
  return writeSeeded({ ...wish, folder })
}

/** Runs `florin replay` on the terminal it was given. Resolves with its exit code. */
function replay(server: DemoServer, piece: Piece, folder: string, signals: AbortSignal): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '-r',
      leash,
      florin,
      'replay',
      piece.file,
      '--concurrency',
      CONCURRENCY,
      // A card that pays twice a day is not in a hurry: the sandbox lives through the time of the file.
      '--with-clock',
    ],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        FLORIN_URL: server.url,
        FLORIN_KEY: server.secret_key,
        FLORIN_PUBLISHABLE_KEY: server.publishable_key,
        FLORIN_VAULT_URL: server.vault_url,
        XDG_CONFIG_HOME: folder,
        FLORIN_PARENT_PID: String(process.pid),
      },
    },
  )
  signals.addEventListener('abort', () => child.kill('SIGINT'))
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

async function main(world: World): Promise<number> {
  const wish = readWish(process.argv.slice(2), process.env)
  const folder = mkdtempSync(join(tmpdir(), 'florin-demo-'))
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  let server: DemoServer | undefined
  try {
    const piece = await prepare(wish, folder)
    console.log(
      `${piece.rows.toLocaleString('en')} rows of ${piece.days.join(', ')}. Starting a server of its own …`,
    )
    server = await startDemoServer(world, join(folder, 'home'), stop.signal)
    console.log(`Florin runs at ${server.url}, on an empty database that goes away with it.`)
    return await replay(server, piece, folder, stop.signal)
  } finally {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

main(realWorld()).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof DemoRefused ? `\nflorin: ${error.message}\n` : error)
    process.exit(error instanceof DemoRefused ? 2 : 1)
  },
)
