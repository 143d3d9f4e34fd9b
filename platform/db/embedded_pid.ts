import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'

/**
 * When the program with this pid began, as text that no other program on this machine shares: pids are used
 * again, after a reboot or in a new container often within seconds. Undefined when nobody has the pid.
 */
export function beganOf(pid: number): string | undefined {
  return process.platform === 'linux' ? beganOnLinux(pid) : psColumn(pid, 'lstart')
}

const STATE_COLUMN = 0
const BEGAN_COLUMN = 19

function beganOnLinux(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const columns = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return columns[STATE_COLUMN] === 'Z' ? undefined : `${boot} ${columns[BEGAN_COLUMN]}`
  } catch {
    return undefined
  }
}

/** Whether this pid is a PostgreSQL server working in `pgdata`, and not a later program that got its pid. */
export function isServerOf(pgdata: string, pid: number): boolean {
  if (beganOf(pid) === undefined) return false
  try {
    // PostgreSQL works inside its data directory.
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(pgdata)
  } catch {
    // Another user's program does not say where it works; its command line must do.
  }
  return commandOf(pid).includes('postgres')
}

function commandOf(pid: number): string {
  if (process.platform !== 'linux') return psColumn(pid, 'command') ?? ''
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function psColumn(pid: number, column: string): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}
