import { present } from '../../../kernel/assert.ts'
import type { TestDatabase } from '../../../platform/db/testing.ts'
import type { TenantId } from '../../../platform/scope.ts'

/** The four counters of an account and its version, as they are stored. */
export type Counters = {
  debits: bigint
  credits: bigint
  debits_pending: bigint
  credits_pending: bigint
  version: bigint
}

/** Reads behind the face, as the owner. */
export async function readCounters(
  { admin }: TestDatabase,
  tenant_id: TenantId,
  account_id: string,
): Promise<Counters> {
  const { rows } = await admin.query<Record<keyof Counters, string>>(
    `select debits_posted as debits, credits_posted as credits, debits_pending, credits_pending, version
     from ledger.balance where tenant_id = $1 and ledger.public_id('acc', account_id) = $2`,
    [tenant_id, account_id],
  )
  const row = present(rows[0], 'the balance')
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, BigInt(value)])) as Counters
}
