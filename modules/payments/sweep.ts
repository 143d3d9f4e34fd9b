import { idOf, newId } from '../../kernel/id.ts'
import { type World, virtualWorld } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import type { Core } from './deps.ts'
import { INQUIRY_JOB, SWEEP_OPERATIONS_MAX } from './limits.ts'
import { lostOperations, tenantsWithNews } from './store_sweep.ts'

/**
 * Finds operations whose process died between writing them down and learning what came of them, and plans to ask the
 * acquirer about each; returns how many. A repeat, or a second worker at the same time, finds nothing new.
 */
export async function sweepOperations({ db, world }: Pick<Core, 'db' | 'world'>): Promise<number> {
  const tenants = await tenantsWithNews(db, world.now())
  const clocks = await readClocks(db, tenants)
  let found = 0
  for (const tenant_id of tenants) {
    const clock = clocks.get(tenant_id) ?? null
    const own = clock === null ? world : virtualWorld(world, () => clock)
    found += await sweepTenant(db, { tenant_id, world: own }, world)
  }
  return found
}

/** Looks until it has caught up: a look is bounded, and a busy tenant begins more than one between two sweeps. */
async function sweepTenant(db: Database, scope: Pick<OpenScope, 'tenant_id' | 'world'>, wall: World) {
  let found = 0
  for (let looked = SWEEP_OPERATIONS_MAX; looked >= SWEEP_OPERATIONS_MAX; )
    looked = await db.withTenant(scope.tenant_id, async (tx) => {
      const look = await lostOperations(tx, scope.tenant_id, wall.now())
      const jobs = look.lost.map((operation) => ({
        id: newId('job', scope.world),
        kind: INQUIRY_JOB,
        unique_key: idOf('opn', operation),
        body: { operation: idOf('opn', operation) },
      }))
      if (jobs.length > 0) await schedule(tx, scope, jobs)
      found += look.lost.length
      return look.looked
    })
  return found
}
