import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { World } from '../../kernel/world.ts'
import type { Binaries } from './embedded_binaries.ts'
import { explainServer, explainSpawn } from './embedded_fault.ts'
import { explainFile, type Folder } from './embedded_folder.ts'
import { leash } from './embedded_leash.ts'
import { canReach, type PostgresUser } from './embedded_user.ts'

export type ClusterOptions = {
  readonly folder: Folder
  readonly binaries: Binaries
  readonly user: PostgresUser | undefined
  readonly durable: boolean
  readonly world: World
}

const PASSWORD_BYTES = 24
const SAID_CHARS_MAX = 20_000

/**
 * Makes the database files and a random password. They are made under another name and moved to their place
 * when they are complete and on the disk, so a start that is killed leaves nothing that a later one would
 * take for a database.
 *
 * Errors: StartRefused.
 */
export async function makeCluster(options: ClusterOptions & { on_waiting: () => void }): Promise<void> {
  const { folder, durable } = options
  const draft = `${folder.pgdata}.new`
  try {
    rmSync(draft, { recursive: true, force: true })
    writePassword(options)
    mkdirSync(draft, { mode: 0o700 })
    own(draft, options.user)
    const made = runInitdb(draft, options)
    options.on_waiting()
    await made
    renameSync(draft, folder.pgdata)
    if (durable) flushFolder(folder.data_dir)
  } catch (error) {
    if (existsSync(draft)) rmSync(draft, { recursive: true, force: true })
    throw explainFile(error, folder)
  }
}

function writePassword({ folder, user, world }: ClusterOptions): void {
  const password = Buffer.from(world.random(PASSWORD_BYTES)).toString('base64url')
  rmSync(folder.password_file, { force: true })
  writeFileSync(folder.password_file, `${password}\n`, { mode: 0o600, flush: true })
  own(folder.password_file, user)
}

const own = (path: string, user: PostgresUser | undefined): void => {
  if (user !== undefined) chownSync(path, user.uid, user.gid)
}

/** Where the system can flush all at once: a thousand files one by one take 0.2 s longer. */
const flushOptions: readonly string[] = process.platform === 'linux' ? ['--sync-method=syncfs'] : []

async function runInitdb(draft: string, { folder, binaries, user, durable }: ClusterOptions): Promise<void> {
  const password = openSync(folder.password_file, 'r')
  const initdb = leash(
    [
      binaries.initdb,
      `--pgdata=${placeOf(draft, user)}`,
      '--username=florin',
      '--pwfile=/dev/fd/4',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      // Iterations are for passwords that people choose: this one is 192 random bits, and every connection pays for them.
      '--set=scram_iterations=1',
      ...(durable ? flushOptions : ['--no-sync', '--no-data-checksums']),
    ],
    { user, folder: draft, stop_signal: 'TERM', stderr: 'pipe', fd4: password },
  )
  let said = ''
  initdb.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_CHARS_MAX)
  })
  const code = await initdb.ended.catch((error: unknown) => {
    throw explainSpawn(error)
  })
  closeSync(password)
  if (code !== 0) throw explainServer(said, folder)
}

/**
 * How PostgreSQL is told where it works. A directory below one that is closed to its user, such as root's
 * home, has no path that works for it; but it is started inside, and Linux lets every program back to where
 * it stands.
 */
export function placeOf(path: string, user: PostgresUser | undefined): string {
  const isHidden = user !== undefined && process.platform === 'linux' && !canReach(path, user)
  return isHidden ? '/proc/self/cwd' : path
}

/** Makes the new name itself survive a power cut. */
function flushFolder(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
