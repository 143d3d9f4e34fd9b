import type { World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import { selectBehind, type TenantRange } from '../outbox/store.ts'
import type { TenantId } from '../scope.ts'
import type { Consumer } from './consumer.ts'
import type { BusEvent } from './event.ts'
import type { FeedPages } from './feed_pages.ts'
import { BEHIND_TENANTS_MAX } from './limits.ts'

/**
 * Looks at all tenants of a range for the consumers that share it. When one of them is due to look, it looks for all:
 * they begin at the same moment then, read the same pages, and move on together.
 */
export type FeedLook = {
  /** `isOurs`: whether this process is the one that consumes, as far as is known. */
  join(consumer: Consumer, isOurs: () => boolean): void
  /** Nobody looks for it any more; a look that is under way tells it nothing. */
  leave(consumer: Consumer): void
  /** Looks for every member that is ours, unless this one was looked for less than `look_ms` ago. */
  lookWhenDue(consumer: Consumer, look_ms: number): Promise<void>
  /** Asks consumers to deal with every tenant that has news for them; returns how many have, counted for each. */
  lookFor(consumers: readonly Consumer[]): Promise<number>
}

type LookOptions = {
  readonly db: Database
  readonly pages: FeedPages
  readonly world: World
  readonly range: TenantRange
  readonly observe: (event: BusEvent) => void
}

export function createFeedLook(options: LookOptions): FeedLook {
  const { world, observe } = options
  const members = new Map<Consumer, { readonly isOurs: () => boolean; looked_at_ms: number }>()

  const lookFor = async (consumers: readonly Consumer[]): Promise<number> => {
    for (const consumer of consumers) {
      const member = members.get(consumer)
      if (member !== undefined) member.looked_at_ms = world.elapsed_ms()
    }
    const counts = new Map(consumers.map(({ name }) => [name, 0]))
    let afters: ReadonlyMap<Consumer, bigint> = new Map(consumers.map((consumer) => [consumer, 0n]))
    const tell = (consumer: Consumer, tenants: readonly TenantId[]): void => {
      counts.set(consumer.name, (counts.get(consumer.name) ?? 0) + tenants.length)
      if (members.has(consumer)) consumer.catchUp(tenants)
    }
    while (afters.size > 0) afters = await lookOn(options, afters, tell)
    for (const [consumer, count] of counts) observe({ event: 'looked', consumer, count })
    return [...counts.values()].reduce((sum, count) => sum + count, 0)
  }
  return {
    join: (consumer, isOurs) =>
      void members.set(consumer, { isOurs, looked_at_ms: Number.NEGATIVE_INFINITY }),
    leave: (consumer) => void members.delete(consumer),
    async lookWhenDue(consumer, look_ms) {
      const member = members.get(consumer)
      if (member === undefined || world.elapsed_ms() - member.looked_at_ms < look_ms) return
      const ours = [...members].filter(([one, { isOurs }]) => one === consumer || isOurs())
      await lookFor(ours.map(([one]) => one))
    },
    lookFor,
  }
}

/** The next tenants of each consumer; answers who has to look on, and after which tenant. */
async function lookOn(
  { db, pages, range }: LookOptions,
  afters: ReadonlyMap<Consumer, bigint>,
  tell: (consumer: Consumer, tenants: readonly TenantId[]) => void,
): Promise<ReadonlyMap<Consumer, bigint>> {
  const looking = [...afters].map(([{ name }, after]) => ({ consumer: name, after }))
  const found = await db.scatter('bus.behind', (tx) => selectBehind(tx, looking, range, BEHIND_TENANTS_MAX))
  if (found.length > 0) pages.note()
  const tenants = Map.groupBy(found, ({ consumer }) => consumer)
  const next = new Map<Consumer, bigint>()
  for (const consumer of afters.keys()) {
    const behind = (tenants.get(consumer.name) ?? []).map(({ tenant_id }) => tenant_id)
    tell(consumer, behind)
    const last = behind[BEHIND_TENANTS_MAX - 1]
    if (last !== undefined) next.set(consumer, last)
  }
  return next
}
