import { once } from 'node:events'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Fetch, type Runtime, systemRuntime } from '../../sdk/typescript/index.ts'
import { askTerminal } from './ask.ts'
import { exits } from './exits.ts'

/** A terminal that is drawn on as a whole. */
export type Screen = { rows(): number; columns(): number; write(text: string): void }

/** What commands have of the world around them. A test gives them another one. */
export type Means = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly runtime: Runtime
  readonly fetch?: Fetch
  /** A line for whoever reads the result. */
  out(text: string): void
  /** A piece of a file for whoever reads the result; done when there is room for the next. */
  write(text: string): Promise<void>
  /** A line about how it goes, for people only. */
  err(text: string): void
  /** Draws over the last line of a terminal; undefined where there is none. */
  readonly draw?: ((text: string) => void) | undefined
  /** How wide the terminal is that results are read on; undefined where they go elsewhere. */
  readonly columns?: number | undefined
  /** Undefined where results do not go to a terminal. */
  readonly screen?: Screen | undefined
  /** Undefined when nobody is there to answer. */
  readonly ask?: ((question: string, is_secret: boolean) => Promise<string>) | undefined
  exit(code: number): void
  /** Aborted by the first Ctrl-C; the second ends the program. */
  interrupted(): AbortSignal
}

export function realMeans(): Means {
  const { stdin, stdout, stderr } = process
  // Whoever reads has enough, as `head` has after its lines.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(exits.ok)
  })
  return {
    env: process.env,
    runtime: systemRuntime(),
    out: (text) => void stdout.write(`${text}\n`),
    async write(text) {
      if (!stdout.write(text)) await once(stdout, 'drain')
    },
    err: (text) => void stderr.write(`${text}\n`),
    screen: stdout.isTTY
      ? { rows: () => stdout.rows, columns: () => stdout.columns, write: (text) => void stdout.write(text) }
      : undefined,
    columns: stdout.isTTY ? stdout.columns : undefined,
    draw:
      stderr.isTTY && (process.env['NO_COLOR'] ?? '') === ''
        ? (text) => void stderr.write(`\r\u001b[2K${text}`)
        : undefined,
    ask: stdin.isTTY ? askTerminal : undefined,
    exit(code) {
      process.exitCode = code
    },
    interrupted: onInterrupt,
  }
}

function onInterrupt(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(exits.interrupted)
      stop.abort()
    })
  return stop.signal
}

/** Where the profiles are. */
export function configFile(env: Means['env']): string {
  const folder = env['XDG_CONFIG_HOME']
  const base = folder === undefined || folder === '' ? join(env['HOME'] ?? homedir(), '.config') : folder
  return join(base, 'florin', 'config.json')
}
