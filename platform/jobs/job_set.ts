import { assert, present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { type Instant, plusMs, type World } from '../../kernel/world.ts'
import type { Database, Db } from '../db/database.ts'
import type { OpenScope, TenantId } from '../scope.ts'
import { redact } from '../telemetry/scan.ts'
import { completeJobs } from './fence.ts'
import type { Job, JobEvent, JobKind, JobOutcome } from './job.ts'
import { FAULT_CHARS_MAX, LOST_REST_MS } from './limits.ts'
import { type FinishedJob, finishJobs, renewJobs } from './store.ts'

export type SetDeps = {
  readonly db: Database
  readonly world: World
  readonly lease_ms: number
  readonly observe: (event: JobEvent) => void
  /** Aborted when the worker is asked to stop. */
  readonly stopping: AbortSignal
}

type JobSet = {
  readonly kind: JobKind
  readonly tenant_id: TenantId
  /** The tenant's world. */
  readonly world: World
  readonly jobs: readonly Job[]
}

const actor = {
  type: 'system',
  id: 'worker',
  authenticated_by: 'internal',
  on_behalf_of: null,
} as const

/**
 * Runs jobs of one kind and one tenant and writes down what came of them. Never throws for the work's faults,
 * only when the outcome cannot be written down: then the leases run out and the jobs are done again.
 */
export async function runSet(deps: SetDeps, set: JobSet): Promise<void> {
  const isSpent = (job: Job): boolean => job.attempts > set.kind.retry_ms.length + 1
  await rest(deps, set, set.jobs.filter(isSpent))
  const fit = set.jobs.filter((job) => !isSpent(job))
  if (fit.length === 0) return
  const ran = await attempt(deps, { ...set, jobs: fit })
  if ('pairs' in ran) return record(deps, set, ran.pairs)
  if (fit.length === 1) return recordFailure(deps, set, fit[0] as Job, ran.error)
  // One bad job must not hold up its neighbours: each that is still ours gets its own try.
  const ours = new Set(await renew(deps, { ...set, jobs: fit }))
  for (const job of fit.filter(({ id }) => ours.has(id))) {
    const alone = await attempt(deps, { ...set, jobs: [job] })
    if ('pairs' in alone) await record(deps, set, alone.pairs)
    else await recordFailure(deps, set, job, alone.error)
  }
}

/**
 * Jobs whose worker was lost at every attempt. Whether they took it down, or a machine that ends its programs every minute
 * did, nobody can tell: what is owed is not given up for that, and a job that is to blame may not take one worker after the
 * other. So they rest, and begin anew.
 */
async function rest(deps: SetDeps, set: JobSet, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return
  const rest_ms = Math.max(LOST_REST_MS, ...set.kind.retry_ms)
  const outcome: JobOutcome = { outcome: 'again', run_at: plusMs(set.world.now(), rest_ms) }
  await record(
    deps,
    set,
    jobs.map((job) => ({ job, outcome })),
  )
  deps.observe({ event: 'lost', kind: set.kind.kind, count: jobs.length })
}

async function recordFailure(deps: SetDeps, set: JobSet, job: Job, error: unknown): Promise<void> {
  deps.observe({ event: 'failed', kind: set.kind.kind, job_id: job.id, error })
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  await record(deps, set, [{ job, outcome: { outcome: 'retry', why: `${name}: ${message}` } }])
}

type Pair = { readonly job: Job; readonly outcome: JobOutcome }

async function attempt(deps: SetDeps, set: JobSet): Promise<{ pairs: Pair[] } | { error: unknown }> {
  const ended = new Set<Job>()
  const control = new AbortController()
  const stopRenewing = keepLease(deps, set, control)
  try {
    const reply = await set.kind.run({
      scope: scopeOf(deps, set),
      jobs: set.jobs,
      signal: AbortSignal.any([control.signal, deps.stopping]),
      async complete(db: Db, jobs: readonly Job[] = set.jobs) {
        await completeJobs(db, set.tenant_id, jobs)
        for (const job of jobs) ended.add(job)
      },
    })
    const outcomes = reply === 'done' ? set.jobs.map((): JobOutcome => ({ outcome: 'done' })) : reply
    assert(outcomes.length === set.jobs.length, `${set.kind.kind} answers once for each job`)
    deps.observe({ event: 'finished', kind: set.kind.kind, outcome: 'done', count: ended.size })
    const pairs = set.jobs.map((job, index) => ({ job, outcome: present(outcomes[index], 'an outcome') }))
    return { pairs: pairs.filter(({ job }) => !ended.has(job)) }
  } catch (error) {
    return { error }
  } finally {
    stopRenewing()
  }
}

const scopeOf = (deps: SetDeps, set: JobSet): OpenScope => ({
  tenant_id: set.tenant_id,
  actor,
  deadline_at: plusMs(set.world.now(), deps.lease_ms),
  request_id: newId('req', deps.world),
  world: set.world,
})

/** Prolongs the lease for as long as the work goes on, and aborts the work when the claim is lost. */
function keepLease(deps: SetDeps, set: JobSet, control: AbortController): () => void {
  let cancel = (): void => undefined
  let isOver = false
  const prolong = async (): Promise<void> => {
    try {
      const held = await renew(deps, set)
      // Jobs that were completed on the way are not held any more either: only a set that lost all is lost.
      if (held.length === 0 && !isOver) control.abort()
    } catch {
      // The database cannot be reached: the lease may run out, and then the fence decides.
    }
    if (!isOver) wait()
  }
  const wait = (): void => {
    cancel = deps.world.after(deps.lease_ms / 3, () => void prolong())
  }
  wait()
  return () => {
    isOver = true
    cancel()
  }
}

const renew = (deps: SetDeps, set: JobSet): Promise<Id<'job'>[]> =>
  deps.db.withTenant(set.tenant_id, (tx) =>
    renewJobs(tx, set.tenant_id, set.jobs, plusMs(deps.world.now(), deps.lease_ms)),
  )

async function record(deps: SetDeps, set: JobSet, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return
  const finished = pairs.map(({ job, outcome }) => finish(set, job, outcome))
  const believed = await deps.db.withTenant(set.tenant_id, (tx) => finishJobs(tx, set.tenant_id, finished))
  const ids = new Set(believed)
  const kind = set.kind.kind
  for (const outcome of ['done', 'retry', 'again', 'dead'] as const) {
    const count = finished.filter((job) => job.outcome === outcome && ids.has(job.id)).length
    deps.observe({ event: 'finished', kind, outcome, count })
  }
  deps.observe({ event: 'stale', kind, count: finished.length - ids.size })
}

function finish(set: JobSet, { id, fence, attempts }: Job, outcome: JobOutcome): FinishedJob {
  const row = (to: FinishedJob['outcome'], run_at: Instant | null, why: string | null): FinishedJob => ({
    id,
    fence,
    outcome: to,
    run_at,
    fault: why === null ? null : redact(why).slice(0, FAULT_CHARS_MAX),
  })
  switch (outcome.outcome) {
    case 'done':
      return row('done', null, null)
    case 'again':
      return row('again', outcome.run_at, null)
    case 'dead':
      return row('dead', null, outcome.why)
    case 'retry': {
      const wait_ms = set.kind.retry_ms[attempts - 1]
      return wait_ms === undefined
        ? row('dead', null, outcome.why)
        : row('retry', plusMs(set.world.now(), wait_ms), outcome.why)
    }
  }
}
