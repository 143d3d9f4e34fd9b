import type { Id } from '../../../kernel/id.ts'
import type { Database } from '../../../platform/db/database.ts'
import { type Job, type JobKind, type JobOutcome, OWN_FAULTS_RETRY_MS } from '../../../platform/jobs/job.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { AskProvider } from './ask_provider.ts'
import { ASK_JOB, askAgainAt } from './record_answer.ts'
import { findVerification } from './store.ts'
import { askOnce } from './verify_payee.ts'

type Deps = { readonly db: Database; readonly ask: AskProvider }

/** Asks again about payees of whom nobody has answered yet. */
export const payeeJobs = (deps: Deps): JobKind[] => [
  {
    kind: ASK_JOB,
    retry_ms: OWN_FAULTS_RETRY_MS,
    batch_max: 10,
    run: ({ scope, jobs }) => Promise.all(jobs.map((job) => askAgain(deps, scope, job))),
  },
]

async function askAgain(deps: Deps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { verification: id } = JSON.parse(job.body) as { verification: Id<'pvf'> }
  const { tenant_id } = scope
  const found = await deps.db.withTenant(tenant_id, (tx) => findVerification(tx, tenant_id, id))
  if (found === undefined || found.state === 'completed') return { outcome: 'done' }
  const after = await askOnce(deps, scope, found)
  if (after.state === 'completed') return { outcome: 'done' }
  const run_at = askAgainAt(after.asked, scope.world.now())
  return run_at === undefined ? { outcome: 'done' } : { outcome: 'again', run_at }
}
