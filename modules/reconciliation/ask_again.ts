import type { Id } from '../../kernel/id.ts'
import { plusMs } from '../../kernel/world.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { ReconciliationDeps } from './deps.ts'
import { DAY_MS, QUESTION_DAYS_MAX, QUESTIONS_PER_LOOK_MAX } from './limits.ts'
import { findQuestions } from './store_early_lines.ts'

/**
 * Has acquirers asked about every operation that a report settles otherwise than our books say, and the payments corrected
 * by what they answer. What still differs after some days is a person's. A repeat asks again. Returns how many were asked.
 */
export async function askAgain(
  { db, payments }: Pick<ReconciliationDeps, 'db' | 'payments'>,
  scope: OpenScope,
  account: Id<'aca'>,
): Promise<number> {
  const operations = await db.withTenant(scope.tenant_id, (tx) => questionsOf({ ...scope, db: tx }, account))
  for (const operation of operations) await payments.recheck(scope, operation)
  return operations.length
}

/** Operations (UUIDs) that acquirers are still asked about. */
export const questionsOf = (
  { db, tenant_id, world }: Scope,
  account: Id<'aca'>,
): Promise<readonly string[]> =>
  findQuestions(db, tenant_id, {
    account,
    since: plusMs(world.now(), -QUESTION_DAYS_MAX * DAY_MS),
    limit: QUESTIONS_PER_LOOK_MAX,
  })
