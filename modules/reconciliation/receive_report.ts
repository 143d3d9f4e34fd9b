import type { Id } from '../../kernel/id.ts'
import { moneyText } from '../../kernel/money.ts'
import type { Fact } from '../../platform/outbox/fact.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { SettlementReport } from '../rails/index.ts'
import type { NewBreak } from './break.ts'
import type { ReconciliationDeps } from './deps.ts'
import { openedFact, reconciliationFacts } from './facts.ts'
import { derivedId } from './ids.ts'
import { type Read, readReport } from './read_report.ts'
import { type Settlement, settlementJson } from './settlement.ts'
import { findBreak, insertBreaks } from './store_breaks.ts'
import { findReport, insertReport } from './store_reports.ts'

/**
 * Keeps a report that was read. A report read twice is one: the stored one is answered, and nothing told. One that comes
 * again with other content is not booked again; a break says by how much it differs.
 */
export async function receiveReport(
  { db }: Pick<ReconciliationDeps, 'db'>,
  scope: OpenScope,
  account: Id<'aca'>,
  report: SettlementReport,
): Promise<Settlement> {
  const { tenant_id, world } = scope
  const read = readReport(tenant_id, account, report, world.now())
  const { settlement, raw } = read
  return db.withTenant(tenant_id, async (tx) => {
    const known = await findReport(tx, tenant_id, settlement.id)
    const isRestated = known !== undefined && known.sha256 !== settlement.sha256
    if (known !== undefined && !isRestated) return known
    const fresh = isRestated ? restated(scope, known, read) : faulty(scope, read)
    if (fresh !== undefined && (await findBreak(tx, tenant_id, fresh.id)) !== undefined)
      return known ?? settlement
    const facts: Fact[] = fresh === undefined ? [] : [openedFact(fresh)]
    if (known === undefined) {
      await insertReport(tx, tenant_id, settlement, raw)
      const object = settlementJson(settlement)
      facts.unshift(reconciliationFacts.fact('reconciliation.settlement_received', settlement.id, { object }))
    }
    await insertBreaks(tx, tenant_id, world.now(), fresh === undefined ? [] : [fresh])
    await appendFacts(tx, scope, facts)
    return known ?? settlement
  })
}

const aboutReport = ({ account, id: report, currency }: Settlement) => ({
  account,
  report,
  currency,
  line: null,
  operation: null,
  payment: null,
  merchant: null,
  suspended: 0n,
  pending: 0n,
})
const size = (value: bigint): bigint => (value < 0n ? -value : value)

function restated({ tenant_id, world }: OpenScope, known: Settlement, { settlement }: Read): NewBreak {
  return {
    ...aboutReport(known),
    id: derivedId('brk', tenant_id, 'restated', known.id, settlement.sha256),
    type: 'report_restated',
    reason: `The report came again with other content: its net is ${moneyText(settlement.net, settlement.currency)} now, and was ${moneyText(known.net, known.currency)}.`,
    amount_at_risk: size(settlement.net - known.net),
    opened_at: world.now(),
  }
}

function faulty({ tenant_id, world }: OpenScope, { settlement, fault }: Read): NewBreak | undefined {
  if (fault === undefined) return undefined
  return {
    ...aboutReport(settlement),
    id: derivedId('brk', tenant_id, 'total', settlement.id),
    type: 'report_total_differs',
    reason: `The report is put aside. ${fault.why}`,
    amount_at_risk: size(fault.off),
    opened_at: world.now(),
  }
}
