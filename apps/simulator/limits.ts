/** The longest request that a host reads. */
export const REQUEST_BYTES_MAX = 65_536
/** How often worlds whose clock runs are looked at for what fell due. */
export const TICK_MS = 200
/** A callback is given this long to be accepted. */
export const CALLBACK_MS_MAX = 5_000
/** Tries of one callback while a clock is advanced; after them it is tried again in the background. */
export const CALLBACK_TRIES_AT_ONCE = 3
/** The pause after the first failed try; it doubles up to the limit below. */
export const CALLBACK_PAUSE_MS = 100
export const CALLBACK_PAUSE_MS_MAX = 30_000
/** A callback that nobody accepts is given up after so many tries. */
export const CALLBACK_TRIES_MAX = 200
/** Amounts are counted in doubles here, exactly up to this. */
export const AMOUNT_MAX = 9_000_000_000_000_000
/** What one call of the clock may play: more waits for the next call, which the answer says. */
export const EVENTS_PER_ADVANCE_MAX = 100_000
/** A challenge that nobody finishes ends after this. */
export const CHALLENGE_US = 15 * 60 * 1_000_000
export const MINUTE_US = 60_000_000
export const HOUR_US = 3_600_000_000
export const DAY_US = 86_400_000_000
/** A refund that an issuer takes its time for. */
export const REFUND_TAKES_US = 5 * MINUTE_US
/** An issuer decides on evidence after this. */
export const DISPUTE_REVIEW_US = 10 * DAY_US
