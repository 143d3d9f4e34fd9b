import { closeTold } from './close_told.ts'
import { assert } from '../../kernel/assert.ts'
import type { Fact } from '../../platform/outbox/fact.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { isForExactPath, postJoined, PostingRefused, type TransferOrder } from '../ledger/index.ts'
import type { SettledPart } from '../payments/index.ts'
import type { NewBreak } from './break.ts'
import type { ReconciliationDeps } from './deps.ts'
import { openedFact, reconciliationFacts } from './facts.ts'
import { derivedId } from './ids.ts'
import type { MatchedLine } from './match_lines.ts'
import { type AccountPlan, movementsOf, payoutOf, refusedLine } from './movements.ts'
import { feesOf, netOf, type Settlement, settlementJson } from './settlement.ts'
import { insertBreaks } from './store_breaks.ts'
import { closeClaims, lockCursor } from './store_claims.ts'
import { insertLines, sumAvailable } from './store_lines.ts'
import { advanceReport, findReport } from './store_reports.ts'

type Deps = Pick<ReconciliationDeps, 'db' | 'payments'>
type Booking = {
  readonly settlement: Settlement
  readonly accounts: AccountPlan
  readonly matched: readonly MatchedLine[]
  /** Lines that were booked before these. */
  readonly from: number
}
const TRIES_MAX = 4

/**
 * Books matched lines: the lines, what they settle, the breaks, the payments' marks, the ledger and the facts are one
 * transaction. False, and nothing changed, when somebody else booked them. What the ledger refuses because a merchant's
 * account is frozen or closed is booked around it.
 */
export async function bookLines(deps: Deps, scope: OpenScope, booking: Booking): Promise<boolean> {
  let { matched } = booking
  let is_exact = false
  for (let tries = 1; ; tries++) {
    try {
      return await deps.db.withTenant(scope.tenant_id, (db) =>
        book(deps, { ...scope, db }, { ...booking, matched }, is_exact),
      )
    } catch (error) {
      if (tries >= TRIES_MAX) throw error
      if (error instanceof PostingRefused) matched = around(scope, booking, matched, error)
      else if (!isForExactPath(error)) throw error
      is_exact = true
    }
  }
}

const isLast = ({ settlement, matched, from }: Booking): boolean =>
  from + matched.length === settlement.line_count

async function book(deps: Deps, scope: Scope, booking: Booking, is_exact: boolean): Promise<boolean> {
  const { settlement, accounts, matched, from } = booking
  const { db, tenant_id, world } = scope
  const at = world.now()
  await lockCursor(db, tenant_id, settlement.account, settlement.currency)
  if (!(await advanceReport(db, tenant_id, at, settlement.id, { from, ...totalsOf(matched) }))) return false
  await insertLines(db, tenant_id, at, settlement.id, matched)
  const settling = matched.flatMap(({ claim, line }) =>
    claim === null ? [] : [{ id: claim.id, line: line.number }],
  )
  const ids = settling.map(({ id }) => id)
  const closed = await closeClaims(db, tenant_id, at, {
    ids,
    report: settlement.id,
    lines: settling.map(({ line }) => line),
  })
  // Another report of the account named one of them meanwhile: the job looks again, and finds a duplicate.
  if (closed !== ids.length) throw new Error('claims were settled meanwhile')
  const breaks = breaksOf(scope, settlement, matched)
  await insertBreaks(db, tenant_id, at, breaks)
  const explained = await explain(scope, settlement, matched)
  await deps.payments.markSettled(scope, settlement.settled_on, partsOf(matched))
  const payout = isLast(booking) ? payoutOf(tenant_id, settlement, accounts) : []
  await postJoined(scope, [...ordersOf(scope, booking).map(({ order }) => order), ...payout], { is_exact })
  const ending = isLast(booking) ? await endingFacts(scope, settlement) : []
  await appendFacts(db, scope, [...breaks.map(openedFact), ...explained, ...ending])
  return true
}

function totalsOf(matched: readonly MatchedLine[]) {
  const sum = (read: (one: MatchedLine) => bigint) => matched.reduce((total, one) => total + read(one), 0n)
  return {
    lines: matched.length,
    matched: matched.filter(({ status }) => status === 'matched' || status === 'late').length,
    net: sum(({ line }) => netOf(line)),
    fees: sum(({ line }) => feesOf(line)),
    suspended: sum(({ suspended }) => suspended),
  }
}

const partsOf = (matched: readonly MatchedLine[]): SettledPart[] =>
  matched.flatMap(({ payment, operation, settled }) =>
    payment === null || settled === 0n ? [] : [{ payment, operation, amount: settled }],
  )

type Placed = { readonly line: number; readonly order: TransferOrder }
const ordersOf = (
  { tenant_id }: Pick<OpenScope, 'tenant_id'>,
  { settlement, accounts, matched }: Booking,
): Placed[] =>
  matched.flatMap((one) =>
    movementsOf(tenant_id, settlement, accounts, one).map((order) => ({ line: one.line.number, order })),
  )

function around(
  scope: OpenScope,
  booking: Booking,
  matched: readonly MatchedLine[],
  { refused }: PostingRefused,
): MatchedLine[] {
  const orders = ordersOf(scope, { ...booking, matched })
  const lines = new Set(refused.map(({ place }) => orders[place]?.line))
  assert(!lines.has(undefined), 'the accounts of settlement itself take every transfer')
  return matched.map((one) => (lines.has(one.line.number) ? refusedLine(one) : one))
}

function breaksOf(
  { tenant_id, world }: OpenScope,
  { id: report, account, currency }: Settlement,
  matched: readonly MatchedLine[],
): NewBreak[] {
  return matched.flatMap(({ line, operation, payment, merchant, opens }) =>
    opens === null
      ? []
      : [
          {
            ...opens,
            account,
            report,
            line: line.number,
            operation,
            payment,
            merchant,
            currency,
            id: derivedId('brk', tenant_id, report, line.number),
            opened_at: world.now(),
          },
        ],
  )
}

/** Closes the breaks that the lines explain. */
async function explain(
  scope: Scope,
  { id, reference }: Settlement,
  matched: readonly MatchedLine[],
): Promise<Fact[]> {
  const noteOf = (number: number): string => `Explained by line ${number} of ${id} (${reference}).`
  return closeTold(
    scope,
    matched.flatMap(({ closes, line }) => closes.map((one) => ({ id: one, note: noteOf(line.number) }))),
  )
}

async function endingFacts(scope: Scope, { id, currency }: Settlement): Promise<Fact[]> {
  const { db, tenant_id } = scope
  const available = await sumAvailable(db, tenant_id, id)
  const after = await findReport(db, tenant_id, id)
  assert(after?.state === 'reconciled', 'the last lines of a report make it reconciled')
  return [
    reconciliationFacts.fact('reconciliation.settlement_reconciled', id, { object: settlementJson(after) }),
    ...available.map(({ merchant, available: minor }) =>
      reconciliationFacts.fact('reconciliation.merchant_balance_available', merchant, {
        object: { merchant, settlement: id, amount: { value: String(minor), currency } },
      }),
    ),
  ]
}
