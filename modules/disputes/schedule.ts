import { plusMs } from '../../kernel/world.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Dispute } from './dispute.ts'
import { DEADLINE_JOB, EXPIRE_LATE_MS } from './limits.ts'

export type Deadline = { readonly dispute: string; readonly stage: string; readonly what: 'warn' | 'expire' }

/** Plans the warning before a stage's deadline, and its end, by the tenant's clock. A repeat plans nothing twice. */
export async function scheduleDeadlines(
  scope: Scope,
  { id, stage, act_before, due_at }: Dispute,
): Promise<void> {
  const job = (what: Deadline['what'], run_at: Dispute['due_at']) => ({
    kind: DEADLINE_JOB,
    unique_key: `${id}:${stage}:${what}`,
    run_at,
    body: { dispute: id, stage, what } satisfies Deadline,
  })
  await schedule(scope.db, scope, [job('warn', act_before), job('expire', plusMs(due_at, EXPIRE_LATE_MS))])
}
