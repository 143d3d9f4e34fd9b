const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A cached key is used without a look for this long; then it is used once more while it is looked up again. */
export const KEY_REFRESH_MS = 1_000
/** A cached key is never used longer than this after it was read: a revocation is effective within it everywhere. */
export const KEY_CACHED_MS_MAX = 2_000
/** After a change on this node its keys are read again at every use, until the transaction has surely ended. */
export const SETTLE_MS = 2_000
export const REFUSED_KEY_CACHED_MS = 1_000
export const KEYS_CACHED_MAX = 20_000
export const REFUSED_KEYS_CACHED_MAX = 20_000
export const TENANTS_CACHED_MAX = 20_000
/** A request does not wait longer for its key than this; then it is refused with 503. */
export const LOAD_MS_MAX = 2_000
export const LOADS_WAITING_MAX = 4_096
/** Keys read in one statement. */
export const LOAD_KEYS_MAX = 512

export const USE_GRANULARITY_MS = MINUTE_MS
export const USE_FLUSH_MS = 10_000
export const USE_PENDING_MAX = 50_000

export const KEYS_PER_TENANT_MAX = 500
export const SANDBOXES_PER_ORGANIZATION_MAX = 50
export const KEY_SCOPES_MAX = 200
export const KEY_SCOPE_CHARS_MAX = 100
export const KEY_IP_RANGES_MAX = 50
export const IP_RANGE_CHARS_MAX = 49 // an IPv6 address in full with an IPv4 tail, and /128
export const NAME_CHARS_MAX = 100
export const ROTATION_OVERLAP_DEFAULT_MS = DAY_MS
export const ROTATION_OVERLAP_MS_MAX = 7 * DAY_MS

/** How far ahead of the wall clock a sandbox's clock may be. */
export const CLOCK_AHEAD_MS_MAX = 20 * 366 * DAY_MS
/** Work that the system does in its own name has this long. */
export const SYSTEM_DEADLINE_MS = 30_000
