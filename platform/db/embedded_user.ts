import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartRefused } from './start_refused.ts'

export type PostgresUser = { readonly uid: number; readonly gid: number }

/**
 * PostgreSQL refuses to run as root. For root this names whom it runs as: the owner of the data when there is
 * some, else `postgres`, else `nobody`. Undefined when we are not root, so that it runs as we do.
 *
 * Errors: StartRefused when the system has none of them.
 */
export function postgresUser(pgdata: string): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = existsSync(pgdata) ? statSync(pgdata) : undefined
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const user = account('postgres') ?? account('nobody')
  if (user === undefined)
    throw new StartRefused(
      'PostgreSQL does not run as root, and this system has neither a user postgres nor nobody; start Florin as another user, or set DATABASE_URL.',
    )
  return user
}

/** System accounts are in the file itself, so no directory service needs to be asked. */
export function account(name: string): PostgresUser | undefined {
  if (!existsSync('/etc/passwd')) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  // macOS writes nobody's number as -2.
  return uid === undefined ? undefined : { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
}

/** Whether the user may pass through every directory above `path`. */
export function canReach(path: string, user: PostgresUser): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder)
    const pass = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & pass) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
