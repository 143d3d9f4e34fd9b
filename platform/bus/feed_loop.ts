import type { World } from '../../kernel/world.ts'
import type { Lease } from '../jobs/lease.ts'
import { createLoop } from '../jobs/loop.ts'
import type { TenantId } from '../scope.ts'
import type { Consumer } from './consumer.ts'
import type { BusEvent } from './event.ts'
import type { FeedLook } from './feed_look.ts'
import { TURN_MS_MAX } from './limits.ts'

/** Keeps one consumer going: its lease, the tenants it was told of, and a look at all of them from time to time. */
export type FeedLoop = {
  readonly consumer: Consumer
  start(): void
  /** The next turn comes now; with a tenant, that tenant's feed is read in it. */
  wake(tenant_id?: TenantId): void
  /** Takes the lease if it is free and looks at all tenants, to the end; returns how many had news. */
  runOnce(): Promise<number>
  stop(): Promise<void>
}

export type FeedLoopOptions = {
  readonly world: World
  readonly lease: Lease
  readonly consumer: Consumer
  /** Shared with the consumers of the same range in this process. */
  readonly look: FeedLook
  readonly observe: (event: BusEvent) => void
  /** How long until the next look at all tenants. */
  readonly look_ms: () => number
  /** False: look at nothing now (a relay without a broker). */
  readonly isAble: () => boolean
  /** Told at each turn whether this process is the one that consumes; true asks for a look now. */
  readonly held?: (isHeld: boolean) => Promise<boolean>
}

export function createFeedLoop(options: FeedLoopOptions): FeedLoop {
  const { world, lease, consumer, look } = options
  const woken = new Set<TenantId>()
  look.join(consumer, () => options.isAble() && lease.fence() !== undefined)

  const isOurs = async (): Promise<boolean> => options.isAble() && (await lease.ensure()) !== undefined

  async function turn(): Promise<number> {
    const isHeld = await isOurs()
    const isLookDue = await options.held?.(isHeld)
    if (!isHeld) return TURN_MS_MAX
    // Nothing here waits for a delivery: the lease is prolonged however long one takes.
    consumer.catchUp([...woken])
    woken.clear()
    consumer.retryDue()
    if (isLookDue === true) await look.lookFor([consumer])
    const look_ms = options.look_ms()
    await look.lookWhenDue(consumer, look_ms)
    return Math.min(look_ms, TURN_MS_MAX)
  }
  const failed = (error: unknown): void =>
    options.observe({ event: 'turn_failed', consumer: consumer.name, error })
  const loop = createLoop({ world, turn, failed })
  return {
    consumer,
    start: () => loop.start(),
    wake(tenant_id) {
      if (tenant_id !== undefined) woken.add(tenant_id)
      loop.wake()
    },
    async runOnce() {
      if (!(await isOurs())) return 0
      const found = await look.lookFor([consumer])
      await consumer.rest()
      return found
    },
    async stop() {
      look.leave(consumer)
      await loop.stop()
      await consumer.rest()
      await lease.release()
    },
  }
}
