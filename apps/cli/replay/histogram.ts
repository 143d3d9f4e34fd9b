/** Each bucket is 5 % wider than the one before: that is how exact an answer is. */
const GROWTH = Math.log(1.05)
const LEAST_MS = 0.1

/** Counts of durations by bucket; as many numbers as there are buckets, however much is counted. */
export type Histogram = Record<string, number>

export function count(histogram: Histogram, ms: number): void {
  const bucket = String(Math.max(0, Math.ceil(Math.log(Math.max(ms, LEAST_MS) / LEAST_MS) / GROWTH)))
  histogram[bucket] = (histogram[bucket] ?? 0) + 1
}

/** The duration in milliseconds that `share` (0 to 1) of all were not longer than; null when there are none. */
export function quantile(histogram: Histogram, share: number): number | null {
  const buckets = Object.entries(histogram).sort(([a], [b]) => Number(a) - Number(b))
  const total = buckets.reduce((sum, [, number]) => sum + number, 0)
  let seen = 0
  for (const [bucket, number] of buckets) {
    seen += number
    if (seen >= total * share) return LEAST_MS * Math.exp(Number(bucket) * GROWTH)
  }
  return null
}
