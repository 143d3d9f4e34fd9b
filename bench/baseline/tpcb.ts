import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import type { World } from '../../kernel/world.ts'
import { type CpuMeter, withCpu } from '../cpu.ts'
import type { Subject } from '../subject.ts'
import { TPCB } from './scale.ts'
import { createTpcbDriver } from './tpcb_driver.ts'

const run = promisify(execFile)

/** The machine's pgbench and its version, or undefined. */
export function findPgbench(): string | undefined {
  try {
    return execFileSync('pgbench', ['--version'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

/** Loads the tables into an empty database, and measures. Without pgbench the driver sends the same statements. */
export async function createTpcb(deps: {
  url: string
  world: World
  postgres: CpuMeter
  pgbench: string | undefined
}): Promise<Subject> {
  if (deps.pgbench === undefined) return createTpcbDriver(deps)
  await run('pgbench', ['-i', '-q', '-s', String(TPCB.scale), deps.url])
  return {
    name: 'tpcb',
    run(seconds) {
      const args = ['-n', '-M', 'prepared', '-c', String(TPCB.clients), '-j', String(TPCB.threads)]
      // What pgbench itself spends cannot be seen from here: `node` stays this process, which waits.
      return withCpu({ node: () => undefined, postgres: deps.postgres }, async () => {
        const { stdout } = await run('pgbench', [
          ...args,
          '-T',
          String(Math.max(1, Math.round(seconds))),
          deps.url,
        ])
        const per_s = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1])
        const operations = Number(/actually processed: (\d+)/.exec(stdout)?.[1])
        if (!(per_s > 0)) throw new Error(`pgbench gave no result:\n${stdout}`)
        return { measured: { per_s }, operations }
      })
    },
    close: () => Promise.resolve(),
  }
}
