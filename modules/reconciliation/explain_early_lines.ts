import type { OpenScope, Scope } from '../../platform/scope.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { SettlementOperation } from '../payments/index.ts'
import type { Account } from '../rails/index.ts'
import { breakJson, type NewBreak, referenceOf } from './break.ts'
import { subjectOf } from './claim.ts'
import type { ReconciliationDeps } from './deps.ts'
import { reconciliationFacts } from './facts.ts'
import { derivedId } from './ids.ts'
import { EARLY_PER_LOOK_MAX } from './limits.ts'
import { type MatchedLine, matchLines } from './match_lines.ts'
import { movementsOf, planAccounts } from './movements.ts'
import { postJoined } from './store_posting.ts'
import { openedFact } from './receive_report.ts'
import { netOf, type Settlement } from './settlement.ts'
import { closeBreaks, insertBreaks } from './store_breaks.ts'
import { closeClaims, lockCursor } from './store_claims.ts'
import { type EarlyLine, findEarlyLines } from './store_early_lines.ts'

/**
 * Lines that came before we knew what had become of their operation: their money waits in the suspense account, and now
 * the ledger claims it. Each is settled from there, and its break closed. A repeat finds nothing. Returns how many.
 */
export async function explainEarlyLines(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
): Promise<number> {
  const { tenant_id } = scope
  const early = await deps.db.withTenant(tenant_id, (db) =>
    findEarlyLines(db, tenant_id, account.id, EARLY_PER_LOOK_MAX),
  )
  if (early.length === 0) return 0
  const operations = await deps.payments.operationsByReference(
    scope,
    early.map(({ claim }) => referenceOf(subjectOf(claim))),
  )
  let count = 0
  for (const [index, one] of early.entries()) {
    const operation = operations[index]
    if (operation !== undefined && (await settleEarly(deps, scope, account, one, operation))) count++
  }
  return count
}

/** What the line would have been, had it come in time; of its money, what was put aside is there already. */
function rematch(account: Account, { line, claim }: EarlyLine, operation: SettlementOperation): MatchedLine {
  const known = {
    account,
    currency: claim.currency,
    breaks: [],
    operations: new Map([[line.number, operation]]),
    disputes: new Map(),
    claims: new Map([[claim.id, claim]]),
  }
  const [matched] = matchLines([line], known)
  const inTime = matched as MatchedLine
  return { ...inTime, suspended: inTime.suspended - netOf(line) }
}

async function settleEarly(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
  early: EarlyLine,
  operation: SettlementOperation,
): Promise<boolean> {
  const { tenant_id } = scope
  const { claim, line } = early
  const settlement = { id: early.report, currency: claim.currency }
  const accounts = planAccounts(deps.payments.ledgerAccounts, tenant_id, account.id, claim.currency)
  const matched = rematch(account, early, operation)
  const transfers = movementsOf(tenant_id, settlement, accounts, matched).map((order) => ({
    ...order,
    // The line's own ids are taken by what put its money aside.
    id: derivedId('trf', tenant_id, early.report, line.number, order.code, 'in time'),
  }))
  const opened = await deps.payments.parties.ensureAccounts(scope, [...accounts.used.values()])
  if (!opened.ok) throw new Error(`accounts of a settlement cannot be opened: ${opened.error.code}`)
  return deps.db.withTenant(tenant_id, async (db) => {
    const joined: Scope = { ...scope, db }
    await lockCursor(db, tenant_id, account.id, claim.currency)
    const closing = { ids: [claim.id], report: early.report, lines: [line.number] }
    if ((await closeClaims(db, tenant_id, scope.world.now(), closing)) === 0) return false
    const facts = await replaceBreak(joined, early, matched)
    if (matched.payment !== null && matched.settled !== 0n)
      await deps.payments.markSettled(joined, early.settled_on, [
        { payment: matched.payment, operation: matched.operation, amount: matched.settled },
      ])
    await postJoined(joined, transfers, { is_exact: true })
    await appendFacts(db, scope, [...facts, ...availableFacts(matched, settlement)])
    return true
  })
}

/** Closes the line's break; what is still off has one of its own from now on. */
async function replaceBreak(scope: Scope, early: EarlyLine, matched: MatchedLine) {
  const { db, tenant_id, world } = scope
  const { opens, operation, payment, merchant } = matched
  const now = world.now()
  const fresh: NewBreak[] =
    opens === null
      ? []
      : [
          {
            ...opens,
            account: early.claim.account,
            report: early.report,
            line: early.line.number,
            operation,
            payment,
            merchant,
            currency: early.claim.currency,
            opened_at: now,
            id: derivedId('brk', tenant_id, early.report, early.line.number, 'in time'),
          },
        ]
  const closed = await closeBreaks(db, tenant_id, now, {
    ids: [early.break_id],
    notes: ['Our books know of the operation by now.'],
    by: 'reconciliation',
    ledger_account: null,
  })
  await insertBreaks(db, tenant_id, now, fresh)
  return [
    ...closed.map((one) =>
      reconciliationFacts.fact('reconciliation.break_resolved', one.id, { object: breakJson(one, now) }),
    ),
    ...fresh.map(openedFact),
  ]
}

const availableFacts = (
  { merchant, available }: MatchedLine,
  { id, currency }: Pick<Settlement, 'id' | 'currency'>,
) =>
  merchant === null || available === 0n
    ? []
    : [
        reconciliationFacts.fact('reconciliation.merchant_balance_available', merchant, {
          object: { merchant, settlement: id, amount: { value: String(available), currency } },
        }),
      ]
