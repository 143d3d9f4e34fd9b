import { hash } from 'node:crypto'
import { assert } from '../../kernel/assert.ts'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idFromBytes, type Prefix } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Ledger, NewAccount } from '../ledger/index.ts'
import { ACCOUNTS_REMEMBERED_MAX } from './parties_limits.ts'

/** A ledger account that card payments move money through, before it needs to exist. */
export type PlannedAccount = Pick<NewAccount, 'id' | 'currency' | 'normal_side' | 'path' | 'name'>
export type MerchantPart = 'pending' | 'available'

const DOMAIN = 'florin/payments'
const ACCOUNTS_PER_STATEMENT_MAX = 1_000

/**
 * An id that follows from what it stands for: 122 bits of SHA-256 as a UUIDv8 (RFC 9562 §5.8). The tenant is hashed too,
 * so two tenants never share one.
 */
export function derivedId<P extends Prefix>(prefix: P, tenant_id: TenantId, name: string): Id<P> {
  const bytes = hash('sha256', `${DOMAIN}\0${prefix}\0${tenant_id}\0${name}`, 'buffer').subarray(0, 16)
  bytes[6] = 0x80 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return idFromBytes(prefix, bytes)
}

const remembered = boundedCache<string, Id<'acc'>>(ACCOUNTS_REMEMBERED_MAX)

/** Hashing takes about a microsecond, and payments ask for the same accounts again and again. */
function accountId(tenant_id: TenantId, path: string, currency: Currency): Id<'acc'> {
  const name = `${tenant_id}\0${path}\0${currency}`
  const known = remembered.get(name)
  if (known !== undefined) return known
  const id = derivedId('acc', tenant_id, `${path}\0${currency}`)
  remembered.set(name, id)
  return id
}

const merchantPath = (merchant: Id<'mer'>, part: MerchantPart): string => `merchants:${merchant}:${part}`
const acquirerPath = (account: Id<'aca'>, part: 'receivable'): string => `acquirers:${account}:${part}`

/** What is owed to a merchant: `pending` until the acquirer has paid, then `available`. */
export const merchantAccount = (
  tenant_id: TenantId,
  merchant_id: Id<'mer'>,
  part: MerchantPart,
  currency: Currency,
): Id<'acc'> => accountId(tenant_id, merchantPath(merchant_id, part), currency)

/** What an acquirer owes us. */
export const acquirerAccount = (
  tenant_id: TenantId,
  aca_id: Id<'aca'>,
  part: 'receivable',
  currency: Currency,
): Id<'acc'> => accountId(tenant_id, acquirerPath(aca_id, part), currency)

/** The accounts by what they are for; `ensureAccounts` opens those that are missing. */
export const plannedAccounts = {
  merchant: (tenant_id: TenantId, id: Id<'mer'>, part: MerchantPart, currency: Currency): PlannedAccount =>
    planned(tenant_id, merchantPath(id, part), currency, 'credit'),
  acquirer: (tenant_id: TenantId, id: Id<'aca'>, currency: Currency): PlannedAccount =>
    planned(tenant_id, acquirerPath(id, 'receivable'), currency, 'debit'),
  /** Where acquirers pay to. */
  bankSettlement: (tenant_id: TenantId, currency: Currency): PlannedAccount =>
    planned(tenant_id, 'bank:settlement', currency, 'debit'),
  /** What nobody can be named for yet. */
  cardSuspense: (tenant_id: TenantId, currency: Currency): PlannedAccount =>
    planned(tenant_id, 'suspense:cards', currency, 'credit'),
}

const planned = (
  tenant_id: TenantId,
  path: string,
  currency: Currency,
  normal_side: PlannedAccount['normal_side'],
): PlannedAccount => ({ id: accountId(tenant_id, path, currency), currency, normal_side, path })

/** Opens ledger accounts that do not exist yet. */
export type EnsureAccounts = (
  scope: OpenScope,
  accounts: readonly PlannedAccount[],
) => Promise<Result<null, Failure>>

/**
 * Opens what is missing, all of a call in one transaction; what is known to be open costs nothing. Calls for the same
 * account that come meanwhile wait for the one under way.
 *
 * A repeat does nothing. Errors: what the ledger refuses, such as a currency that is no longer in force.
 */
export function createEnsureAccounts({ db, ledger }: { db: Database; ledger: Ledger }): EnsureAccounts {
  const open = boundedCache<Id<'acc'>, true>(ACCOUNTS_REMEMBERED_MAX)
  const opening = new Map<Id<'acc'>, Promise<Result<null, Failure>>>()
  const create = async (scope: OpenScope, missing: readonly PlannedAccount[]) => {
    const created = await db.withTenant(scope.tenant_id, (tx) =>
      ledger.createAccounts({ ...scope, db: tx }, missing),
    )
    if (!created.ok) return created
    for (const { id } of missing) open.set(id, true)
    return ok(null)
  }
  return async (scope, accounts) => {
    const wanted = new Map(accounts.filter(({ id }) => !open.has(id)).map((account) => [account.id, account]))
    if (wanted.size === 0) return ok(null)
    const waiting = [...wanted.keys()].flatMap((id) => opening.get(id) ?? [])
    const missing = [...wanted.values()].filter(({ id }) => !opening.has(id))
    assert(missing.length <= ACCOUNTS_PER_STATEMENT_MAX, 'one call is about a bounded number of accounts')
    if (missing.length > 0) {
      const run = create(scope, missing).finally(() => {
        for (const { id } of missing) opening.delete(id)
      })
      for (const { id } of missing) opening.set(id, run)
      waiting.push(run)
    }
    const outcomes = await Promise.all(waiting)
    return outcomes.find((outcome) => !outcome.ok) ?? ok(null)
  }
}
