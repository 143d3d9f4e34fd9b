import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hastyRuntime } from '../../sdk/typescript/testing.ts'
import { newProgram, userCommands, type Means } from './main.ts'

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

/** The command line with a home of its own. */
export async function testCli(env: Record<string, string> = {}): Promise<Cli> {
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
      env: { HOME: folder, ...env },
      runtime: hastyRuntime(),
      out: (text) => void (out.push(text), lines.push(text)),
      err: (text) => void err.push(text),
      ask: () => Promise.resolve(answers.shift() ?? ''),
      exit: (code) => void (exit = code),
      interrupted: () => stop.signal,
    }
    const program = newProgram()
    // Commands take it over from the program when they are made.
    program.configureOutput({ writeOut: (text) => out.push(text), writeErr: (text) => err.push(text) })
    userCommands(program, means)
    await program.parseAsync(args, { from: 'user' })
    return { exit, out: out.join('\n'), err: err.join('\n') }
  }
  return { run, folder, answers, lines, interrupt: () => stop.abort() }
}
