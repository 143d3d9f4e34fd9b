/** How often consumers look for news in the outbox when nothing else tells them. */
export const BUS_POLL_MS = 250
/** The same while a broker brings the news: the look that finds what the broker lost at the end of a feed. */
export const BUS_SWEEP_MS = 30_000
/** Facts a consumer gets at once. */
export const DELIVERY_FACTS_MAX = 500
/** Pages of feeds that one process keeps for consumers that come to the same place. */
export const FEED_PAGES_KEPT = 16
/** Tenants one look returns; the next look goes on behind the last of them. */
export const BEHIND_TENANTS_MAX = 500
/** Tenants a consumer deals with at the same time. */
export const CONSUMER_TENANTS_AT_ONCE = 4
/** Tenants whose place is kept in memory between deliveries. */
export const LANES_KEPT_MAX = 10_000
/** Waits before a consumer tries again what it failed to deal with; the last one repeats without end. */
export const STUCK_WAIT_MS = [1_000, 5_000, 30_000, 60_000, 300_000] as const
/** Text of one message on the broker, roughly. */
export const RUN_CHARS_MAX = 524_288
/** Messages of one consumer that are on their way at once. */
export const BROKER_PREFETCH = 32
/** Messages a queue keeps for a consumer that is away; older ones are dropped, the outbox has them. */
export const BROKER_QUEUE_MAX = 100_000
/** How long the broker may take to confirm a message. */
export const CONFIRM_MS_MAX = 30_000
/** How often a link without a connection tries to get one, failures aside. */
export const LINK_CHECK_MS = 250
export const LINK_CONNECT_MS_MAX = 10_000
/** A lease is prolonged at each turn of a consumer, so turns come several times as often as leases end. */
export const TURN_MS_MAX = 1_000
