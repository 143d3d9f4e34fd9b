import { readdirSync, readFileSync } from 'node:fs'
import type { Measured } from './subject.ts'

/** CPU that a set of processes has used so far, in microseconds; undefined where the system does not tell. */
export type CpuMeter = () => number | undefined

const TICK_US = 10_000 // USER_HZ is 100 on every Linux

/** Fields of /proc/<pid>/stat behind the name, which may hold spaces: state is 0, ppid 1, utime 11, stime 12. */
const statOf = (pid: number | string): number[] => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
}
const ticksOf = (stat: readonly number[]): number => (stat[11] ?? 0) + (stat[12] ?? 0)

export const pidMeter =
  (pid: number): CpuMeter =>
  () => {
    try {
      return ticksOf(statOf(pid)) * TICK_US
    } catch {
      return undefined
    }
  }

/** All of PostgreSQL, by one of its backends: the postmaster's children, and those that have ended. */
export function clusterMeter(backend_pid: number): CpuMeter {
  try {
    const postmaster = statOf(backend_pid)[1] as number
    return () => {
      const own = statOf(postmaster)
      let ticks = ticksOf(own) + (own[13] ?? 0) + (own[14] ?? 0)
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
        ticks += childTicks(pid, postmaster)
      return ticks * TICK_US
    }
  } catch {
    return () => undefined
  }
}

function childTicks(pid: string, parent: number): number {
  try {
    const stat = statOf(pid)
    return stat[1] === parent ? ticksOf(stat) : 0
  } catch {
    return 0 // it ended while we looked
  }
}

export const ownMeter: CpuMeter = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Measures what Node and PostgreSQL spend on each of the operations that `work` says it did. */
export async function withCpu(
  meters: { node: CpuMeter; postgres: CpuMeter },
  work: () => Promise<{ measured: Measured; operations: number }>,
): Promise<Measured> {
  const before = [meters.node(), meters.postgres()]
  const { measured, operations } = await work()
  const [node_us, postgres_us] = [meters.node(), meters.postgres()].map((after, index) => {
    const from = before[index]
    return after === undefined || from === undefined || operations === 0
      ? undefined
      : (after - from) / operations
  })
  return {
    ...measured,
    ...(node_us === undefined ? {} : { node_us }),
    ...(postgres_us === undefined ? {} : { postgres_us }),
  }
}
