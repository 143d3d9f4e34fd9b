import type { Id } from '../../../kernel/id.ts'
import { ownOf } from '../../../kernel/own.ts'
import { dayOf, type Instant, plusMs, startOfDay } from '../../../kernel/world.ts'
import type { JobKind, NewJob } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { type Calendar, weekdays } from './calendar.ts'
import type { MatchingDeps } from './deps.ts'
import { healBinding } from './heal.ts'
import { MATCH_JOB, PROVE_AFTER_MS, PROVE_JOB } from './limits.ts'
import { withdrawStale } from './propose.ts'
import { proveAccount } from './prove_account.ts'
import { readItems } from './read_items.ts'
import { currentRulesIn } from './rules_in.ts'
import { runPasses } from './run_passes.ts'
import { findBinding } from './store_bindings.ts'

/** Of faults of our own, such as a lost database, or an account that is frozen for a while. */
const RETRY_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000]

/** While one waits, a second one changes nothing. */
export const matchJobOf = (account: Id<'rca'>): NewJob => ({
  kind: MATCH_JOB,
  body: { account },
  unique_key: account,
})

/** The proof of the next banking day after an instant: once for the day, in its morning. */
export function proveJobOf(account: Id<'rca'>, calendar: Calendar, now: Instant): NewJob {
  const day = calendar.addBankingDays(dayOf(now), 1)
  const run_at = plusMs(startOfDay(day), PROVE_AFTER_MS)
  return { kind: PROVE_JOB, body: { account }, unique_key: account, run_at }
}

export const calendarOf = ({ calendars }: Pick<MatchingDeps, 'calendars'>, name: string): Calendar =>
  ownOf(calendars ?? {}, name) ?? weekdays

/**
 * Reads what is new on both sides of a bound account, matches it, looks after the rest, and proves the account. A worker that
 * dies is taken up where it ended; a repeat does nothing.
 */
export async function reconcile(
  deps: MatchingDeps,
  scope: OpenScope,
  id: Id<'rca'>,
  isOver: () => boolean = () => false,
): Promise<void> {
  const { db } = deps
  const { binding, rules } = await db.withTenant(scope.tenant_id, async (tx) => ({
    binding: await findBinding(tx, scope.tenant_id, id),
    rules: await currentRulesIn({ ...scope, db: tx }),
  }))
  if (binding?.state !== 'active') return
  const run = { id, rules, calendar: calendarOf(deps, binding.calendar), isOver }
  await readItems(deps, scope, id)
  await runPasses(deps, scope, run)
  await healBinding(deps, scope, run)
  await withdrawStale(deps, scope, id)
  await proveAccount(deps, scope, id)
}

/** The same once a statement came, and once more each night, because what waited is late by then. */
export const matchingJobs = (deps: MatchingDeps): JobKind[] =>
  [MATCH_JOB, PROVE_JOB].map((kind) => ({
    kind,
    retry_ms: RETRY_MS,
    batch_max: 1,
    async run({ scope, jobs, signal }) {
      for (const { body } of jobs) {
        const { account } = JSON.parse(body) as { account: Id<'rca'> }
        await reconcile(deps, scope, account, () => signal.aborted)
        await planNight(deps, scope, account)
      }
      return 'done'
    },
  }))

/** The proof of the next banking day; while it waits, a second plan changes nothing. */
async function planNight(deps: MatchingDeps, scope: OpenScope, id: Id<'rca'>): Promise<void> {
  const { tenant_id, world } = scope
  await deps.db.withTenant(tenant_id, async (tx) => {
    const binding = await findBinding(tx, tenant_id, id)
    if (binding?.state !== 'active') return
    await schedule(tx, scope, [proveJobOf(id, calendarOf(deps, binding.calendar), world.now())])
  })
}
