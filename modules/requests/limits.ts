/** Days that requests and their counts are looked up for; older ones are removed. */
export const KEPT_DAYS = 14
/** Between two writes of what finished. What a crash loses is at most this much, and what waits for the database. */
export const FLUSH_MS = 1_000
/**
 * Successful requests of one tenant that one process keeps between two writes. At this bound a tenant that never rests
 * makes 12 million rows in KEPT_DAYS; without one, a busy ledger would write more log than money.
 */
export const SUCCESSES_KEPT_MAX = 10
/** The same for failures: they are what somebody looks for, and a program that fails in a loop fails alike. */
export const FAILURES_KEPT_MAX = 100
/** Rows of all tenants that wait for a write. Successes may fill half of it, so that failures find room. */
export const WAITING_MAX = 4_096
/** Counts by tenant, caller and version that wait for a write. */
export const TALLIES_WAITING_MAX = 10_000
/** Faults of one request that are kept. */
export const FAULTS_KEPT_MAX = 10
/** Of what a user agent says: products with their versions. */
export const PRODUCTS_KEPT_MAX = 4
/** Rows removed by one statement. */
export const FORGET_ROWS_MAX = 10_000
/** Tenants that one visit of the cleaning looks at. */
export const FORGET_TENANTS_MAX = 500
/** The newest failures that one report groups: what bounds its cost. */
export const GROUPED_FAILURES_MAX = 100_000
/** Groups of one report. */
export const GROUPS_MAX = 50
/** Callers named beside each version. */
export const CALLERS_MAX = 20
