import { present } from '../../kernel/assert.ts'
import { type Instant, instantText, pause, plusMs } from '../../kernel/world.ts'
import type { JobKind, JobOutcome, JobWork } from '../../platform/jobs/job.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import type { Waits } from '../../platform/waits.ts'
import { redact } from '../../platform/telemetry/scan.ts'
import { sandboxFacts } from './facts.ts'
import type { SandboxDeps } from './index.ts'
import { ADVANCE_JOB, FAULT_CHARS_MAX, FAULT_PAUSE_MS, FAULTS_IN_A_ROW_MAX, TOLD_EVERY_MS } from './limits.ts'
import { createSettle } from './settle.ts'
import { standing } from './standing.ts'
import { type Advance, openAdvance, saveArrival, saveFault, saveStep } from './store.ts'

/** With whom to tell of an arrival: whoever holds a line for it. */
type Deps = SandboxDeps & { readonly arrivals: Waits<string> }

/**
 * The job that moves a sandbox's clock. It needs a worker of its own: jobs of a sandbox come one after the other, and the
 * ones that are due on the way would wait for this one.
 */
export const advanceJob = (deps: Deps): JobKind => ({
  kind: ADVANCE_JOB,
  // By the tenant's clock, which stands: a lost worker's move is taken up at once when its lease has run out.
  retry_ms: Array.from({ length: 100 }, () => 0),
  batch_max: 1,
  run: async (work) => [await keepTrying(deps, work)],
})

/** A fault of ours is no reason to stop half-way: the clock stands meanwhile, and nobody's time goes by. */
async function keepTrying(deps: Deps, work: JobWork): Promise<JobOutcome> {
  const { tenant_id } = work.scope
  const job = present(work.jobs[0], 'the move')
  const again: JobOutcome = { outcome: 'again', run_at: job.run_at }
  for (let faults = 0; faults < FAULTS_IN_A_ROW_MAX && !work.signal.aborted; faults++) {
    const move = await deps.db.withTenant(tenant_id, (tx) => openAdvance(tx, tenant_id))
    if (move === undefined) return { outcome: 'done' }
    try {
      return (await liveThrough(deps, work, move)) === 'arrived' ? { outcome: 'done' } : again
    } catch (error) {
      const why = redact(String(error)).slice(0, FAULT_CHARS_MAX)
      await deps.db.withTenant(tenant_id, (tx) => saveFault(tx, tenant_id, move.id, why))
      await pause(deps.world, FAULT_PAUSE_MS[Math.min(faults, FAULT_PAUSE_MS.length - 1)] ?? 0)
    }
  }
  return again
}

/**
 * Lives through a sandbox's time in order. At each moment: the card world does what it has to and calls back, then what is
 * due here is done, with everything that follows from it at the same moment; then the clock goes to the next moment at which
 * anything is due. What it has reached is in the database after each step, so whoever comes next goes on from there.
 */
async function liveThrough(deps: Deps, work: JobWork, move: Advance): Promise<'arrived' | 'stopped'> {
  const settle = createSettle(deps, work.scope)
  let at = await stand(deps, work.scope, move)
  let told_at = move.told_at
  for (;;) {
    if (work.signal.aborted) return 'stopped'
    const { undelivered, next: due } = await settle(at, move.target_at)
    if (at >= move.target_at) break
    const next = due === null || due <= at || due > move.target_at ? move.target_at : due
    const is_told = next >= plusMs(told_at, TOLD_EVERY_MS)
    await step(deps, work.scope, move, { at, next, told_from: is_told ? told_at : null, undelivered })
    if (is_told) told_at = next
    at = next
  }
  return arrive(deps, work, move, { at, told_at })
}

/** The clock stands where it is; the card world's too. */
async function stand(deps: SandboxDeps, scope: OpenScope, move: Advance): Promise<Instant> {
  const { db, tenant_id } = { db: deps.db, tenant_id: scope.tenant_id }
  const clock = present((await readClocks(db, [tenant_id])).get(tenant_id), 'the clock of a sandbox')
  let at = clock.frozen_at
  if (at === null) {
    at = move.from_at
    await db.withTenant(tenant_id, (tx) =>
      deps.auth.stepClock(
        { ...standing(scope, deps.world, move.from_at), db: tx },
        { from: move.from_at, to: move.from_at, is_frozen: true, told_from: null },
      ),
    )
    at = (await readClocks(db, [tenant_id])).get(tenant_id)?.frozen_at ?? move.from_at
  }
  await deps.simulator?.setClock(standing(scope, deps.world, at), { frozen_at: at, offset_us: 0 })
  return at
}

type Step = {
  readonly at: Instant
  readonly next: Instant
  readonly told_from: Instant | null
  readonly undelivered: number
}

async function step(
  { db, world, auth }: SandboxDeps,
  scope: OpenScope,
  { id }: Advance,
  { at, next, told_from, undelivered }: Step,
): Promise<void> {
  const { tenant_id } = scope
  await db.withTenant(tenant_id, async (tx) => {
    const moment = { ...standing(scope, world, next), db: tx }
    await saveStep(tx, tenant_id, id, { told_at: told_from === null ? null : next, undelivered })
    const isMoved = await auth.stepClock(moment, { from: at, to: next, is_frozen: true, told_from })
    if (!isMoved) throw new Error('somebody else moved the clock')
  })
}

async function arrive(
  deps: Deps,
  work: JobWork,
  move: Advance,
  { at, told_at }: { at: Instant; told_at: Instant },
): Promise<'arrived'> {
  const { tenant_id } = work.scope
  const { db, world, auth } = deps
  const { id: tenant } = await auth.ownTenant(work.scope)
  await db.withTenant(tenant_id, async (tx) => {
    const moment = { ...standing(work.scope, world, at), db: tx }
    const told_from = told_at < at ? told_at : null
    await auth.stepClock(moment, { from: at, to: at, is_frozen: !move.resumes, told_from })
    await work.complete(tx)
    const steps = await saveArrival(tx, tenant_id, move.id, world.now())
    if (steps !== undefined) await appendFacts(tx, moment, [arrivedFact(tenant, move, at, steps)])
  })
  deps.work().wakeListeners(tenant_id)
  const clock = (await readClocks(db, [tenant_id])).get(tenant_id)
  if (clock !== null && clock !== undefined) await deps.simulator?.setClock(work.scope, clock)
  deps.arrivals.tell(move.id)
  return 'arrived'
}

const arrivedFact = (tenant: string, { from_at }: Advance, at: Instant, steps: number) =>
  sandboxFacts.fact('sandbox.clock_advanced', tenant, {
    object: { id: tenant, from: instantText(from_at), to: instantText(at), steps },
  })
