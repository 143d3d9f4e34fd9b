export const APP_ROLE = 'florin_app'
/** The only role that may touch the schema of card data; it may touch little else. */
export const VAULT_ROLE = 'florin_vault'

/** Roles that connections become. None has a login of its own; each has the rights that migrations grant it. */
export const roles = [APP_ROLE, VAULT_ROLE] as const
export type DatabaseRole = (typeof roles)[number]

const STATEMENT_TIMEOUT_MS = 30_000
const IDLE_IN_TRANSACTION_MS = 15_000

/**
 * What each connection sets first: its narrow role, UTC, bounds on how long it may hold anything, and no compilation of
 * plans: ours are short, and one that shuns a scan looks dear enough to be compiled for a fifth of a second each time.
 */
export const sessionSql = (role: DatabaseRole): string =>
  `set role ${role}; set time zone 'UTC'; set jit = off; set statement_timeout = ${STATEMENT_TIMEOUT_MS}; set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}; set lock_timeout = 10000`
