export const APP_ROLE = 'florin_app'
const STATEMENT_TIMEOUT_MS = 30_000
const IDLE_IN_TRANSACTION_MS = 15_000

/** What each connection sets first: the narrow role, UTC, and bounds on how long it may hold anything. */
export const sessionSql = `set role ${APP_ROLE}; set time zone 'UTC'; set statement_timeout = ${STATEMENT_TIMEOUT_MS}; set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}; set lock_timeout = 10000`
