const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

export const EMAIL_CHARS_MAX = 254 // RFC 5321 §4.5.3.1.3, without the brackets
export const PASSWORD_CHARS_MIN = 12
export const PASSWORD_CHARS_MAX = 256
/** Passwords that are checked at once: each takes a core and 19 MiB while it lasts. */
export const HASHES_AT_ONCE = 2
/** Whoever waits longer for their turn is told to come again. */
export const HASH_WAIT_MS = 5 * SECOND_MS

export const TOKEN_BYTES = 32
export const SETUP_MS = 24 * HOUR_MS
export const MEMBERS_PER_ORGANIZATION_MAX = 1_000

/** A session that was not used for this long has ended. */
export const SESSION_IDLE_MS = 15 * MINUTE_MS
export const SESSION_MS = 12 * HOUR_MS
/** Uses closer together than this are one. */
export const SESSION_TOUCH_MS = MINUTE_MS
export const SESSION_FLUSH_MS = 5 * SECOND_MS
export const SESSIONS_PENDING_MAX = 20_000
/** The oldest makes room. */
export const SESSIONS_PER_MEMBER_MAX = 20
/** How long a sign-in is good for changing members and factors. */
export const PROOF_MS = 10 * MINUTE_MS
/** A request does not wait longer for its session than this. */
export const SESSION_LOAD_MS_MAX = 2 * SECOND_MS

export const RECOVERY_CODES = 10
export const RECOVERY_CODE_BYTES = 10 // 80 bits: nothing to guess, and short enough to write down
export const PASSKEYS_PER_MEMBER_MAX = 20
export const CHALLENGE_MS = 5 * MINUTE_MS
/** The oldest of an address make room. */
export const CHALLENGES_PER_ADDRESS_MAX = 50

/** Failures before anybody has to wait; people mistype. */
export const FREE_FAILURES = 4
/** An office shares an address. */
export const FREE_FAILURES_ADDRESS = 20
export const WAIT_FIRST_MS = 2 * SECOND_MS
export const WAIT_MS_MAX = 15 * MINUTE_MS
/** After this long without a failure everything is forgotten. */
export const FAILURES_KEPT_MS = 24 * HOUR_MS
