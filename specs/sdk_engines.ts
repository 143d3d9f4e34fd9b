import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type EngineName = 'node' | 'bun' | 'deno'
type Engine = {
  /** Such as `node v26.0.0`. */
  readonly named: string
  /** Runs a program that may use the network and nothing else, and answers what it printed. */
  run(cwd: string, program: string, ...args: string[]): Promise<string>
}

/** The engines of one name on this machine, one for each version that the SDK is for. */
export async function enginesHere(name: EngineName): Promise<Engine[]> {
  const places = (process.env['PATH'] ?? '').split(delimiter).map((place) => join(place, name))
  const found = new Map<string, Engine>()
  for (const path of [...(name === 'node' ? [process.execPath] : []), ...places.filter(existsSync)]) {
    const { stdout } = await run(path, ['--version'])
    const named = `${name} ${(stdout.split('\n')[0] ?? '').replace(`${name} `, '')}`
    // Node before 20 is not supported.
    if (/^node v1\d\./.test(named) || found.has(named)) continue
    const before = name === 'deno' ? ['run', '--allow-net'] : []
    found.set(named, {
      named,
      run: async (cwd, program, ...args) => (await run(path, [...before, program, ...args], { cwd })).stdout,
    })
  }
  return [...found.values()]
}
