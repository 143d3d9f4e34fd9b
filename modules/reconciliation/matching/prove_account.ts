import { type Day, dayOf } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { Id } from '../../../kernel/id.ts'
import { plusDays } from '../settlement_rules.ts'
import { type BankProof, bankProofJson, completenessOf, differenceOf } from './bank_proof.ts'
import type { Binding } from './binding.ts'
import type { MatchingDeps } from './deps.ts'
import { matchingFacts } from './facts.ts'
import { COMPLETENESS_DAYS, PROOF_TRIES_MAX } from './limits.ts'
import { readAllEntries } from './read_items.ts'
import { lastStatement, lockBinding } from './store_bindings.ts'
import { findProof, saveProof } from './store_bank_proofs.ts'
import { sumUnmatched } from './store_items.ts'
import { sumMatched } from './store_matches.ts'

type Deps = Pick<MatchingDeps, 'db' | 'ledger'>

/**
 * Proves a bound account as of its newest statement: the bank's closing balance, less the ledger's at the end of that day,
 * must be what is known to be unmatched. The balances come from the statement and from the ledger itself, the rest from
 * items, so an item that was lost, changed or doubled on the way shows. A repeat on the same day replaces the day's proof;
 * a failure is told once a day. Undefined while there is no statement with balances, or no quiet moment.
 */
export async function proveAccount(
  deps: Deps,
  scope: OpenScope,
  id: Id<'rca'>,
): Promise<BankProof | undefined> {
  return deps.db.withTenant(scope.tenant_id, async (db) => {
    const joined: Scope = { ...scope, db }
    const locked = await lockBinding(db, scope.tenant_id, id)
    const statement = await lastStatement(db, scope.tenant_id, id)
    if (locked === undefined || statement === undefined) return undefined
    const { to_on, closing } = statement
    if (to_on === null || closing === null || locked.bank_opening === null) return undefined
    const found = await quietBalance(deps, joined, locked, to_on)
    if (found === undefined) return undefined
    const { binding, ledger_balance } = found
    const proof = await proofOf(joined, binding, {
      statement: statement.id,
      statement_on: to_on,
      bank_closing: closing,
      ledger_balance,
      opening_difference: locked.bank_opening - binding.ledger_opening,
    })
    const before = await findProof(db, scope.tenant_id, id, proof.day)
    await saveProof(db, scope.tenant_id, proof)
    const object = bankProofJson(proof)
    const isNew = proof.difference !== 0n && before?.difference !== proof.difference
    await appendFacts(db, scope, [
      matchingFacts.fact('reconciliation.bank_proven', id, { object }),
      ...(isNew ? [matchingFacts.fact('reconciliation.bank_proof_failed', id, { object })] : []),
    ])
    return proof
  })
}

/** The ledger's balance at the end of a day, with every entry that it counts read: nothing is posted in between. */
async function quietBalance(
  { ledger }: Deps,
  scope: Scope,
  locked: Binding,
  day: Day,
): Promise<{ binding: Binding; ledger_balance: bigint } | undefined> {
  const account = locked.ledger_account
  let binding = locked
  for (let tries = 0; tries < PROOF_TRIES_MAX; tries++) {
    binding = await readAllEntries({ ledger }, scope, binding)
    const that_day = await ledger.balances(scope, [account], { effective_on: day })
    const now = await ledger.balances(scope, [account])
    if (now.get(account)?.version === binding.ledger_version)
      return { binding, ledger_balance: that_day.get(account)?.posted ?? 0n }
  }
  return undefined
}

type Known = Pick<
  BankProof,
  'statement' | 'statement_on' | 'bank_closing' | 'ledger_balance' | 'opening_difference'
>

async function proofOf({ db, tenant_id, world }: Scope, binding: Binding, known: Known): Promise<BankProof> {
  const whose = { tenant_id, binding: binding.id }
  const days = { until: known.statement_on, since: plusDays(known.statement_on, -COMPLETENESS_DAYS) }
  const { bank_open, ledger_open, suspended, recent } = await sumUnmatched(db, whose, days)
  const { in_transit, volume } = await sumMatched(db, whose, days)
  const sides = { ...known, bank_open, ledger_open, in_transit }
  return {
    ...sides,
    binding: binding.id,
    currency: binding.currency,
    day: dayOf(world.now()),
    suspended,
    difference: differenceOf(sides),
    completeness_ppm: completenessOf(volume, recent),
    proven_at: world.now(),
  }
}
