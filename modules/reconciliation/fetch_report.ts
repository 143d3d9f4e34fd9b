import type { Id } from '../../kernel/id.ts'
import { type Day, dayOf, type Instant, plusMs, startOfDay } from '../../kernel/world.ts'
import type { Job, JobKind, JobOutcome, JobWork } from '../../platform/jobs/job.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Account, SettlementReport } from '../rails/index.ts'
import type { ReconciliationDeps } from './deps.ts'
import {
  DAY_MS,
  FETCH_JOB,
  LATE_PAUSE_MS,
  NOT_READY_PAUSE_MS,
  REPORT_AFTER_MS,
  REPORT_DAYS_MAX,
} from './limits.ts'
import { explainEarlyLines } from './explain_early_lines.ts'
import { openMissing, proveReceivable } from './look_after.ts'
import { receiveReport } from './receive_report.ts'
import { plusDays } from './settlement_rules.ts'
import { settleReport } from './settle_report.ts'
import { hasOpenClaims } from './store_claims.ts'
import { listUnfinished } from './store_reports.ts'
import { receivablesOf, syncClaims } from './sync_claims.ts'

/** The report of one day of one acquirer account. */
export type FetchBody = { readonly account: Id<'aca'>; readonly day: Day }

/** The job of a day: it runs once the report should be there. While one waits, a second one changes nothing. */
export const fetchJobOf = ({ account, day }: FetchBody, now: Instant) => {
  const due = plusMs(startOfDay(day), REPORT_AFTER_MS)
  return {
    kind: FETCH_JOB,
    unique_key: `${account}:${day}`,
    run_at: due > now ? due : now,
    body: { account, day },
  }
}

/**
 * Fetches a day's report, books it, and looks after what no report has named. A report that is not there is asked for
 * again, more rarely once its day is over, and some days later the day is taken for one without a report. The job of the
 * next day follows while anything is owed. A repeat books nothing twice.
 */
export const fetchReportJob = (deps: ReconciliationDeps): JobKind => ({
  kind: FETCH_JOB,
  retry_ms: [60_000, 300_000, 900_000, 3_600_000, 3_600_000, LATE_PAUSE_MS, LATE_PAUSE_MS, DAY_MS, DAY_MS],
  batch_max: 10,
  async run(work) {
    const outcomes: JobOutcome[] = []
    for (const job of work.jobs) outcomes.push(await runDay(deps, work, job))
    return outcomes
  },
})

async function runDay(deps: ReconciliationDeps, { scope }: JobWork, job: Job): Promise<JobOutcome> {
  const body = JSON.parse(job.body) as FetchBody
  const account = (await deps.rails.accounts(scope)).find(({ id }) => id === body.account)
  if (account === undefined) return { outcome: 'dead', why: 'there is no such acquirer account' }
  return settleDay(deps, scope, account, body.day)
}

async function settleDay(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
  day: Day,
): Promise<JobOutcome> {
  const fetched = await fetchAll(deps, scope, account.id, day)
  if (fetched.kind === 'failed') return { outcome: 'retry', why: fetched.why }
  // Claims are read after the report was: whatever it names was booked before, or is not yet.
  for (const receivable of await receivablesOf(deps, scope, account.id))
    await syncClaims(deps, scope, receivable)
  const { tenant_id } = scope
  for (const one of await deps.db.withTenant(tenant_id, (db) => listUnfinished(db, tenant_id, account.id)))
    await settleReport(deps, scope, account, one)
  await explainEarlyLines(deps, scope, account)
  for (const report of fetched.reports)
    await settleReport(deps, scope, account, await receiveReport(deps, scope, account.id, report))
  for (const receivable of await receivablesOf(deps, scope, account.id)) {
    await openMissing(deps, scope, receivable)
    await proveReceivable(deps, scope, receivable)
  }
  return next(deps, scope, { account: account.id, day }, fetched.reports.length > 0)
}

type Fetched =
  | { readonly kind: 'reports'; readonly reports: readonly SettlementReport[] }
  | { readonly kind: 'failed'; readonly why: string }

/** All of a day, one for each currency; none when the first is not ready. */
async function fetchAll(
  { rails }: ReconciliationDeps,
  scope: OpenScope,
  account: Id<'aca'>,
  day: Day,
): Promise<Fetched> {
  const first = await rails.fetchReport(scope, account, day)
  if (first.kind === 'failed') return first
  if (first.kind === 'not_ready') return { kind: 'reports', reports: [] }
  const reports: SettlementReport[] = [first.report]
  for (const currency of first.report.also_in ?? []) {
    const more = await rails.fetchReport(scope, account, day, currency)
    if (more.kind === 'failed') return more
    if (more.kind === 'not_ready') return { kind: 'failed', why: `the report in ${currency} is not ready` }
    reports.push(more.report)
  }
  return { kind: 'reports', reports }
}

async function next(
  { db }: ReconciliationDeps,
  scope: OpenScope,
  { account, day }: FetchBody,
  isThere: boolean,
): Promise<JobOutcome> {
  const { tenant_id, world } = scope
  const now = world.now()
  const isOver = dayOf(now) > day
  await db.withTenant(tenant_id, async (tx) => {
    const isFollowed = (isThere || isOver) && (await hasOpenClaims(tx, tenant_id, account))
    if (isFollowed) await schedule(tx, scope, [fetchJobOf({ account, day: plusDays(day, 1) }, now)])
  })
  if (isThere || dayOf(now) >= plusDays(day, REPORT_DAYS_MAX)) return { outcome: 'done' }
  return { outcome: 'again', run_at: plusMs(now, isOver ? LATE_PAUSE_MS : NOT_READY_PAUSE_MS) }
}
