import { assert, present } from '../../kernel/assert.ts'
import { idOf } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Json } from '../../platform/outbox/fact.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type InvariantName, invariants } from './invariants.ts'
import { type Finding, readFindings } from './store_proof.ts'

export type ProvenInvariant = {
  /** An `InvariantName`, or the name of a check that the program added. */
  readonly name: string
  /** What it says, in a sentence. */
  readonly statement: string
  /** How many accounts, entries, holds, facts or events were looked at. */
  readonly checked: bigint
  readonly violations: bigint
  /** Up to five, with the public ids of what is wrong. */
  readonly examples: readonly { readonly [field: string]: Json }[]
}

export type Proof = {
  /** True when no invariant is violated. */
  readonly holds: boolean
  /** By the tenant's clock. */
  readonly checked_at: Instant
  /** Everything up to this fact of the feed was looked at, and nothing after it. */
  readonly through_seq: bigint
  readonly invariants: readonly ProvenInvariant[]
}

/**
 * Something else that must be true for the books to be believed, from a module that the ledger may not know. Whoever
 * composes the program hands it over. It looks for itself, at its own moment.
 */
export type ProofCheck = {
  readonly name: string
  readonly statement: string
  run(scope: OpenScope): Promise<Pick<ProvenInvariant, 'checked' | 'violations' | 'examples'>>
}

/**
 * Recomputes every invariant of a tenant's books from its records, in one snapshot. Trusts no stored sum: balances
 * are compared with their entries, holds with their transfers, the feed with both. Reads every entry: about 10 s for
 * a million transfers on two busy cores, and blocks nobody. `checks` come after. Source: reliability.md F6.
 */
export async function proveLedger(
  db: Database,
  scope: OpenScope,
  checks: readonly ProofCheck[] = [],
): Promise<Proof> {
  const checked_at = scope.world.now()
  const findings = await db.withTenant(scope.tenant_id, (tx) => readFindings(tx, scope.tenant_id))
  const byName = new Map(findings.map((finding) => [finding.name, finding]))
  const names = Object.keys(invariants) as InvariantName[]
  assert(byName.size === names.length && findings.length === names.length, 'each invariant has one check')
  const proven = names.map((name) => provenOf(name, present(byName.get(name), `the check of ${name}`)))
  for (const { name, statement, run } of checks) proven.push({ name, statement, ...(await run(scope)) })
  return {
    holds: proven.every(({ violations }) => violations === 0n),
    checked_at,
    through_seq: present(byName.get('feed_has_no_gaps'), 'the check of the feed').checked,
    invariants: proven,
  }
}

const provenOf = (name: InvariantName, { checked, violations, examples }: Finding): ProvenInvariant => ({
  name,
  statement: invariants[name],
  checked,
  violations,
  examples: (examples ?? []).map(publicIds),
})

/** SQL names rows by uuid under the noun they belong to. */
function publicIds(example: { readonly [field: string]: Json }): { readonly [field: string]: Json } {
  const { account, transfer, monitor, period, ...rest } = example
  return {
    ...(typeof account === 'string' ? { account: idOf('acc', account) } : {}),
    ...(typeof transfer === 'string' ? { transfer: idOf('trf', transfer) } : {}),
    ...(typeof monitor === 'string' ? { monitor: idOf('mon', monitor) } : {}),
    ...(typeof period === 'string' ? { period: idOf('per', period) } : {}),
    ...rest,
  }
}
