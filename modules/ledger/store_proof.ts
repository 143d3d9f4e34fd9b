import { sql } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import type { Json } from '../../platform/outbox/fact.ts'
import type { TenantId } from '../../platform/scope.ts'
import { PROOF_MS_MAX } from './limits.ts'

export type Finding = {
  readonly name: string
  readonly checked: bigint
  readonly violations: bigint
  readonly examples: readonly { readonly [field: string]: Json }[] | null
}

/**
 * All checks as one statement, so that all of them look at one snapshot whatever is recorded meanwhile. They are
 * stable functions: they can change nothing.
 */
export async function readFindings(db: Db, tenant_id: TenantId): Promise<Finding[]> {
  await sql.raw(`set local statement_timeout = ${PROOF_MS_MAX}`).execute(db)
  const { rows } = await sql<Finding>`select f.name, f.checked, f.violations, f.examples
      from ledger.prove_books(${tenant_id}::int8) f
    union all select f.name, f.checked, f.violations, f.examples from ledger.prove_legs(${tenant_id}::int8) f
    union all select f.name, f.checked, f.violations, f.examples from ledger.prove_limits(${tenant_id}::int8) f
    union all select f.name, f.checked, f.violations, f.examples from ledger.prove_holds(${tenant_id}::int8) f
    union all select f.name, f.checked, f.violations, f.examples from ledger.prove_accounts(${tenant_id}::int8) f
    union all select f.name, f.checked, f.violations, f.examples from ledger.prove_monitors(${tenant_id}::int8) f
    union all select f.name, f.checked, f.violations, f.examples from ledger.prove_reversals(${tenant_id}::int8) f
    union all select f.name, f.checked, f.violations, f.examples from ledger.prove_feed(${tenant_id}::int8) f`.execute(
    db,
  )
  return rows
}
