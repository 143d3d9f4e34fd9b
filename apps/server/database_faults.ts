import { ownOf } from '../../kernel/own.ts'
import { codeOf, diskFull, explainFile } from '../../platform/db/embedded_folder.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'

const UNANSWERED =
  'The host in DATABASE_URL does not answer; correct the address and port, or open the way to it.'
const UNKNOWN_HOST = 'The host in DATABASE_URL is not known; correct it.'
const NOT_NOW = 'The PostgreSQL that DATABASE_URL names is starting or stopping; start again in a moment.'

/** By SQLSTATE or the socket's code. The URL itself may hold a password, so it is not repeated. */
const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'Nothing answers where DATABASE_URL points; start that PostgreSQL, or correct the address and port.',
  ENOTFOUND: UNKNOWN_HOST,
  EAI_AGAIN: UNKNOWN_HOST,
  ETIMEDOUT: UNANSWERED,
  EHOSTUNREACH: UNANSWERED,
  ENETUNREACH: UNANSWERED,
  '25006': 'The database that DATABASE_URL names is read-only, perhaps a standby; name the primary.',
  '28P01': 'PostgreSQL refused the user or password in DATABASE_URL; correct them.',
  '28000':
    'PostgreSQL refused the user in DATABASE_URL, or wants TLS (add sslmode=verify-full); correct it, or allow it in pg_hba.conf.',
  '3D000':
    'The database that DATABASE_URL names does not exist; create it first (createdb), or correct the name.',
  '42501': 'The user in DATABASE_URL may not create what Florin needs; grant it CREATE on the database.',
  '53100': 'The disk of the database is full; make room and start again. Nothing was lost.',
  '53300':
    'The PostgreSQL that DATABASE_URL names has no connection left; close others, or raise max_connections.',
  '57P01': NOT_NOW,
  '57P02': NOT_NOW,
  '57P03': NOT_NOW,
}

/** Kysely on a connection that was lost within a migration. */
const discarded = /connection has been discarded/i

/** What the driver says in words only. */
const byWords: readonly [RegExp, string][] = [
  [
    discarded,
    'The PostgreSQL that DATABASE_URL names went away during the start; see its log, and start again.',
  ],
  [/timeout/i, UNANSWERED],
  [
    /password must be a/i,
    'PostgreSQL asks for a password, and DATABASE_URL has none; write postgres://user:password@host/database.',
  ],
  [
    /does not support SSL/i,
    'The PostgreSQL that DATABASE_URL names does not speak TLS; take sslmode out of DATABASE_URL, or turn TLS on there.',
  ],
  [
    /Connection terminated|ECONNRESET/i,
    'What answers where DATABASE_URL points does not speak to us as PostgreSQL does; correct the address and port.',
  ],
]
const untrusted = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS)/

/** Why the database that DATABASE_URL names cannot be used, as one sentence; anything else as it is. */
export function explainGiven(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StartRefused) return error
  const code = codeOf(error) ?? ''
  if (untrusted.test(code))
    return new StartRefused(
      `The certificate of the PostgreSQL that DATABASE_URL names is not trusted (${code}); add sslrootcert=<file> with its authority.`,
    )
  const sentence = ownOf(byCode, code) ?? byWords.find(([words]) => words.test(error.message))?.[1]
  if (sentence !== undefined) return new StartRefused(sentence)
  // The migrator says which migration it was, around what PostgreSQL said.
  const cause = explainGiven(error.cause)
  return cause instanceof StartRefused ? cause : error
}

/** The same for the embedded one: a full disk, or its end, which `loss` puts into words. */
export function explainEmbedded(error: unknown, data_dir: string, loss: () => string): unknown {
  if (!(error instanceof Error) || error instanceof StartRefused) return error
  const code = codeOf(error) ?? ''
  if (code === '53100') return diskFull(data_dir)
  const isGone = /^(57P|08|ECONN|EPIPE)/.test(code) || error.message.includes('Connection terminated')
  if (isGone || discarded.test(error.message)) return new StartRefused(loss())
  const cause = explainEmbedded(error.cause, data_dir, loss)
  return cause instanceof StartRefused ? cause : error
}

/** What the file system said about the data directory, a file in it, or what it stands in; anything else as it is. */
export function explainOwnFile(error: unknown, data_dir: string): unknown {
  const { path, syscall } = (error ?? {}) as NodeJS.ErrnoException
  // A write that fails names no file, and we write nowhere else. A directory may be wanting above it, too.
  const isOurs =
    path === undefined ? syscall === 'write' : path.startsWith(data_dir) || data_dir.startsWith(path)
  return isOurs ? explainFile(error, { data_dir }) : error
}
