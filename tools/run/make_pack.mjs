import { spawn, spawnSync } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const argsOf = (root, program) => ['-r', join(here, 'leash.cjs'), join(here, 'pack.mjs'), root, program]
const env = () => ({ ...process.env, FLORIN_PARENT_PID: String(process.pid), FLORIN_SHUTDOWN_MS: '0' })

/**
 * Packs the program, which takes a second or two. When it cannot be (a folder of somebody else's, a platform without the
 * packer), the sources run as they are: nothing is said, because nothing is missing.
 */
export function packNow({ node, root, program }) {
  spawnSync(node, argsOf(root, program), { stdio: 'ignore', env: env() })
}

/** Whoever changes the program starts it again and again: it is packed when one start lasts. */
const LASTING_MS = 5_000

/** The same, behind everything else, while the program runs. */
export function packLater({ node, root, program }) {
  setTimeout(() => {
    const child = spawn(node, argsOf(root, program), { stdio: 'ignore', env: env() })
    child.on('error', () => undefined)
    try {
      setPriority(child.pid, constants.priority.PRIORITY_LOW)
    } catch {
      // It has ended already, or the system has no such thing.
    }
    child.unref()
  }, LASTING_MS).unref()
}
