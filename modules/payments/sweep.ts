import { idOf, newId } from '../../kernel/id.ts'
import { virtualWorld } from '../../kernel/world.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import type { Core } from './deps.ts'
import { INQUIRY_JOB } from './limits.ts'
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
    found += await db.withTenant(tenant_id, async (tx) => {
      const lost = await lostOperations(tx, tenant_id, world.now())
      const jobs = lost.map((operation) => ({
        id: newId('job', own),
        kind: INQUIRY_JOB,
        unique_key: idOf('opn', operation),
        body: { operation: idOf('opn', operation) },
      }))
      if (jobs.length > 0) await schedule(tx, { tenant_id, world: own }, jobs)
      return lost.length
    })
  }
  return found
}
