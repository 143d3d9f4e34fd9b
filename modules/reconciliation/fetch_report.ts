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
  LOOK_BACK_DAYS_MAX,
  NOT_READY_PAUSE_MS,
  REPORT_AFTER_MS,
  REPORT_DAYS_MAX,
} from './limits.ts'
import { askAgain, questionsOf } from './ask_again.ts'
import { explainEarlyLines } from './explain_early_lines.ts'
import { hearOfDisputes } from './find_disputes.ts'
import { openMissing, proveReceivable } from './look_after.ts'
import { offsetTakenBack } from './offset_claims.ts'
import { receiveReport } from './receive_report.ts'
import { plusDays } from './settlement_rules.ts'
import { settleReport } from './settle_report.ts'
import { hasOpenClaims } from './store_claims.ts'
import { latestReportDay, listUnfinished } from './store_reports.ts'
import { receivablesOf, syncClaims } from './sync_claims.ts'

/**
 * The report of one day of one acquirer account. `looks_back`: nobody followed the account until now, so the reports of the
 * days since its newest are looked for too.
 */
export type FetchBody = {
  readonly account: Id<'aca'>
  readonly day: Day
  readonly looks_back?: boolean
}

/** The job of a day: it runs once the report should be there. While one waits, a second one changes nothing. */
export const fetchJobOf = ({ account, day, looks_back = false }: FetchBody, now: Instant) => {
  const due = plusMs(startOfDay(day), REPORT_AFTER_MS)
  return {
    kind: FETCH_JOB,
    unique_key: `${account}:${day}`,
    run_at: due > now ? due : now,
    body: { account, day, looks_back },
  }
}

/**
 * Fetches a day's report, books it, and looks after what no report has named. A report that is not there is asked for
 * again, more rarely once its day is over, and some days later the day is taken for one without a report. The job of the
 * next day follows while anything is owed, or a report contradicts our books. A repeat books nothing twice.
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
  return settleDay(deps, scope, account, body)
}

async function settleDay(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
  { day, looks_back = false }: FetchBody,
): Promise<JobOutcome> {
  const missed = looks_back ? await fetchMissed(deps, scope, account.id, day) : nothing
  if (missed.kind === 'failed') return { outcome: 'retry', why: missed.why }
  const fetched = await fetchAll(deps, scope, account.id, day)
  if (fetched.kind === 'failed') return { outcome: 'retry', why: fetched.why }
  const reports = [...missed.reports, ...fetched.reports]
  await hearOfDisputes(deps, scope, account.id, reports)
  // Claims are read after the report was: whatever it names was booked before, or is not yet.
  await syncAll(deps, scope, account.id)
  const { tenant_id } = scope
  for (const one of await deps.db.withTenant(tenant_id, (db) => listUnfinished(db, tenant_id, account.id)))
    await settleReport(deps, scope, account, one)
  await explainEarlyLines(deps, scope, account)
  for (const report of reports)
    await settleReport(deps, scope, account, await receiveReport(deps, scope, account.id, report))
  const asked = await askAgain(deps, scope, account.id)
  if (asked > 0) {
    await syncAll(deps, scope, account.id)
    await explainEarlyLines(deps, scope, account)
  }
  for (const receivable of await receivablesOf(deps, scope, account.id)) {
    await offsetTakenBack(deps, scope, receivable)
    await openMissing(deps, scope, receivable)
    await proveReceivable(deps, scope, receivable)
  }
  return next(deps, scope, { account: account.id, day }, fetched.reports.length > 0)
}

async function syncAll(deps: ReconciliationDeps, scope: OpenScope, account: Id<'aca'>): Promise<void> {
  for (const receivable of await receivablesOf(deps, scope, account))
    await syncClaims(deps, scope, receivable)
}

type Fetched =
  | { readonly kind: 'reports'; readonly reports: readonly SettlementReport[] }
  | { readonly kind: 'failed'; readonly why: string }

const nothing: Fetched = { kind: 'reports', reports: [] }

/** Of the days between the newest report and this one: an acquirer may have settled what we had not heard of. */
async function fetchMissed(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Id<'aca'>,
  day: Day,
): Promise<Fetched> {
  const { tenant_id } = scope
  const latest = await deps.db.withTenant(tenant_id, (tx) => latestReportDay(tx, tenant_id, account, day))
  const earliest = plusDays(day, -LOOK_BACK_DAYS_MAX)
  const reports: SettlementReport[] = []
  if (latest === null) return nothing
  let missed = plusDays(latest < earliest ? earliest : latest, 1)
  for (; missed < day; missed = plusDays(missed, 1)) {
    const found = await fetchAll(deps, scope, account, missed)
    if (found.kind === 'failed') return found
    reports.push(...found.reports)
  }
  return { kind: 'reports', reports }
}

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
    const isOpen =
      (await hasOpenClaims(tx, tenant_id, account)) ||
      (await questionsOf({ ...scope, db: tx }, account)).length > 0
    if (isOpen && (isThere || isOver))
      await schedule(tx, scope, [fetchJobOf({ account, day: plusDays(day, 1) }, now)])
  })
  if (isThere || dayOf(now) >= plusDays(day, REPORT_DAYS_MAX)) return { outcome: 'done' }
  return { outcome: 'again', run_at: plusMs(now, isOver ? LATE_PAUSE_MS : NOT_READY_PAUSE_MS) }
}
