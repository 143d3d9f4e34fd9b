import type { Id } from '../../../kernel/id.ts'
import { dayOf, startOfDay } from '../../../kernel/world.ts'
import { type Job, type JobKind, type JobOutcome, OWN_FAULTS_RETRY_MS } from '../../../platform/jobs/job.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { plusDays } from '../calendars/days.ts'
import { changeMandate } from './change_mandate.ts'
import { LAPSE_JOB } from './create_mandate.ts'
import type { MandateDeps } from './deps.ts'
import { mandateMachine } from './mandate.machine.ts'
import { findMandate } from './store.ts'

/** Lets mandates lapse that nothing was collected under for 36 months. */
export const mandateJobs = (deps: MandateDeps): JobKind[] => [
  {
    kind: LAPSE_JOB,
    retry_ms: OWN_FAULTS_RETRY_MS,
    batch_max: 50,
    run: ({ scope, jobs }) => Promise.all(jobs.map((job) => lapse(deps, scope, job))),
  },
]

async function lapse(deps: MandateDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { mandate: id } = JSON.parse(job.body) as { mandate: Id<'man'> }
  const { tenant_id } = scope
  return deps.db.withTenant(tenant_id, async (db): Promise<JobOutcome> => {
    const found = await findMandate(db, tenant_id, id, { is_locked: true })
    if (typeof found?.lapses_on !== 'string') return { outcome: 'done' }
    if (mandateMachine.terminal().includes(found.state)) return { outcome: 'done' }
    // Something was collected meanwhile, so the day has moved.
    if (dayOf(scope.world.now()) <= found.lapses_on)
      return { outcome: 'again', run_at: startOfDay(plusDays(found.lapses_on, 1)) }
    const because = 'Nothing was collected under it for 36 months.'
    await changeMandate(deps, { ...scope, db }, id, { event: 'lapse', because })
    return { outcome: 'done' }
  })
}
