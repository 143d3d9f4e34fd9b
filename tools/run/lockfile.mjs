import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The first package of the lockfile that this platform needs and `node_modules` does not hold, if any. */
export function missingPackage(folder) {
  const want = readPackages(join(folder, 'package-lock.json'))
  const have = readPackages(join(folder, 'node_modules/.package-lock.json'))
  const missing = Object.entries(want).find(([path, entry]) => {
    if (path === '' || entry.link === true) return false
    if (have[path] === undefined) return isForUs(entry)
    return have[path].version !== entry.version || !existsSync(join(folder, path, 'package.json'))
  })
  return missing?.[0].replace(/^.*node_modules\//, '')
}

/** npm's own note of what it installed is absent before the first install and after a broken one. */
const readPackages = (file) =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).packages ?? {}) : {}

/** npm leaves out optional packages of other platforms, and whatever only those need. */
function isForUs({ optional, os, cpu, libc }) {
  if (optional !== true) return true
  if (os === undefined || cpu === undefined) return false
  return (
    os.includes(process.platform) &&
    cpu.includes(process.arch) &&
    (libc === undefined || libc.includes(systemLibc()))
  )
}

const systemLibc = () =>
  process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc'
