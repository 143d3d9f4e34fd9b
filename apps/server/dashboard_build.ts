import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { root } from '../../platform/db/rooms.ts'

const sources = join(root, 'apps/dashboard')
const leash = join(root, 'tools/run/leash.cjs')
const builder = join(sources, 'build.ts')
/** In `node_modules`, as the pack of the server: what is made of the packages goes away with them. */
const cache = join(root, 'node_modules/.cache/florin/dashboard')
/** Enough of what a failed build said to see why; the rest is in the terminal of whoever runs it by hand. */
const WORDS_MAX = 2_000

/**
 * The folder of a dashboard that was built from exactly these sources and packages, built now if there is none: ten
 * seconds or so, in a program of its own with the lowest priority. Two servers that build at once end with one folder.
 *
 * Errors: an Error with the last words of the build.
 */
export async function builtDashboard(): Promise<string> {
  const folder = join(cache, await hashOfSources())
  if (!existsSync(join(folder, 'index.html'))) await build(folder)
  return folder
}

async function hashOfSources(): Promise<string> {
  const entries = await readdir(sources, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !/\.(md|test\.ts)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
  const hash = createHash('sha256')
  for (const file of [join(root, 'package-lock.json'), ...files])
    hash.update(`${file.slice(root.length)}\0`).update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

function build(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-r', leash, builder, folder], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production', FLORIN_PARENT_PID: String(process.pid) },
    })
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (more: string) => (words = (words + more).slice(-WORDS_MAX)))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0 && existsSync(join(folder, 'index.html'))) resolve()
      else reject(new Error(`the dashboard was not built (${code}): ${words.trim()}`))
    })
    lower(child.pid)
  })
}

/** Payments go first. */
function lower(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended already, or the system has no such thing.
  }
}
