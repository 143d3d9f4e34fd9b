/** Limits of the edge. Those of bodies, keys and lists are in `kernel/limits.ts`. */
export const TEXT_CHARS_MAX = 5_000 // of a text in a body whose schema names no bound
export const ITEMS_MAX = 1_000 // of an array in a body whose schema names no bound
export const PARAM_CHARS_MAX = 1_024 // of one path parameter, before it is decoded
export const LONG_BODY_BYTES = 65_536 // a longer one is parsed, checked and hashed in turns of their own
export const QUERY_CHARS_MAX = 8_192
export const CREDENTIAL_CHARS_MAX = 4_096
export const CURSOR_CHARS_MAX = 1_024
export const EXPAND_COST_MAX = 1_000 // rows of a page times the cost of what is expanded in each
export const PREFER_WAIT_S_MAX = 30

export const HEADER_BYTES_MAX = 16_384
export const HEADERS_TIMEOUT_MS = 10_000
export const REQUEST_TIMEOUT_MS = 60_000 // 16 MB over a slow line; a header drip ends at the limit above
export const KEEP_ALIVE_MS = 72_000 // longer than the 60 s of usual load balancers, so they close first
export const CLOSE_GRACE_MS = 10_000
export const DEADLINE_LOOK_MS = 1_000
export const DEADLINE_MS = 30_000 // what a request may take before nobody waits for it any more

export const IN_FLIGHT_MAX = 640
export const LOOP_LAG_MS_MAX = 1_000 // at this lag of the event loop the server counts as full
export const LOOP_LAG_SAMPLE_MS = 100
export const SHED_RETRY_MS = 1_000

export const BUCKETS_MAX = 100_000 // rate limit buckets held per kind; what was not used for longest goes first
export const BUCKET_LOOKS = 4 // buckets that one request looks at to forget those that are full
export const SLOW_REQUEST_MS = 1_000
export const STREAM_STALL_MS_MAX = 60_000 // a reply of any length to a caller who takes nothing is cut after this

export const DOOR_BODY_BYTES_MAX = 1_048_576 // of what counterparts send by themselves
export const DOOR_IN_FLIGHT_MAX = 256
