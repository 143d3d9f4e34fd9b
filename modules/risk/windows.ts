/**
 * Sliding windows. Each counts in buckets as long as itself: the one that runs and the one before. What is read is
 * the sum of both, so a count covers at least its window and less than twice its window: **it never counts too
 * little**, and nothing that is older than twice the window counts at all. This holds when it is read at or after the
 * time of the newest count; a read from a clock that is behind sees what that newest count left. Counts stand still at
 * 10^9 a bucket, sums of amounts at 2^53 - 1.
 */
export const windows = ['10m', '1h', '24h', '7d', '30d'] as const
export type Window = (typeof windows)[number]
export const windowMinutes: Readonly<Record<Window, number>> = {
  '10m': 10,
  '1h': 60,
  '24h': 1_440,
  '7d': 10_080,
  '30d': 43_200,
}

/** What is counted apart. The names of the keys in the tables are hashes of kind and value. */
export const entities = ['card', 'customer', 'device', 'address', 'ip', 'email', 'merchant'] as const
export type Entity = (typeof entities)[number]

/** Amounts are summed for these, per currency and never converted: exact, and no rate has to be trusted. */
export const spenders = ['card', 'customer', 'merchant'] as const
export type Spender = (typeof spenders)[number]

/** Per window, in the order of `windows`. */
export type Counts = { readonly attempts: readonly number[]; readonly declines: readonly number[] }
