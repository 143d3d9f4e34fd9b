import type { Database } from '../db/database.ts'
import type { FeedFact } from '../outbox/fact.ts'
import { readFeed } from '../outbox/outbox.ts'
import type { TenantId } from '../scope.ts'
import { DELIVERY_FACTS_MAX, FEED_PAGES_KEPT } from './limits.ts'

/** `is_current`: it was read after the moment asked for. One that is not may end before the feed does: read on behind it. */
export type FeedPage = { readonly facts: readonly FeedFact[]; readonly is_current: boolean }

/**
 * What the consumers of one process read of feeds. They mostly stand at the same place and ask for the same facts, and
 * facts never change: one read serves them all.
 */
export type FeedPages = {
  /** There may be news: what was read until now does not show it. */
  note(): void
  /** The latest moment that was noted. */
  moment(): number
  /** Facts after `after_seq` as `readFeed` gives them, read lately or now. */
  read(tenant_id: TenantId, after_seq: bigint, since: number): Promise<FeedPage>
}

type Read = {
  readonly tenant_id: TenantId
  readonly after: bigint
  readonly begun: number
  readonly facts: Promise<readonly FeedFact[]>
}

export function createFeedPages(db: Database): FeedPages {
  let reads: readonly Read[] = []
  let now = 0

  const readAnew = async (tenant_id: TenantId, after: bigint): Promise<FeedPage> => {
    const facts = db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, after, DELIVERY_FACTS_MAX))
    const read = { tenant_id, after, begun: now, facts }
    reads = [...reads.slice(1 - FEED_PAGES_KEPT), read]
    let count = 0
    try {
      const page = await facts
      count = page.length
      return { facts: page, is_current: true }
    } finally {
      // Nothing is soon something, and a failure is nobody else's.
      if (count === 0) reads = reads.filter((one) => one !== read)
    }
  }
  return {
    note: () => void (now += 1),
    moment: () => now,
    async read(tenant_id, after_seq, since) {
      for (const read of reads) {
        const { after, begun } = read
        const isNear = after <= after_seq && after_seq < after + BigInt(DELIVERY_FACTS_MAX)
        if (read.tenant_id !== tenant_id || !isNear) continue
        const left = (await read.facts).slice(Number(after_seq - after))
        const is_current = begun >= since
        if (left.length > 0 || (is_current && after === after_seq)) return { facts: left, is_current }
      }
      return readAnew(tenant_id, after_seq)
    },
  }
}
