const MICROSECONDS_MAX = 5_000_000

/** Counts per microsecond, up to five seconds: exact quantiles in constant memory. */
export function createLatencies() {
  const counts = new Uint32Array(MICROSECONDS_MAX + 1)
  let count = 0
  return {
    add(ms: number): void {
      const at = Math.min(MICROSECONDS_MAX, Math.round(ms * 1000))
      counts[at] = (counts[at] as number) + 1
      count += 1
    },
    count: () => count,
    /** In milliseconds. */
    quantile(share: number): number {
      let left = Math.min(count - 1, Math.floor(count * share))
      for (let at = 0; at <= MICROSECONDS_MAX; at++) {
        left -= counts[at] as number
        if (left < 0) return at / 1000
      }
      return Number.NaN
    },
  }
}
