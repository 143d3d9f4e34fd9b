import { assert, present } from '../../kernel/assert.ts'
import { plusMs, virtualWorld, type World } from '../../kernel/world.ts'
import type { Database } from '../db/database.ts'
import type { TenantId } from '../scope.ts'
import type { Job, JobKind } from './job.ts'
import { runSet, type SetDeps } from './job_set.ts'
import { inLanes } from './lanes.ts'
import { CLAIMS_IN_A_ROW_MAX, SWEEP_TENANTS_MAX } from './limits.ts'
import { claimJobs, selectDueTenants, selectLostTenants } from './store.ts'

export type ClaimerOptions = {
  readonly db: Database
  readonly world: World
  readonly kinds: readonly JobKind[]
  readonly sets: SetDeps
  readonly claim_max: number
  readonly tenants_at_once: number
}

export type Claimer = {
  /** Tenants with due work. A look that found many goes on behind them the next time; see `isMidway`. */
  findTenants(): Promise<TenantId[]>
  isMidway(): boolean
  /** Claims and does the due work of these tenants; returns how many jobs were claimed. */
  serve(tenants: readonly TenantId[]): Promise<number>
}

/** Finds due work, claims it tenant by tenant, and runs it in sets. */
export function createClaimer(options: ClaimerOptions): Claimer {
  const { db, world, sets } = options
  const kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]))
  assert(kinds.size === options.kinds.length, 'each kind of job is declared once')
  const names = [...kinds.keys()]
  let after = 0n

  async function claimAndRun(tenant_id: TenantId): Promise<number> {
    const real_at = world.now()
    const { jobs, clock } = await db.withTenant(tenant_id, (tx) =>
      claimJobs(tx, tenant_id, {
        real_at,
        kinds: names,
        lease_until: plusMs(real_at, sets.lease_ms),
        limit: options.claim_max,
      }),
    )
    const own = clock === undefined ? world : virtualWorld(world, () => clock)
    const runs = setsOf(jobs, kinds).map((set) => runSet(sets, { ...set, tenant_id, world: own }))
    const failed = (await Promise.allSettled(runs)).find((run) => run.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return jobs.length
  }

  async function serveOne(tenant_id: TenantId): Promise<number> {
    let total = 0
    for (let round = 0; round < CLAIMS_IN_A_ROW_MAX && !sets.stopping.aborted; round++) {
      const count = await claimAndRun(tenant_id)
      total += count
      if (count === 0) break
    }
    return total
  }
  return {
    isMidway: () => after > 0n,
    async findTenants() {
      const look = { kinds: names, real_at: world.now(), limit: SWEEP_TENANTS_MAX }
      const { lost, due } = await db.scatter('jobs.due', async (tx) => ({
        lost: await selectLostTenants(tx, look),
        due: await selectDueTenants(tx, { ...look, after }),
      }))
      after = due.length < SWEEP_TENANTS_MAX ? 0n : (due.at(-1) ?? 0n)
      return [...new Set([...lost, ...due])]
    },
    async serve(tenants) {
      const counts = await inLanes(tenants, options.tenants_at_once, serveOne)
      return counts.reduce((sum, count) => sum + count, 0)
    },
  }
}

function setsOf(jobs: readonly Job[], kinds: ReadonlyMap<string, JobKind>): { kind: JobKind; jobs: Job[] }[] {
  const sets: { kind: JobKind; jobs: Job[] }[] = []
  for (const [name, all] of Map.groupBy(jobs, (job) => job.kind)) {
    const kind = present(kinds.get(name), `the kind ${name}`)
    for (let at = 0; at < all.length; at += kind.batch_max)
      sets.push({ kind, jobs: all.slice(at, at + kind.batch_max) })
  }
  return sets
}
