/** Of secrets that we draw. */
export const SECRET_BYTES = 32
/** The one in use, and the one before it. */
export const CALLBACK_SECRETS_MAX = 2
/** Gateways that are known to have been told where they call us. */
export const GATEWAYS_KNOWN_MAX = 10_000
/** Of one order in one run of its job: T1, N and T2 of a message, a query, and a message that is sent again. */
export const STEPS_PER_RUN_MAX = 12
/** How much longer than the rail's own clock an answer is waited for on the line. */
export const WAIT_BEYOND_MS = 2_000
/** Of a query. */
export const QUERY_TIMEOUT_MS = 10_000
export const ADDRESSES_CACHED_MAX = 10_000
/** A day, and no more than the rails keep such a request. */
export const REQUEST_DAYS_MAX = 60
export const BECAUSE_CHARS_MAX = 500
/** A recall whose connection is disabled, or has no gateway any more, is looked at again so much later. */
export const NO_GATEWAY_AGAIN_MS = 3_600_000
