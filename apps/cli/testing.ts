import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hastyRuntime } from '../../sdk/typescript/testing.ts'
import { type Means, newProgram, runProgram, userCommands } from './main.ts'
import type { Screen } from './means.ts'

export type Ended = { readonly exit: number; readonly out: string; readonly err: string }
export type Cli = {
  /** Runs one command in this program, as a terminal would. */
  run(...args: string[]): Promise<Ended>
  /** Ctrl-C for the command that runs. */
  interrupt(): void
  readonly folder: string
  /** What the next questions are answered with. */
  readonly answers: string[]
  /** Lines that a running command has written so far. */
  readonly lines: readonly string[]
}

/** `is_alone`: nobody is there to answer a question. */
type With = { readonly is_alone?: boolean; readonly screen?: Screen }

/** Means of a command that is looked at, and not run. */
export const testMeans = (): Means => ({
  env: {},
  runtime: hastyRuntime(),
  out: () => undefined,
  write: () => Promise.resolve(),
  err: () => undefined,
  exit: () => undefined,
  interrupted: () => new AbortController().signal,
})

/** The command line with a home of its own. */
export async function testCli(
  env: Record<string, string> = {},
  { is_alone, screen }: With = {},
): Promise<Cli> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-cli-'))
  const answers: string[] = []
  const lines: string[] = []
  let stop = new AbortController()
  const run: Cli['run'] = async (...args) => {
    const [out, err]: [string[], string[]] = [[], []]
    let exit = 0
    stop = new AbortController()
    lines.length = 0
    const means: Means = {
      ...testMeans(),
      env: { HOME: folder, ...env },
      out: (text) => void (out.push(text), lines.push(text)),
      write: async (text) => void (text === '' || out.push(text.replace(/\n$/, ''))),
      err: (text) => void err.push(text),
      screen,
      ask: is_alone === true ? undefined : () => Promise.resolve(answers.shift() ?? ''),
      exit: (code) => void (exit = code),
      interrupted: () => stop.signal,
    }
    const program = newProgram()
    // Commands take it over from the program when they are made.
    program.configureOutput({ writeOut: (text) => out.push(text), writeErr: (text) => err.push(text) })
    userCommands(program, means, args)
    await runProgram(program, means, args)
    return { exit, out: out.join('\n'), err: err.join('\n') }
  }
  return { run, folder, answers, lines, interrupt: () => stop.abort() }
}
