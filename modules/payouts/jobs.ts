import type { Id } from '../../kernel/id.ts'
import {
  type Job,
  type JobKind,
  type JobOutcome,
  type JobWork,
  OWN_FAULTS_RETRY_MS,
} from '../../platform/jobs/job.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { endApproval } from './approvals/close_approval.ts'
import { CARRY_JOB, EXPIRE_JOB, ORDER_JOB, RECHECK_JOB } from './job_names.ts'
import { orderPayout } from './payouts/order_payout.ts'
import { recheckDestination } from './payouts/recheck_destination.ts'
import type { PayoutsParts } from './payouts.ts'
import { carryTransfer } from './transfers/carry_transfer.ts'

const DONE: JobOutcome = { outcome: 'done' }

/** What a worker does for payouts. */
export const payoutJobs = (parts: PayoutsParts): JobKind[] => [
  each(ORDER_JOB, async (scope, job) => {
    const { payout } = JSON.parse(job.body) as { payout: Id<'pyo'> }
    const came = await orderPayout(parts, scope, payout)
    return came.is_over ? DONE : { outcome: 'again', run_at: came.until }
  }),
  each(EXPIRE_JOB, (scope, job) => expire(parts, scope, job)),
  each(RECHECK_JOB, async (scope, job) => {
    const { bank_account } = JSON.parse(job.body) as { bank_account: Id<'bac'> }
    await recheckDestination(parts, scope, bank_account)
    return DONE
  }),
  each(CARRY_JOB, async (scope, job, work) => {
    const { transfer } = JSON.parse(job.body) as { transfer: Id<'itf'> }
    await carryTransfer(parts, scope, transfer, (db) => work.complete(db, [job]))
    return DONE
  }),
]

const each = (
  kind: string,
  run: (scope: OpenScope, job: Job, work: JobWork) => Promise<JobOutcome>,
): JobKind => ({
  kind,
  retry_ms: OWN_FAULTS_RETRY_MS,
  batch_max: 1,
  run: async (work) => {
    const outcomes: JobOutcome[] = []
    for (const job of work.jobs) outcomes.push(await run(work.scope, job, work))
    return outcomes
  },
})

/** Nobody agreed in time. A repeat finds it over. */
async function expire(parts: PayoutsParts, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { approval } = JSON.parse(job.body) as { approval: Id<'apv'> }
  await parts.db.withTenant(scope.tenant_id, async (db) => {
    const within = { ...scope, db }
    const because = 'Nobody agreed to it in time.'
    await appendFacts(db, within, await endApproval(parts, within, approval, { event: 'expire', because }))
  })
  return DONE
}
