import { moneyText } from '../../kernel/money.ts'
import { dayOf, instantText } from '../../kernel/world.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { type NewBreak, referenceOf } from './break.ts'
import { type Claim, subjectOf } from './claim.ts'
import type { ReconciliationDeps } from './deps.ts'
import { openedFact, reconciliationFacts } from './facts.ts'
import { derivedId } from './ids.ts'
import { MISSING_PER_LOOK_MAX } from './limits.ts'
import { findBreak, insertBreaks } from './store_breaks.ts'
import { findMissing, lockCursor, sumOwed } from './store_claims.ts'
import { type Proof, saveProof } from './store_proofs.ts'
import { type Receivable, syncPage } from './sync_claims.ts'

type Deps = Pick<ReconciliationDeps, 'db' | 'ledger' | 'payments'>
const size = (value: bigint): bigint => (value < 0n ? -value : value)

/**
 * Opens a break for every claim that a report should have named by now. A later line that names it closes the break. A
 * repeat opens nothing. Returns how many it opened.
 */
export async function openMissing(deps: Deps, scope: OpenScope, receivable: Receivable): Promise<number> {
  const { tenant_id, world } = scope
  const asked = { ...receivable, day: dayOf(world.now()), limit: MISSING_PER_LOOK_MAX }
  const missing = await deps.db.withTenant(tenant_id, (db) => findMissing(db, tenant_id, asked))
  if (missing.length === 0) return 0
  const operations = await deps.payments.operationsByReference(
    scope,
    missing.map((claim) => referenceOf(subjectOf(claim))),
  )
  return deps.db.withTenant(tenant_id, async (db) => {
    // No booking of the account comes between: what was settled meanwhile is not missing any more.
    await lockCursor(db, tenant_id, receivable.account, receivable.currency)
    const still = new Set((await findMissing(db, tenant_id, asked)).map(({ id }) => id))
    const fresh = missing.flatMap((claim, index) =>
      still.has(claim.id) ? [missingBreak(scope, claim, operations[index])] : [],
    )
    await insertBreaks(db, tenant_id, world.now(), fresh)
    await appendFacts(db, scope, fresh.map(openedFact))
    return fresh.length
  })
}

function missingBreak(
  { tenant_id, world }: OpenScope,
  claim: Claim,
  operation: Awaited<ReturnType<Deps['payments']['operationsByReference']>>[number],
): NewBreak {
  const { id, account, currency, amount, claimed_on, due_on } = claim
  return {
    claim: id,
    id: derivedId('brk', tenant_id, 'missing', id),
    type: 'missing_line',
    reason: `Booked on ${claimed_on}, due in a report by ${due_on}, and none has named it.`,
    account,
    report: null,
    line: null,
    operation: subjectOf(claim),
    currency,
    payment: operation?.payment ?? null,
    merchant: operation?.merchant ?? null,
    amount_at_risk: size(amount),
    suspended: 0n,
    pending: operation === undefined ? 0n : amount,
    opened_at: world.now(),
  }
}

/**
 * Proves a receivable: what the ledger says the acquirer owes must be what its reports have not paid yet and what no
 * report has named. All of it is read in one transaction that keeps bookings of the account away. A difference is a
 * break. A repeat on the same day replaces the day's proof.
 */
export async function proveReceivable(deps: Deps, scope: OpenScope, receivable: Receivable): Promise<Proof> {
  return deps.db.withTenant(scope.tenant_id, async (db) => {
    const joined: Scope = { ...scope, db }
    let page = await syncPage(deps, joined, receivable)
    while (page.is_more) page = await syncPage(deps, joined, receivable)
    const { account, currency, ledger_account } = receivable
    const moment = { as_of_version: page.version }
    const balances = await deps.ledger.balances(joined, [ledger_account], moment)
    const owed = await sumOwed(db, scope.tenant_id, account, currency)
    const posted = balances.get(ledger_account)?.posted ?? 0n
    const now = scope.world.now()
    const proof: Proof = {
      account,
      currency,
      day: dayOf(now),
      version: page.version,
      receivable: posted,
      ...owed,
      difference: posted - owed.claims_open - owed.reports_unpaid,
      proven_at: now,
    }
    await saveProof(db, scope.tenant_id, proof)
    const fresh = await differenceOf(joined, proof)
    await insertBreaks(db, scope.tenant_id, now, fresh)
    await appendFacts(db, scope, [
      ...fresh.map(openedFact),
      reconciliationFacts.fact('reconciliation.proven', account, { object: proofJson(proof) }),
    ])
    return proof
  })
}

async function differenceOf({ db, tenant_id, world }: Scope, proof: Proof): Promise<NewBreak[]> {
  const { account, currency, day, difference } = proof
  if (difference === 0n) return []
  const id = derivedId('brk', tenant_id, 'proof', account, currency, day)
  if ((await findBreak(db, tenant_id, id)) !== undefined) return []
  return [
    {
      id,
      account,
      currency,
      type: 'proof_differs',
      reason: `The receivable is ${moneyText(proof.receivable, currency)}; open claims and unpaid reports make ${moneyText(proof.receivable - difference, currency)}.`,
      report: null,
      line: null,
      operation: null,
      payment: null,
      merchant: null,
      amount_at_risk: size(difference),
      suspended: 0n,
      pending: 0n,
      opened_at: world.now(),
    },
  ]
}

export const proofJson = (proof: Proof) => {
  const amount = (minor: bigint) => ({ value: String(minor), currency: proof.currency })
  return {
    acquirer_account: proof.account,
    day: proof.day,
    receivable: amount(proof.receivable),
    claims_open: amount(proof.claims_open),
    reports_unpaid: amount(proof.reports_unpaid),
    difference: amount(proof.difference),
    is_clean: proof.difference === 0n,
    version: String(proof.version),
    proven_at: instantText(proof.proven_at),
  }
}
