/** Jobs one claim takes from one tenant. */
export const CLAIM_MAX = 500
/** How long a worker may hold a job without a sign of life; renewed at a third of it while the work goes on. */
export const JOB_LEASE_MS = 60_000
/** How often a worker looks for due work when nobody wakes it. */
export const JOB_POLL_MS = 1_000
/** A look over all tenants may take this share of a worker's time, so that many tenants do not eat the database. */
export const SWEEP_SHARE_MAX = 0.1
/** Tenants one look returns; the next look goes on behind the last of them. */
export const SWEEP_TENANTS_MAX = 500
/** Tenants a worker serves at the same time. */
export const JOB_TENANTS_AT_ONCE = 4
/** Claims in a row from one tenant before the others get their turn. */
export const CLAIMS_IN_A_ROW_MAX = 20
/** How long a job rests whose worker was lost at every attempt; the longest wait of its kind, if that is longer. */
export const LOST_REST_MS = 600_000
export const FAULT_CHARS_MAX = 500
export const JOB_BODY_CHARS_MAX = 65_536
/** Jobs one transaction may schedule. */
export const JOBS_PER_WRITE_MAX = 10_000
/** Waits of a worker or a relay that cannot reach what it needs. */
export const OUTAGE_WAIT_MS = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000] as const
/** How long a named lease lasts when its holder falls silent. */
export const LEASE_MS = 10_000
