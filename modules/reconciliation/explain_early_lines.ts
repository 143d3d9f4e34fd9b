import { closeTold } from './close_told.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Account } from '../rails/index.ts'
import { type NewBreak, referenceOf } from './break.ts'
import { subjectOf } from './claim.ts'
import type { ReconciliationDeps } from './deps.ts'
import { openedFact, reconciliationFacts } from './facts.ts'
import { derivedId } from './ids.ts'
import { EARLY_PER_LOOK_MAX } from './limits.ts'
import { findDisputes } from './find_disputes.ts'
import { type Known, type MatchedLine, matchLines } from './match_lines.ts'
import { movementsOf, planAccounts } from './movements.ts'
import { postJoined } from '../ledger/index.ts'
import { netOf, type Settlement } from './settlement.ts'
import { findBreak, findOpenBreaks, insertBreaks } from './store_breaks.ts'
import { closeClaims, findClaims, lockCursor } from './store_claims.ts'
import { type EarlyLine, findDisputeLines, findEarlyLines } from './store_early_lines.ts'

/** An early line, and the line it would have been, had it come in time. */
type Explained = { readonly early: EarlyLine; readonly inTime: MatchedLine }

/**
 * Lines that came before we knew what had become of their operation, or of their dispute: their money waits in the suspense
 * account, and now the ledger claims it. Each is settled from there, and its break closed. A repeat finds nothing. Returns
 * how many.
 */
export async function explainEarlyLines(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
): Promise<number> {
  const explained = [
    ...(await ofOperations(deps, scope, account)),
    ...(await ofDisputes(deps, scope, account)),
  ]
  let count = 0
  for (const one of explained) if (await settleEarly(deps, scope, account, one)) count++
  return count
}

async function ofOperations(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
): Promise<Explained[]> {
  const { tenant_id } = scope
  const early = await deps.db.withTenant(tenant_id, (db) =>
    findEarlyLines(db, tenant_id, account.id, EARLY_PER_LOOK_MAX),
  )
  if (early.length === 0) return []
  const subjects = early.map(({ claim }) => subjectOf(claim))
  const operations = await deps.payments.operationsByReference(scope, subjects.map(referenceOf))
  const breaks = await deps.db.withTenant(tenant_id, (db) => findOpenBreaks(db, tenant_id, subjects))
  return early.flatMap((one, index) => {
    const operation = operations[index]
    if (operation === undefined) return []
    const known = { operations: new Map([[one.line.number, operation]]), disputes: new Map() }
    return [{ early: one, inTime: rematch(account, one, { ...known, breaks }) }]
  })
}

async function ofDisputes(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
): Promise<Explained[]> {
  const { tenant_id } = scope
  const waiting = await deps.db.withTenant(tenant_id, (db) =>
    findDisputeLines(db, tenant_id, account.id, EARLY_PER_LOOK_MAX),
  )
  if (waiting.length === 0) return []
  // Numbers are of a report, and these are of many: each goes by its place.
  const placed = waiting.map(({ line }, number) => ({ ...line, number }))
  const disputes = await findDisputes(deps, scope, account.id, placed)
  const uuids = [...disputes.values()].map(({ transfer_uuid }) => transfer_uuid)
  const [claims, breaks] = await deps.db.withTenant(
    tenant_id,
    async (db) =>
      [await findClaims(db, tenant_id, uuids), await findOpenBreaks(db, tenant_id, uuids)] as const,
  )
  return waiting.flatMap((one, place) => {
    const dispute = disputes.get(place)
    const claim = claims.get(dispute?.transfer_uuid ?? '')
    if (dispute === undefined || claim?.state !== 'open' || claim.currency !== one.currency) return []
    const early = { ...one, claim }
    const known = { operations: new Map(), disputes: new Map([[one.line.number, dispute]]), breaks }
    return [{ early, inTime: rematch(account, early, known) }]
  })
}

/** Of its money, what was put aside is there already. Breaks of its operation that say that it is missing are explained. */
function rematch(
  account: Account,
  { line, claim, currency }: EarlyLine,
  known: Pick<Known, 'operations' | 'disputes' | 'breaks'>,
): MatchedLine {
  const claims = new Map([[claim.id, claim]])
  const breaks = known.breaks.filter(({ type }) => type === 'missing_line')
  const [matched] = matchLines([line], { ...known, account, currency, breaks, claims })
  const inTime = matched as MatchedLine
  return { ...inTime, suspended: inTime.suspended - netOf(line) }
}

async function settleEarly(
  deps: ReconciliationDeps,
  scope: OpenScope,
  account: Account,
  { early, inTime: matched }: Explained,
): Promise<boolean> {
  const { tenant_id } = scope
  const { claim, line } = early
  const settlement = { id: early.report, currency: claim.currency }
  const accounts = planAccounts(deps.payments.ledgerAccounts, tenant_id, account.id, claim.currency)
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
    // Somebody may have written it off meanwhile.
    if ((await findBreak(db, tenant_id, early.break_id))?.state !== 'open') return false
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

/** Closes the line's break and those it explains; what is still off has one of its own from now on. */
async function replaceBreak(scope: Scope, early: EarlyLine, matched: MatchedLine) {
  const { db, tenant_id, world } = scope
  const { opens, closes, operation, payment, merchant } = matched
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
  const closed = await closeTold(scope, [
    { id: early.break_id, note: 'Our books know of it by now.' },
    ...closes.map((id) => ({ id, note: 'A line of an earlier report names it.' })),
  ])
  await insertBreaks(db, tenant_id, now, fresh)
  return [...closed, ...fresh.map(openedFact)]
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
