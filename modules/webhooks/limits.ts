/** Endpoints of a tenant: each is looked at for every event. */
export const ENDPOINTS_PER_TENANT_MAX = 50
export const FILTERS_PER_ENDPOINT_MAX = 100
export const URL_CHARS_MAX = 2_000
export const DESCRIPTION_CHARS_MAX = 500
/** For connecting, sending and the answer. Source: dependencies.md, Standard Webhooks (15 to 30 s). */
export const ANSWER_MS_MAX = 15_000
/** Longer than an attempt may take, so that nobody else sends what is still under way. */
export const DELIVERY_LEASE_MS = 60_000
/** Waits after each failed try; after the last there is no other. Source: dependencies.md: 27.6 hours in all. */
export const RETRY_WAITS_MS = [
  5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000,
] as const
/** Each wait is longer by up to this share, so that receivers who come back do not get everything at once. */
export const JITTER_SHARE = 0.2
/** A receiver may ask for this much patience with Retry-After. */
export const RETRY_AFTER_MS_MAX = 86_400_000
/** An endpoint that only failed for this long is disabled. Source: dependencies.md (Svix: 120 hours). */
export const FAILING_MS_MAX = 432_000_000
/** Requests that are under way at once, in all and to one endpoint: one that is slow leaves room for others. */
export const SENDING_MAX = 1_024
export const SENDING_PER_ENDPOINT_MAX = 256
/** Deliveries one claim takes, and claims in a row from one tenant before the others get their turn. */
export const CLAIM_MAX = 512
export const CLAIMS_IN_A_ROW_MAX = 20
/** Endpoints that one look for due deliveries asks about, and how often a look comes when nobody wakes it. */
export const LOOK_ENDPOINTS_MAX = 2_000
export const LOOK_MS = 1_000
/** Results that one statement takes. */
export const RECORD_MAX = 512
export const RECORD_TRIES_MAX = 5
/** What is kept of an answer. */
export const KEPT_BODY_CHARS_MAX = 2_000
export const KEPT_HEADERS_CHARS_MAX = 2_000
export const FAULT_CHARS_MAX = 200
/** Secrets and tenants that are kept in memory. */
export const SECRETS_KEPT_MAX = 10_000
export const TENANTS_KEPT_MAX = 10_000
export const SECRET_BYTES = 32
export const OVERLAP_MS_DEFAULT = 86_400_000
export const OVERLAP_MS_MAX = 7 * 86_400_000
/** Streams of one process, and of one tenant. */
export const STREAMS_MAX = 1_000
export const STREAMS_PER_TENANT_MAX = 50
/** Proxies close a connection that is silent for a minute; half of that, twice. */
export const HEARTBEAT_MS = 15_000
/** How often news for open streams is looked for when another process writes it. */
export const STREAM_LOOK_MS = 500
export const STREAM_PAGE_MAX = 100

/** Deliveries and events that a recovery deals with in one transaction. */
export const RECOVER_PAGE_MAX = 1_000

/** Deliveries on their way that the overview counts; of more it says that there are so many at least. */
export const DELIVERIES_COUNTED_MAX = 10_000
/** Deliveries that the overview's success rate is made of: the latest ones. */
export const LATEST_DELIVERIES_MAX = 1_000
