import { ok } from '../../kernel/result.ts'
import { answerDispute } from './answer_dispute.ts'
import type { DisputesDeps } from './deps.ts'
import { disputeErrors } from './errors.ts'
import { gatherEvidence } from './evidence_package.ts'
import { followPayments } from './follow.ts'
import { giveEvidence } from './give_evidence.ts'
import { hearCase } from './hear.ts'
import type { Disputes } from './index.ts'
import { disputeJobs } from './jobs.ts'
import { matchLines } from './match.ts'
import { readMonitoring } from './monitoring.ts'
import { countDue, findDispute, listDisputes } from './store.ts'
import { watchAccount } from './watch.ts'

/** Puts disputes together. */
export function createDisputes(deps: DisputesDeps): Disputes {
  const { db } = deps
  const find: Disputes['find'] = async ({ tenant_id }, id) => {
    const found = await db.withTenant(tenant_id, (tx) => findDispute(tx, tenant_id, id))
    return found === undefined ? disputeErrors.fail('dispute_not_found') : ok(found)
  }
  return {
    async hear(scope, account, news) {
      await hearCase(deps, scope, account, news.case)
      return true
    },
    watch: (scope, account) => watchAccount(deps, scope, account),
    find,
    list: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listDisputes(tx, tenant_id, filter, page)),
    countDue: ({ tenant_id, world }) =>
      db.withTenant(tenant_id, (tx) => countDue(tx, tenant_id, world.now())),
    async evidence(scope, id) {
      const found = await find(scope, id)
      return found.ok ? ok(await gatherEvidence(deps, scope, found.value)) : found
    },
    giveEvidence,
    answer: (scope, id, kind, stage) => answerDispute(deps, scope, id, kind, stage),
    match: (scope, lines) => matchLines(deps, scope, lines),
    monitoring: (scope, month) => readMonitoring(deps, scope, month),
    follow: (bus) => followPayments(bus, deps),
    jobs: disputeJobs(deps),
  }
}
