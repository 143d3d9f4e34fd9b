import type { World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import type { TenantId } from '../scope.ts'
import { type Claimer, createClaimer } from './claimer.ts'
import type { JobEvent, JobKind } from './job.ts'
import { CLAIM_MAX, JOB_LEASE_MS, JOB_POLL_MS, JOB_TENANTS_AT_ONCE, SWEEP_SHARE_MAX } from './limits.ts'
import { createLoop } from './loop.ts'

export type WorkerOptions = {
  db: Database
  world: World
  /** The kinds this worker does. The order in which a sandbox lives through its time holds among them. */
  kinds: readonly JobKind[]
  lease_ms?: number
  poll_ms?: number
  tenants_at_once?: number
  claim_max?: number
  /** Told what happens, for logs and metrics. */
  observe?: (event: JobEvent) => void
}

export type Worker = {
  /** One look at all tenants and the work found due there. Returns how many jobs were claimed. */
  runOnce(): Promise<number>
  /** Looks again until nothing is due. Returns how many jobs were claimed in all. */
  drain(): Promise<number>
  /** Does what is due in one tenant, in a bounded number of claims, beside other workers; returns how many jobs that were. */
  serve(tenant_id: TenantId): Promise<number>
  /** Works until stopped: at once when woken or busy, else every `poll_ms`. */
  start(): void
  /** Says that a tenant has new work. Call it after the commit; without it the work is found by looking. */
  wake(tenant_id: TenantId): void
  /** Takes no more work, tells the running work to end, and waits for it. */
  stop(): Promise<void>
}

/**
 * Does jobs. Any number of workers serve one database: claims skip what others hold, leases free what a dead
 * worker held, and the fence refuses what it says afterwards.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { db, world, kinds, observe = () => undefined } = options
  const stopping = new AbortController()
  const claimer = createClaimer({
    db,
    world,
    kinds,
    claim_max: options.claim_max ?? CLAIM_MAX,
    tenants_at_once: options.tenants_at_once ?? JOB_TENANTS_AT_ONCE,
    sets: { db, world, observe, stopping: stopping.signal, lease_ms: options.lease_ms ?? JOB_LEASE_MS },
  })
  const woken = new Set<TenantId>()
  const loop = createLoop({
    world,
    turn: createTurn(world, claimer, woken, options.poll_ms ?? JOB_POLL_MS),
    failed: (error) => observe({ event: 'sweep_failed', error }),
  })
  const runOnce = async (): Promise<number> => claimer.serve(await claimer.findTenants())
  return {
    runOnce,
    async drain() {
      let total = 0
      for (let count = -1; count !== 0 || claimer.isMidway(); total += count) count = await runOnce()
      return total
    },
    serve: (tenant_id) => claimer.serve([tenant_id]),
    start: () => loop.start(),
    wake(tenant_id) {
      woken.add(tenant_id)
      loop.wake()
    },
    async stop() {
      stopping.abort()
      await loop.stop()
    },
  }
}

/** Tenants that were named come first; a look at all of them only when it is time for one. */
function createTurn(world: World, claimer: Claimer, woken: Set<TenantId>, poll_ms: number) {
  let look_at_ms = 0
  return async (): Promise<number> => {
    const named = [...woken]
    woken.clear()
    await claimer.serve(named)
    const started_ms = world.elapsed_ms()
    if (started_ms < look_at_ms) return look_at_ms - started_ms
    const found = await claimer.findTenants()
    const rest_ms = Math.max(poll_ms, (world.elapsed_ms() - started_ms) / SWEEP_SHARE_MAX)
    const claimed = await claimer.serve(found)
    const wait_ms = claimed > 0 || claimer.isMidway() ? 0 : rest_ms
    look_at_ms = world.elapsed_ms() + wait_ms
    return wait_ms
  }
}
