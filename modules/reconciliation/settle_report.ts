import { present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { SettlementOperation } from '../payments/index.ts'
import type { Account } from '../rails/index.ts'
import { bookLines } from './book_lines.ts'
import { referenceOf } from './break.ts'
import type { ReconciliationDeps } from './deps.ts'
import { findDisputes } from './find_disputes.ts'
import { CANDIDATES_MAX, LINES_PER_BOOKING_MAX } from './limits.ts'
import { type Known, type MatchedLine, matchLines } from './match_lines.ts'
import { type AccountPlan, movementsOf, planAccounts } from './movements.ts'
import { linesOfRaw } from './read_report.ts'
import { subjectOf } from './claim.ts'
import type { ReadLine, Settlement } from './settlement.ts'
import { findOpenBreaks } from './store_breaks.ts'
import { findClaims, findOpenByAmount } from './store_claims.ts'
import { readRaw } from './store_reports.ts'

/**
 * Matches and books a received report, from where it stands, in as few transactions as its length allows. A repeat, or a
 * second worker at the same time, books nothing twice. Claims must have been read before (`sync_claims.ts`).
 */
export async function settleReport(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
  settlement: Settlement,
): Promise<void> {
  if (settlement.state !== 'received') return
  const { tenant_id } = scope
  const raw = await deps.db.withTenant(tenant_id, (db) => readRaw(db, tenant_id, settlement.id))
  const lines = linesOfRaw(present(raw, 'the text of a stored report'))
  const accounts = planAccounts(deps.payments.ledgerAccounts, tenant_id, account.id, settlement.currency)
  let from = settlement.lines_booked
  do {
    const part = lines.slice(from, from + LINES_PER_BOOKING_MAX)
    const matched = matchLines(part, await look(deps, scope, account, settlement, part))
    await openAccounts(deps, scope, settlement, accounts, matched)
    if (!(await bookLines(deps, scope, { settlement, accounts, matched, from }))) return
    from += part.length
  } while (from < lines.length)
}

/** The accounts that the lines move money between, opened where nobody has yet. */
async function openAccounts(
  deps: ReconciliationDeps,
  scope: OpenScope,
  settlement: Settlement,
  accounts: AccountPlan,
  matched: readonly MatchedLine[],
): Promise<void> {
  for (const one of matched) movementsOf(scope.tenant_id, settlement, accounts, one)
  const planned = [...accounts.used.values()]
  for (let first = 0; first < planned.length; first += 1_000) {
    const opened = await deps.payments.parties.ensureAccounts(scope, planned.slice(first, first + 1_000))
    if (!opened.ok) throw new Error(`accounts of a settlement cannot be opened: ${opened.error.code}`)
  }
}

async function look(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
  { currency }: Settlement,
  lines: readonly ReadLine[],
): Promise<Known> {
  const { tenant_id } = scope
  const operations = await findOperations(deps, scope, account.id, currency, lines)
  const disputes = await findDisputes(deps, scope, account.id, lines)
  const uuids = [
    ...new Set([
      ...[...operations.values()].map(({ id }) => id),
      ...[...disputes.values()].map(({ transfer_uuid }) => transfer_uuid),
    ]),
  ]
  const [claims, breaks] = await deps.db.withTenant(
    tenant_id,
    async (db) =>
      [
        await findClaims(db, tenant_id, uuids),
        (await findOpenBreaks(db, tenant_id, uuids)).filter((one) => one.currency === currency),
      ] as const,
  )
  return { account, currency, operations, disputes, claims, breaks }
}

/** By our reference, else by the acquirer's among what is open in the same amount. */
async function findOperations(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Id<'aca'>,
  currency: Settlement['currency'],
  lines: readonly ReadLine[],
): Promise<Map<number, SettlementOperation>> {
  const found = new Map<number, SettlementOperation>()
  const named = await deps.payments.operationsByReference(
    scope,
    lines.map(({ operation_reference }) => operation_reference),
  )
  for (const [index, operation] of named.entries())
    if (operation !== undefined) found.set(lines[index]?.number ?? 0, operation)
  const rest = lines.filter((line) => !found.has(line.number) && line.acquirer_reference !== null)
  if (rest.length === 0) return found
  const candidates = await deps.db.withTenant(scope.tenant_id, (db) =>
    findOpenByAmount(db, scope.tenant_id, {
      account,
      currency,
      limit: CANDIDATES_MAX,
      amounts: [...new Set(rest.map(({ gross }) => gross))],
    }),
  )
  const operations = await deps.payments.operationsByReference(
    scope,
    candidates.map((claim) => referenceOf(subjectOf(claim))),
  )
  const taken = new Set([...found.values()].map(({ id }) => id))
  for (const line of rest) {
    const fitting = operations.filter(
      (one, place) =>
        one?.acquirer_reference === line.acquirer_reference &&
        candidates[place]?.amount === line.gross &&
        !taken.has(one?.id ?? ''),
    )
    const [only, other] = fitting
    // Two that fit equally well: a person has to say which.
    if (only === undefined || other !== undefined) continue
    taken.add(only.id)
    found.set(line.number, only)
  }
  return found
}
