import { assert } from '../../kernel/assert.ts'
import { newUuid } from '../../kernel/id.ts'
import { type Instant, plusMs, type World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import { LEASE_MS } from './limits.ts'
import { endLease, selectHeldLeases, takeLease } from './store.ts'

/** The right to do something alone, for as long as one keeps asking for it. */
export type Lease = {
  readonly name: string
  /**
   * Takes the lease, or prolongs it once half of it is over; undefined while another holds it. The number is
   * the fencing token: it grows with each change of holder. Rejects when the database cannot be reached.
   */
  ensure(): Promise<bigint | undefined>
  /** The token while the lease is surely still ours; asks nobody. */
  fence(): bigint | undefined
  /** Gives the lease back, so that the next holder need not wait. */
  release(): Promise<void>
}

/**
 * A lease by name, for relays (`relay:2/8` for a range of tenants) and for consumers. The time it is ours is
 * counted on this process's own stopwatch from before the question was sent, so that neither a slow answer nor
 * a clock that is set back makes two holders. The fence guards what remains: a process that stood still.
 */
export function createLease(options: { db: Database; world: World; name: string; lease_ms?: number }): Lease {
  const { db, world, name, lease_ms = LEASE_MS } = options
  assert(lease_ms > 0)
  const holder = newUuid(world)
  let held: { fence: bigint; until_ms: number } | undefined
  let isReleased = false

  const current = (spare_ms: number): bigint | undefined =>
    held !== undefined && world.elapsed_ms() + spare_ms < held.until_ms ? held.fence : undefined
  const giveBack = async (): Promise<void> => {
    const last = held
    held = undefined
    if (last !== undefined) await db.system((tx) => endLease(tx, name, last.fence, world.now()))
  }
  return {
    name,
    fence: () => current(0),
    async ensure() {
      const fence = current(lease_ms / 2)
      if (fence !== undefined || isReleased) return fence
      const asked_ms = world.elapsed_ms()
      const real_at = world.now()
      const taken = await db.system((tx) =>
        takeLease(tx, { name, holder, real_at, until: plusMs(real_at, lease_ms) }),
      )
      held = taken === undefined ? undefined : { fence: taken, until_ms: asked_ms + lease_ms }
      if (isReleased) await giveBack()
      return current(0)
    },
    async release() {
      isReleased = true
      await giveBack()
    },
  }
}

/** Those of these names that somebody holds at `real_at`, by the wall clock. */
export const heldLeases = async (
  db: Database,
  names: readonly string[],
  real_at: Instant,
): Promise<Set<string>> => new Set(await db.system((tx) => selectHeldLeases(tx, names, real_at)))
