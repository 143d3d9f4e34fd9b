/** One call's worth of transfers; the same figure TigerBeetle's clients know, so batches carry over. */
export const TRANSFERS_PER_CALL_MAX = 8_190
/** Greatest amount of one transfer, in minor units: what a double holds exactly, so packing is exact. */
export const TRANSFER_MINOR_MAX = Number.MAX_SAFE_INTEGER
/** A cap that is none: greater than any sum of counters can become. */
export const UNLIMITED = 2n ** 62n
export const BALANCE_MINOR_MAX = 2n ** 60n
/** What one statement takes together from several calls; more would only make each of them wait longer. */
export const BATCH_TRANSFERS_MAX = 1_024
export const QUEUED_TRANSFERS_MAX = 65_536
export const PRECONDITIONS_PER_TRANSFER_MAX = 8
export const CODE_CHARS_MAX = 40
export const DESCRIPTION_CHARS_MAX = 500
/** How often a batch that lost a race is judged again before it is given up as a bug. */
export const BATCH_TRIES_MAX = 6
/** Batches that go straight to the exact path, at most, after the fast one was refused several times in a row. */
export const FAST_PATH_SKIPS_MAX = 16
export const EXPIRIES_PER_SWEEP_MAX = 1_000
export const ACCOUNTS_PER_CALL_MAX = 1_000
export const PATH_CHARS_MAX = 200
export const NAME_CHARS_MAX = 200
/** Each is compared at every batch that touches its account. */
export const MONITORS_PER_ACCOUNT_MAX = 20
/** Rows one page of a filtered list looks at before it answers with what it has. */
export const SCANNED_PER_PAGE_MAX = 10_000
/** Transfers read or written in one go before others get their turn: about 3 ms of the event loop. */
export const TRANSFERS_PER_SLICE_MAX = 1_000
/** Transfers in one piece of a long answer: about 110 kB, which V8 still keeps among small objects. */
export const TRANSFERS_PER_CHUNK = 100
/** Days an entry can count for. */
export const EFFECTIVE_FIRST = '1970-01-01'
export const EFFECTIVE_LAST = '2199-12-31'
/** Lines of a statement, and entries of an export, that are in memory at once. */
export const LINES_PER_READ_MAX = 1_000
/** A proof reads every entry of the tenant: 10 s for a million transfers on two busy cores. */
export const PROOF_MS_MAX = 600_000
/** How long the tenant of an importer that fell silent is left alone; longer than one step of a replay takes. */
export const IMPORT_LEASE_MS = 60_000
/** Accounts whose balances one read answers. */
export const BALANCES_PER_READ_MAX = 1_000
/** Length of one line of an exported log; a batch of transfers is many lines. */
export const LOG_LINE_CHARS_MAX = 1_048_576
/** Sandboxes with a clock ahead of the wall's that are asked for due holds at once. */
export const SANDBOXES_PER_LOOK_MAX = 1_000
/** Ids a hold's expiry may come under, should callers have used the first for something else. */
export const EXPIRY_IDS_MAX = 8
/** What one round of expiries may take before nobody waits for it any more. */
export const SWEEP_MS_MAX = 60_000
