import { ok } from '../../kernel/result.ts'
import { assignBreak, resolveBreak, writeOffBreak } from './close_break.ts'
import type { ReconciliationDeps } from './deps.ts'
import { reconciliationErrors } from './errors.ts'
import { fetchReportJob } from './fetch_report.ts'
import type { Reconciliation } from './index.ts'
import { matchingJobs } from './matching/jobs.ts'
import { createMatching } from './matching/matching.ts'
import { followPayments } from './on_payment_told.ts'
import { createStatements, statementJobs } from './statements/statements.ts'
import { findBreak, listBreaks, sumOpenBreaks } from './store_breaks.ts'
import { listLines } from './store_lines.ts'
import { listProofs } from './store_proofs.ts'
import { findReport, listReports } from './store_reports.ts'

/** Puts reconciliation together. */
export function createReconciliation(deps: ReconciliationDeps): Reconciliation {
  const { db } = deps
  const matching = createMatching(deps)
  const statements = { db, audit: deps.audit, rails: deps.bank_files, loaded: matching.statementsLoaded }
  return {
    ...createStatements(statements),
    matching,
    jobs: [fetchReportJob(deps), ...statementJobs(statements), ...matchingJobs(deps)],
    follow: (bus) => followPayments(bus, deps),
    async findSettlement({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => findReport(tx, tenant_id, id))
      return found === undefined ? reconciliationErrors.fail('settlement_not_found') : ok(found)
    },
    listSettlements: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listReports(tx, tenant_id, filter, page)),
    listLines: ({ tenant_id }, id, page) =>
      db.withTenant(tenant_id, (tx) => listLines(tx, tenant_id, id, page)),
    async findBreak({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => findBreak(tx, tenant_id, id))
      return found === undefined ? reconciliationErrors.fail('break_not_found') : ok(found)
    },
    listBreaks: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listBreaks(tx, tenant_id, filter, page)),
    sumOpenBreaks: ({ tenant_id }) => db.withTenant(tenant_id, (tx) => sumOpenBreaks(tx, tenant_id)),
    resolveBreak: (scope, id, note) => resolveBreak(deps, scope, id, note),
    assignBreak: (scope, id, owner) => assignBreak(deps, scope, id, owner),
    writeOffBreak: (scope, id, command) => writeOffBreak(deps, scope, id, command),
    proofs: ({ tenant_id }, asked) => db.withTenant(tenant_id, (tx) => listProofs(tx, tenant_id, asked)),
  }
}
