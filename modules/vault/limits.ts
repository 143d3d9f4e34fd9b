/** Cards kept in memory, as ciphertext: about 600 bytes each. */
export const CARDS_CACHED_MAX = 100_000
/** Card verification codes held at once, and for how long: an authentication by the cardholder takes some minutes. */
export const CVCS_HELD_MAX = 100_000
export const CVC_HELD_MS = 15 * 60_000
/** Tenants' sealing keys kept open in memory. */
export const KEY_RINGS_MAX = 20_000
/** How long an opened sealing key is believed to be the newest, and not destroyed by another process. */
export const KEY_TRUSTED_MS = 60_000
/** What one read of cards takes together, and what may wait for it. */
export const BATCH_CARDS_MAX = 512
export const QUEUED_CARDS_MAX = 16_384
export const REWRAP_CARDS_MAX = 500
export const REWRAP_KEYS_MAX = 500
export const NAME_CHARS_MAX = 100
export const SEALED_CHARS_MAX = 16_384
/** A hold of the newest key that was lost to a rotation is tried again this often. */
export const STALE_KEY_TRIES_MAX = 3
