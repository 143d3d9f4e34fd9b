import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withInstallLock } from './install_lock.mjs'
import { missingPackage } from './lockfile.mjs'
import { npmCi } from './npm.mjs'
import { Refusal, say } from './say.mjs'

/**
 * Makes `node_modules` of a folder match its lockfile, and does nothing when it already does. Two commands that
 * start together install once: the second waits for the first. npm is run by `node`, because npm leaves out
 * optional packages that its own Node is too old for. Resolves to whether there was something to do.
 *
 * Errors: Refusal, one sentence. A failed install is never taken for a finished one: the stamp is written
 * last, so the next run begins again.
 */
export async function installMissing({ root, folder, node, what }) {
  if (isInstalled(folder)) return false
  refuseUnwritable(root)
  refuseUnwritable(folder)
  await withInstallLock(join(root, '.florin'), async () => {
    if (!isInstalled(folder)) await install(folder, node, what)
  })
  return true
}

async function install(folder, node, what) {
  const began_at = Date.now()
  const isFirst = !existsSync(join(folder, 'node_modules'))
  say(isFirst ? `first run: installing ${what}…` : `installing ${what} as the lockfile says…`)
  const absence = await npmCi(folder, node)
  // npm calls it a success when an optional package, such as PostgreSQL's binaries, could not be fetched.
  const missing = missingPackage(folder)
  if (missing !== undefined)
    throw new Refusal(
      `${absence ?? whyMissing(folder)}, and ${missing} is missing; put that right and run the same command again.`,
    )
  writeFileSync(stampOf(folder), fingerprint(folder))
  say(`installed in ${((Date.now() - began_at) / 1000).toFixed(1)} s`)
}

/** Node alone takes 211 MB, and npm takes away again what it could not finish. */
const ROOM_BYTES_MIN = 250_000_000

function whyMissing(folder) {
  // The oldest Node 18 cannot ask.
  const disk = fs.statfsSync?.(folder)
  return disk !== undefined && disk.bavail * disk.bsize < ROOM_BYTES_MIN
    ? `the disk that holds ${folder} is full`
    : 'the npm registry did not deliver everything'
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
  // Somebody ran `npm ci` by hand: what npm noted down is as good as our stamp, and works offline.
  if (missingPackage(folder) !== undefined) return false
  try {
    writeFileSync(stamp, fingerprint(folder))
  } catch {
    // A tree of somebody else's: it is compared again next time.
  }
  return true
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
