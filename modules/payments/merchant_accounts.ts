import { hash } from 'node:crypto'
import type { Currency } from '../../kernel/currency.ts'
import { type Id, idFromBytes, type Prefix } from '../../kernel/id.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { NewAccount } from '../ledger/index.ts'
import { ACCOUNTS_REMEMBERED_MAX } from './parties_limits.ts'

/** A ledger account that card payments move money through, before it needs to exist. */
export type PlannedAccount = Pick<NewAccount, 'id' | 'currency' | 'normal_side' | 'path' | 'name'>
export type MerchantPart = 'pending' | 'available'

const DOMAIN = 'florin/payments'

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
