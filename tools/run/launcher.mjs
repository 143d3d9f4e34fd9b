import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const CHECK_MS = 250
const SHUTDOWN_MS_MAX = 15_000
const shells = /^(ba|da|a|z|k)?sh$/

/**
 * npm passes neither SIGKILL nor, in some releases, SIGTERM on to what it runs. Ends this command as
 * SIGTERM would when the npm that started it has ended; does nothing when npm did not start it.
 */
export function endWithLauncher() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const born = inspect(parent)
  // npm runs scripts through a shell, and that shell may live on when npm is killed: look one further up.
  const grandparent = born !== undefined && shells.test(born.name) ? born.parent : undefined
  const before = grandparent === undefined ? undefined : inspect(grandparent)
  const timer = setInterval(() => {
    const isThere =
      process.ppid === parent && (before === undefined || inspect(grandparent)?.began === before.began)
    if (isThere) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), SHUTDOWN_MS_MAX).unref()
  }, CHECK_MS)
  timer.unref()
}

/** Name, parent and start time; the start time tells a program from a later one with the same pid. */
function inspect(pid) {
  return process.platform === 'linux' ? inspectLinux(pid) : inspectByPs(pid)
}

function inspectLinux(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : { name, parent: Number(parent), began: rest[17] }
  } catch {
    return undefined
  }
}

function inspectByPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,lstart=,comm=', '-p', String(pid)], { encoding: 'utf8' })
  const [parent, ...rest] = (stdout ?? '').trim().split(/\s+/)
  if (rest.length < 6) return undefined
  return {
    name: rest.slice(5).join(' ').split('/').at(-1),
    parent: Number(parent),
    began: rest.slice(0, 5).join(' '),
  }
}
