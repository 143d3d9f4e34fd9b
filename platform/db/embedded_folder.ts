import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StartRefused } from './start_refused.ts'

const POSTGRES_MAJOR = '18'

/** What lies where in a data directory. */
export type Folder = {
  readonly data_dir: string
  /** PostgreSQL's own directory. */
  readonly pgdata: string
  /** The database user's password, readable by its owner only. */
  readonly password_file: string
  /** Who runs on this directory now. */
  readonly claim_file: string
  readonly log_file: string
  /** How much was stored at the last stop. */
  readonly size_file: string
}

/** Looks at nothing. */
export function folderAt(data_dir: string): Folder {
  const root = resolve(data_dir)
  return {
    data_dir: root,
    pgdata: join(root, 'pgdata'),
    password_file: join(root, 'password'),
    claim_file: join(root, 'florin.json'),
    log_file: join(root, 'postgres.log'),
    size_file: join(root, 'stored_bytes'),
  }
}

/**
 * Makes the data directory when it is not there, and refuses one that Florin cannot work in.
 *
 * Errors: StartRefused for a directory that cannot be written, that is PostgreSQL's own, or that another
 * major version of PostgreSQL made.
 */
export function openFolder(data_dir: string): Folder {
  const folder = folderAt(data_dir)
  const root = folder.data_dir
  try {
    mkdirSync(root, { recursive: true })
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw explainFile(error, folder)
  }
  if (existsSync(join(root, 'PG_VERSION')))
    throw new StartRefused(
      `${root} is the directory of another PostgreSQL server; set FLORIN_DATA_DIR to a directory of Florin's own.`,
    )
  refuseOtherVersion(folder)
  return folder
}

function refuseOtherVersion({ data_dir, pgdata, password_file }: Folder): void {
  if (!existsSync(pgdata)) return
  const version = readVersion(pgdata)
  if (version === undefined)
    throw new StartRefused(
      `The data directory ${data_dir} is damaged: ${pgdata} holds no database; restore it from a backup, or set FLORIN_DATA_DIR to a new one.`,
    )
  if (version !== POSTGRES_MAJOR)
    throw new StartRefused(
      `The data directory ${data_dir} was made by PostgreSQL ${version} and this Florin brings PostgreSQL ${POSTGRES_MAJOR}; move the data with pg_dump, or set FLORIN_DATA_DIR to a new directory.`,
    )
  if (!existsSync(password_file))
    throw new StartRefused(
      `The data directory ${data_dir} is damaged: the file ${password_file} is missing; restore it from a backup.`,
    )
}

function readVersion(pgdata: string): string | undefined {
  try {
    return readFileSync(join(pgdata, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw explainFile(error, { data_dir: pgdata })
  }
}

export const codeOf = (error: unknown): string | undefined =>
  (error as NodeJS.ErrnoException | undefined)?.code

/** What the file system said about the data directory, as one sentence; anything else is returned as it is. */
export function explainFile(error: unknown, { data_dir }: Pick<Folder, 'data_dir'>): unknown {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return new StartRefused(
        `The data directory ${data_dir} may not be read and written by this user; start Florin as its owner, or set FLORIN_DATA_DIR to another directory.`,
      )
    case 'EROFS':
      return new StartRefused(
        `The data directory ${data_dir} is on a read-only disk; set FLORIN_DATA_DIR to another directory.`,
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(data_dir)
    case 'EEXIST':
    case 'ENOTDIR':
      return new StartRefused(
        `${data_dir}, or a part of its path, is a file and not a directory; set FLORIN_DATA_DIR to another place.`,
      )
    case 'ENOENT':
      return new StartRefused(
        `The data directory ${data_dir} cannot be made there; set FLORIN_DATA_DIR to another place.`,
      )
    default:
      return error
  }
}

export const diskFull = (data_dir: string): StartRefused =>
  new StartRefused(`The disk that holds ${data_dir} is full; free some space and start again.`)
