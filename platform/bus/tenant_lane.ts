import type { World } from '../../kernel/world.ts'
import type { TenantId } from '../scope.ts'
import { LANES_KEPT_MAX, STUCK_WAIT_MS } from './limits.ts'

/** Where a consumer stands with one tenant. */
export type TenantLane = {
  readonly tenant_id: TenantId
  /** How far it has dealt with the feed, as far as this process knows; undefined: read it. */
  cursor: bigint | undefined
  /** Of the lease under which the cursor was read. */
  fence: bigint
  failures: number
  /** On the world's stopwatch: not before this, after a failure. */
  retry_at_ms: number
  tail: Promise<void>
  waiting: number
}

export type TenantLanes = {
  /** Runs `task` after everything begun for this tenant before: one tenant, one order. */
  run(tenant_id: TenantId, task: (lane: TenantLane) => Promise<void>): Promise<void>
  isStuck(lane: TenantLane): boolean
  /** Notes a failure: the tenant waits, longer each time. */
  stick(lane: TenantLane): void
  /** Tenants whose wait is over, each once. */
  takeDue(): TenantId[]
  /** Resolves when nothing runs. */
  rest(): Promise<void>
}

export function createTenantLanes(world: World): TenantLanes {
  const lanes = new Map<TenantId, TenantLane>()
  const stuck = new Set<TenantId>()
  return {
    run(tenant_id, task) {
      const lane = open(lanes, tenant_id)
      lane.waiting += 1
      const done = lane.tail.then(() => task(lane))
      lane.tail = done
        .catch(() => undefined)
        .then(() => {
          lane.waiting -= 1
        })
      return done
    },
    isStuck: (lane) => world.elapsed_ms() < lane.retry_at_ms,
    stick(lane) {
      const wait_ms = STUCK_WAIT_MS[Math.min(lane.failures++, STUCK_WAIT_MS.length - 1)] as number
      lane.retry_at_ms = world.elapsed_ms() + wait_ms
      stuck.add(lane.tenant_id)
    },
    takeDue() {
      const isDue = (tenant_id: TenantId): boolean =>
        world.elapsed_ms() >= (lanes.get(tenant_id)?.retry_at_ms ?? 0)
      const due = [...stuck].filter(isDue)
      for (const tenant_id of due) stuck.delete(tenant_id)
      return due
    },
    async rest() {
      await Promise.all([...lanes.values()].map((lane) => lane.tail))
    },
  }
}

/** The lane used last stands last in the map, so that the one at the front is the one to forget. */
function open(lanes: Map<TenantId, TenantLane>, tenant_id: TenantId): TenantLane {
  const lane = lanes.get(tenant_id) ?? {
    tenant_id,
    cursor: undefined,
    fence: -1n,
    failures: 0,
    retry_at_ms: 0,
    tail: Promise.resolve(),
    waiting: 0,
  }
  lanes.delete(tenant_id)
  lanes.set(tenant_id, lane)
  if (lanes.size > LANES_KEPT_MAX) forgetOldest(lanes)
  return lane
}

function forgetOldest(lanes: Map<TenantId, TenantLane>): void {
  const [oldest] = lanes.values()
  if (oldest?.waiting === 0) lanes.delete(oldest.tenant_id)
}
