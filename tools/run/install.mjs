import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withInstallLock } from './install_lock.mjs'
import { npmCi } from './npm.mjs'
import { Refusal, say } from './say.mjs'

/**
 * Makes `node_modules` of each folder match its lockfile, and does nothing when it already does. Two commands
 * that start together install once: the second waits for the first.
 *
 * Errors: Refusal, one sentence. A failed install is never taken for a finished one: the stamp is written
 * last, so the next run begins again.
 */
export async function installMissing(root, folders) {
  if (folders.every(isInstalled)) return
  folders.filter((folder) => !isInstalled(folder)).forEach(refuseUnwritable)
  refuseUnwritable(root)
  await withInstallLock(join(root, '.florin'), async () => {
    const missing = folders.filter((folder) => !isInstalled(folder))
    if (missing.length === 0) return
    const began_at = Date.now()
    say(
      existsSync(join(root, 'node_modules'))
        ? 'the lockfile changed: installing what it says…'
        : 'first run: installing the pinned packages (about half a minute)…',
    )
    await npmCi(missing)
    for (const folder of missing) writeFileSync(stampOf(folder), fingerprint(folder))
    say(`installed in ${((Date.now() - began_at) / 1000).toFixed(1)} s`)
  })
}

const stampOf = (folder) => join(folder, 'node_modules/.florin_installed')

const fingerprint = (folder) =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')

function isInstalled(folder) {
  const stamp = stampOf(folder)
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === fingerprint(folder)
  return matchesLockfile(folder)
}

/** Somebody ran `npm ci` by hand: what npm noted down is as good as our stamp, and works offline. */
function matchesLockfile(folder) {
  const noted = join(folder, 'node_modules/.package-lock.json')
  if (!existsSync(noted)) return false
  const have = JSON.parse(readFileSync(noted, 'utf8')).packages ?? {}
  const want = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages ?? {}
  return Object.entries(want).every(([path, entry]) => {
    if (path === '') return true
    const found = have[path]
    if (found === undefined) return isForOthers(entry)
    return found.version === entry.version && existsSync(join(folder, path, 'package.json'))
  })
}

/** npm leaves out optional packages of other platforms, and whatever only those need. */
function isForOthers({ optional, os, cpu, libc }) {
  if (optional !== true) return false
  const isOurs = os?.includes(process.platform) && cpu?.includes(process.arch) && libc === undefined
  return isOurs !== true
}

/** npm would stop half way with a page of text; say it before anything is touched. */
function refuseUnwritable(folder) {
  for (const path of [folder, join(folder, 'node_modules')]) {
    try {
      if (existsSync(path)) accessSync(path, constants.W_OK | constants.X_OK)
    } catch {
      const owner = statSync(path).uid
      const why =
        owner === process.getuid?.() ? 'it is read-only' : `it belongs to the user with uid ${owner}`
      throw new Refusal(
        `the packages of this release must be installed, but ${path} cannot be written (${why}); make it writable, or run the command as its owner.`,
      )
    }
  }
}
