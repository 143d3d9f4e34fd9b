import QuickLRU from 'quick-lru'

/**
 * Remembers at most `entries_max`, and at least the half of them that were used last. It takes no memory for what it
 * does not hold yet. (quick-lru keeps two generations, each of its `maxSize`.)
 */
export const boundedCache = <K, V>(entries_max: number): QuickLRU<K, V> =>
  new QuickLRU<K, V>({ maxSize: Math.max(1, Math.floor(entries_max / 2)) })
