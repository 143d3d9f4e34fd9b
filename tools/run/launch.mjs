import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from './say.mjs'

/**
 * Half of what V8 lets young objects have. What survives is copied while everybody waits, and a bulk survives: its longest
 * turn was 18 to 40 ms of CPU with V8’s 32 MB on a slow machine, 20 to 57 with 64, and under 20 with 16. At 256 connections
 * no less is done, and p99 is lower.
 */
const YOUNG_HEAP = '--max-semi-space-size=16'
const leash = join(dirname(fileURLToPath(import.meta.url)), 'leash.cjs')

/**
 * Runs the program until it ends, and ends as it did: the same exit code, or the same signal. The program
 * never outlives this command, however that is killed.
 */
export function launch({ node, root, program, args, folder, is_interactive }) {
  const options = [YOUNG_HEAP, '--disable-warning=ExperimentalWarning', '-r', leash]
  const child = spawn(node, [...options, program, ...args], {
    cwd: folder,
    stdio: 'inherit',
    // A terminal sends Ctrl-C to a whole group, and we pass it on as well; twice would mean “at once”. In a
    // group of its own the program hears it once, but cannot read what is typed.
    detached: !is_interactive,
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/node'),
      FLORIN_PARENT_PID: String(process.pid),
    },
  })
  const signals =
    is_interactive && process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  if (!signals.includes('SIGINT')) process.on('SIGINT', () => undefined)
  return new Promise((_resolve, reject) => {
    child.on('error', (error) => reject(new Refusal(`${node} does not run here (${error.code}).`)))
    child.on('exit', endAs)
  })
}

function endAs(code, signal) {
  if (signal === null) process.exit(code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
