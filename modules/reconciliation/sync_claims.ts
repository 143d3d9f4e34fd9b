import type { Currency } from '../../kernel/currency.ts'
import { type Id, uuidOf } from '../../kernel/id.ts'
import { dayOf } from '../../kernel/world.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import { operationOfTransfer } from '../payments/index.ts'
import type { ReconciliationDeps } from './deps.ts'
import { ENTRIES_PER_READ_MAX } from './limits.ts'
import { ownCodes } from './movements.ts'
import { dueOn } from './settlement_rules.ts'
import { insertClaims, lockCursor, moveCursor, type NewClaim } from './store_claims.ts'

/** A receivable: one of an acquirer account's, by currency. */
export type Receivable = {
  readonly account: Id<'aca'>
  readonly currency: Currency
  readonly ledger_account: Id<'acc'>
}
type Deps = Pick<ReconciliationDeps, 'db' | 'ledger'>
type Entry = Extract<Awaited<ReturnType<Deps['ledger']['entries']>>, { ok: true }>['value']['entries'][number]

/** The receivables that payments have opened. */
export async function receivablesOf(
  { ledger }: Deps,
  scope: OpenScope,
  account: Id<'aca'>,
): Promise<Receivable[]> {
  const path = `acquirers:${account}:receivable`
  const found = await ledger.listAccounts(scope, { path }, { after: undefined, limit: 200 })
  return found
    .filter((one) => one.path === path)
    .map(({ id, currency }) => ({ account, currency, ledger_account: id }))
}

/**
 * Reads what was posted on a receivable since the last look and keeps it as claims: whatever others than this module
 * moved there is owed by the acquirer, or to it. Entries are read by version, so none is read twice or passed over.
 * A repeat finds nothing new. Returns how many were new.
 */
export async function syncClaims(deps: Deps, scope: OpenScope, receivable: Receivable): Promise<number> {
  let count = 0
  for (let isMore = true; isMore; ) {
    isMore = await deps.db.withTenant(scope.tenant_id, async (db) => {
      const page = await syncPage(deps, { ...scope, db }, receivable)
      count += page.claims
      return page.is_more
    })
  }
  return count
}

/** One page, in the caller's transaction; the place of the receivable stays locked until its commit. */
export async function syncPage(
  { ledger }: Pick<Deps, 'ledger'>,
  scope: Scope,
  { account, currency, ledger_account }: Receivable,
): Promise<{ claims: number; is_more: boolean; version: bigint }> {
  const { db, tenant_id } = scope
  const after = await lockCursor(db, tenant_id, account, currency)
  const page = { order: 'oldest_first', after, limit: ENTRIES_PER_READ_MAX } as const
  const read = await ledger.entries(scope, ledger_account, {}, page)
  if (!read.ok) return { claims: 0, is_more: false, version: after }
  const { entries, next } = read.value
  const claims = entries.filter(isClaim).map((entry) => claimOf(account, entry))
  await insertClaims(db, tenant_id, account, currency, claims)
  const version = entries.at(-1)?.version ?? after
  if (version > after) await moveCursor(db, tenant_id, account, currency, version)
  return { claims: claims.length, is_more: next !== null, version }
}

/** Holds move nothing yet, and what this module posted settles claims. */
const isClaim = ({ kind, code }: Entry): boolean =>
  (kind === 'single' || kind === 'post') && !ownCodes.has(code)

function claimOf(account: Id<'aca'>, entry: Entry): NewClaim {
  const claimed_on = dayOf(entry.recorded_at)
  return {
    id: uuidOf(entry.transfer_id),
    operation: operationOfTransfer(entry.transfer_id, entry.code),
    account,
    currency: entry.currency,
    amount: entry.direction === 'debit' ? entry.amount : -entry.amount,
    version: entry.version,
    claimed_on,
    due_on: dueOn(claimed_on),
  }
}
