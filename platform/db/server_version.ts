import { StartRefused } from './start_refused.ts'

/** The schema uses what PostgreSQL has since 15. */
const MAJOR_MIN = 15
const PER_MAJOR = 10_000
/** Until 9.6 the second number was part of the major version. */
const MAJOR_ONE_NUMBER = 10

/**
 * Refuses a server that is too old by its `server_version_num`, such as 140011, instead of by the first statement
 * that it does not know.
 *
 * Errors: StartRefused, one sentence.
 */
export function refuseOldServer(version_num: number): void {
  const major = Math.floor(version_num / PER_MAJOR)
  if (major >= MAJOR_MIN) return
  const rest = version_num % PER_MAJOR
  const minor = major < MAJOR_ONE_NUMBER ? Math.floor(rest / 100) : rest
  throw new StartRefused(
    `The database is PostgreSQL ${major}.${minor}, and Florin needs ${MAJOR_MIN} or later; upgrade it, or set DATABASE_URL to a newer one.`,
  )
}
