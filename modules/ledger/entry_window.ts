import type { EntryFilter, EntryOrder } from './entry.ts'
import { SCANNED_PER_PAGE_MAX } from './limits.ts'
import type { VersionRange } from './store_entries.ts'

export type PageOfEntries = {
  /** The version to go on behind, of an earlier page's `next`. */
  readonly after?: bigint
  readonly order?: EntryOrder
  readonly limit: number
}

/** Filters that the order of versions knows nothing of: entries that match may lie far apart. */
export const isSparse = ({ code, kind, effective_from, effective_to }: EntryFilter): boolean =>
  code !== undefined || kind !== undefined || effective_from !== undefined || effective_to !== undefined

/**
 * The versions one page looks at: as many as it has lines or, under a filter, a bounded number; and behind which
 * version the next page begins when it finds too few there. So a page with a rare filter reads a bounded number of entries, however many there are.
 */
export function windowOf(
  range: VersionRange,
  { after, order = 'newest_first', limit }: PageOfEntries,
  is_sparse: boolean,
): { range: VersionRange; rest: bigint | null } {
  const most = BigInt(is_sparse ? SCANNED_PER_PAGE_MAX : limit)
  if (order === 'oldest_first') {
    const from = after !== undefined && after > range.after ? after : range.after
    const until = from + most < range.through ? from + most : range.through
    return { range: { after: from, through: until }, rest: until < range.through ? until : null }
  }
  const through = after !== undefined && after <= range.through ? after - 1n : range.through
  const from = through - most > range.after ? through - most : range.after
  return { range: { after: from, through }, rest: from > range.after ? from + 1n : null }
}
