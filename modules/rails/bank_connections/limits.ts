export const CONNECTIONS_PER_TENANT_MAX = 50
export const HOST_CHARS_MAX = 253
export const USER_CHARS_MAX = 100
export const FOLDER_CHARS_MAX = 200
export const HOST_KEYS_MAX = 5
/** A private key of RSA with 8,192 bits in PEM has about 6,500 characters. */
export const KEY_CHARS_MAX = 10_000
export const SECRET_CHARS_MAX = 500
export const LEAD_MINUTES_MAX = 1_440
/** Nacha counts entries of a file in eight digits; no bank takes as many. */
export const FILE_ORDERS_MAX = 500_000
export const FILE_ORDERS_DEFAULT = 100_000
export const LEAD_MINUTES_DEFAULT = 30
/** Transports that are kept open; each has one connection at most, and lets go of it after five idle minutes. */
export const TRANSPORTS_KEPT_MAX = 100
/** Sandboxes that are known to have their connections. */
export const SANDBOXES_KNOWN_MAX = 10_000
