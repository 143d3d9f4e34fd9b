import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Fetch, type Runtime, systemRuntime } from '../../sdk/typescript/index.ts'
import { askTerminal } from './ask.ts'

/** What commands have of the world around them. A test gives them another one. */
export type Means = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly runtime: Runtime
  readonly fetch?: Fetch
  /** A line for whoever reads the result. */
  out(text: string): void
  /** A line about how it goes, for people only. */
  err(text: string): void
  /** Draws over the last line of a terminal; undefined where there is none. */
  readonly draw?: ((text: string) => void) | undefined
  /** Undefined when nobody is there to answer. */
  readonly ask?: ((question: string, is_secret: boolean) => Promise<string>) | undefined
  exit(code: number): void
  /** Aborted by the first Ctrl-C; the second ends the program. */
  interrupted(): AbortSignal
}

export function realMeans(): Means {
  const { stdin, stdout, stderr } = process
  return {
    env: process.env,
    runtime: systemRuntime(),
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    draw: stderr.isTTY ? (text) => void stderr.write(`\r\u001b[2K${text}`) : undefined,
    ask: stdin.isTTY ? askTerminal : undefined,
    exit(code) {
      process.exitCode = code
    },
    interrupted: onInterrupt,
  }
}

const EXIT_INTERRUPTED = 130

function onInterrupt(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(EXIT_INTERRUPTED)
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
