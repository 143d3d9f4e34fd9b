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
  /** The last fact that came; undefined until it has. */
  until: bigint | undefined
}

/** Whether facts behind `after_seq` are in it, as far as is known. */
const mayServe = (read: Read, tenant_id: TenantId, after_seq: bigint): boolean =>
  read.tenant_id === tenant_id &&
  read.after <= after_seq &&
  after_seq < (read.until ?? read.after + BigInt(DELIVERY_FACTS_MAX))

export function createFeedPages(db: Database): FeedPages {
  let reads: readonly Read[] = []
  let now = 0

  const readAnew = async (tenant_id: TenantId, after: bigint): Promise<FeedPage> => {
    const facts = db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, after, DELIVERY_FACTS_MAX))
    const read: Read = { tenant_id, after, begun: now, facts, until: undefined }
    reads = [...reads.slice(1 - FEED_PAGES_KEPT), read]
    try {
      const page = await facts
      read.until = page.at(-1)?.seq
      return { facts: page, is_current: true }
    } finally {
      // Nothing is soon something, and a failure is nobody else's.
      if (read.until === undefined) reads = reads.filter((one) => one !== read)
    }
  }
  return {
    note: () => void (now += 1),
    moment: () => now,
    async read(tenant_id, after_seq, since) {
      // What came while it waited counts as well: others that ask at this moment ask for the same.
      for (;;) {
        const read = reads.find((one) => mayServe(one, tenant_id, after_seq))
        if (read === undefined) return readAnew(tenant_id, after_seq)
        const left = (await read.facts).slice(Number(after_seq - read.after))
        const is_current = read.begun >= since
        if (left.length > 0 || (is_current && read.after === after_seq)) return { facts: left, is_current }
      }
    },
  }
}
