import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from './say.mjs'

const leash = join(dirname(fileURLToPath(import.meta.url)), 'leash.cjs')

/**
 * Runs the program until it ends, and ends as it did: the same exit code, or the same signal. The program
 * never outlives this command, however that is killed.
 */
export function launch({ node, root, program, args, folder }) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', '-r', leash, program, ...args], {
    cwd: folder,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/node'),
      FLORIN_PARENT_PID: String(process.pid),
    },
  })
  forwardSignals(child)
  return new Promise((_resolve, reject) => {
    child.on('error', (error) => reject(new Refusal(`${node} does not run here (${error.code}).`)))
    child.on('exit', endAs)
  })
}

function forwardSignals(child) {
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // A terminal sends Ctrl-C to the whole group, the program included; a second one would mean “at once”.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT')
  })
}

function endAs(code, signal) {
  if (signal === null) process.exit(code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
