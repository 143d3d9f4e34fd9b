import type { Id } from '../../kernel/id.ts'
import { plusMs } from '../../kernel/world.ts'
import { type Job, type JobKind, type JobOutcome, OWN_FAULTS_RETRY_MS } from '../../platform/jobs/job.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { resume } from './answer_dispute.ts'
import { applyChange } from './apply.ts'
import type { DisputesDeps } from './deps.ts'
import {
  DEADLINE_JOB,
  INQUIRIES_MAX,
  INQUIRY_JOB,
  INQUIRY_PAUSE_MS,
  WATCH_JOB,
  WATCH_PAUSE_MS,
} from './limits.ts'
import { factAbout } from './render_dispute.ts'
import type { Deadline } from './schedule.ts'
import { findDispute } from './store.ts'
import { findOperation } from './store_operations.ts'
import { watchAccount } from './watch.ts'

export const disputeJobs = (deps: DisputesDeps): JobKind[] => [
  each(DEADLINE_JOB, (scope, job) => meetDeadline(deps, scope, JSON.parse(job.body) as Deadline)),
  each(INQUIRY_JOB, (scope, job) => inquire(deps, scope, job)),
  { ...each(WATCH_JOB, (scope, job) => watch(deps, scope, job)), poll_ms: WATCH_PAUSE_MS },
]

async function watch(deps: DisputesDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { account } = JSON.parse(job.body) as { account: Id<'aca'> }
  await watchAccount(deps, scope, account)
  return { outcome: 'again', run_at: plusMs(scope.world.now(), WATCH_PAUSE_MS) }
}

const each = (kind: string, run: (scope: OpenScope, job: Job) => Promise<JobOutcome>): JobKind => ({
  kind,
  retry_ms: OWN_FAULTS_RETRY_MS,
  batch_max: 20,
  run: ({ scope, jobs }) => Promise.all(jobs.map((job) => run(scope, job))),
})

/** Warns before a deadline, and ends what nobody answered. A stage that is over needs neither. */
async function meetDeadline(
  deps: DisputesDeps,
  scope: OpenScope,
  { dispute: id, stage, what }: Deadline,
): Promise<JobOutcome> {
  const { tenant_id, request_id } = scope
  const dispute = await deps.db.withTenant(tenant_id, (tx) => findDispute(tx, tenant_id, id as Id<'dsp'>))
  if (dispute?.state !== 'needs_response' || dispute.stage !== stage) return { outcome: 'done' }
  // An answer that is under way may still have come in time.
  if (dispute.open_operation !== null)
    return what === 'warn'
      ? { outcome: 'done' }
      : { outcome: 'again', run_at: plusMs(scope.world.now(), INQUIRY_PAUSE_MS) }
  if (what === 'expire')
    await applyChange(deps, scope, dispute, { event: 'expire', told: null, isLast: false })
  else
    await deps.db.withTenant(tenant_id, (tx) =>
      appendFacts(tx, scope, [factAbout('disputes.response_due', dispute, request_id)]),
    )
  return { outcome: 'done' }
}

async function inquire(deps: DisputesDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { operation: id } = JSON.parse(job.body) as { operation: string }
  const { tenant_id } = scope
  const operation = await deps.db.withTenant(tenant_id, (tx) => findOperation(tx, tenant_id, id))
  if (operation?.state !== 'open') return { outcome: 'done' }
  const came = await resume(deps, scope, operation)
  if (!came.ok || came.value.open_operation !== id) return { outcome: 'done' }
  return job.attempts >= INQUIRIES_MAX
    ? { outcome: 'dead', why: 'the acquirer did not say whether the answer arrived; a person has to ask' }
    : { outcome: 'again', run_at: plusMs(scope.world.now(), INQUIRY_PAUSE_MS) }
}
