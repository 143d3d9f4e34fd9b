import type { Id } from '../../kernel/id.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { SealedAccount } from './acquirer_account.ts'
import type { RailsDeps } from './index.ts'
import {
  ACCOUNTS_CACHED_MS,
  ACCOUNTS_PER_TENANT_MAX,
  ACCOUNTS_REFRESH_MS,
  DESTINATIONS_CACHED_MAX,
  SETTLE_MS,
  TENANTS_CACHED_MAX,
} from './limits.ts'
import { createOpener, type OpenAccount } from './open_account.ts'
import { listAccounts } from './store.ts'

export type Accounts = ReadonlyMap<Id<'aca'>, SealedAccount>
export type AccountCache = {
  /** The tenant's accounts, at most `ACCOUNTS_CACHED_MS` old. */
  read(tenant_id: TenantId): Promise<Accounts>
  /** The same inside a transaction: what has to be looked up is read there, and not remembered. */
  readWithin(db: Db, tenant_id: TenantId): Promise<Accounts>
  /** With its secrets in the clear: to be used and let go. */
  readonly open: OpenAccount
  /** Whether an account of the tenant's that was opened here is reached at this address. */
  isDestination(tenant_id: TenantId, url: string): boolean
  /** The tenant's accounts have changed in a transaction that may not have ended yet. */
  forget(tenant_id: TenantId): void
}
type Held = { readonly accounts: Promise<Accounts>; readonly read_ms: number; isRefreshing: boolean }

/** Opens accounts, and remembers where those that were opened are reached. */
function createNotedOpener(deps: RailsDeps): Pick<AccountCache, 'open' | 'isDestination'> {
  const openAccount = createOpener(deps)
  const destinations = boundedCache<string, true>(DESTINATIONS_CACHED_MAX)
  return {
    open(scope, account) {
      for (const url of [account.url, account.three_ds_url])
        if (url !== null) destinations.set(`${scope.tenant_id}\n${url}`, true)
      return openAccount(scope, account)
    },
    isDestination: (tenant_id, url) => destinations.has(`${tenant_id}\n${url}`),
  }
}

/** Remembers accounts by tenant. */
export function createAccountCache(deps: RailsDeps): AccountCache {
  const { db, world } = deps
  const tenants = boundedCache<TenantId, Held>(TENANTS_CACHED_MAX)
  const unsettled = boundedCache<TenantId, number>(TENANTS_CACHED_MAX)

  const readAnew = (tenant_id: TenantId, now_ms: number): Promise<Accounts> => {
    const accounts = load(db, tenant_id)
    if ((unsettled.get(tenant_id) ?? now_ms) > now_ms) return accounts
    const held = { accounts, read_ms: now_ms, isRefreshing: false }
    tenants.set(tenant_id, held)
    accounts.catch(() => tenants.get(tenant_id) === held && tenants.delete(tenant_id))
    return accounts
  }
  /** The old ones are used until the new ones are there, so that no payment waits for the look. */
  const refresh = (tenant_id: TenantId, held: Held, now_ms: number): void => {
    held.isRefreshing = true
    load(db, tenant_id).then(
      (found) => {
        if (tenants.get(tenant_id) === held)
          tenants.set(tenant_id, { accounts: Promise.resolve(found), read_ms: now_ms, isRefreshing: false })
      },
      () => {
        held.isRefreshing = false
      },
    )
  }
  return {
    read(tenant_id) {
      const now_ms = world.elapsed_ms()
      const held = tenants.get(tenant_id)
      if (held === undefined || now_ms - held.read_ms >= ACCOUNTS_CACHED_MS)
        return readAnew(tenant_id, now_ms)
      if (now_ms - held.read_ms >= ACCOUNTS_REFRESH_MS && !held.isRefreshing) refresh(tenant_id, held, now_ms)
      return held.accounts
    },
    readWithin(tx, tenant_id) {
      const held = tenants.get(tenant_id)
      return held === undefined || world.elapsed_ms() - held.read_ms >= ACCOUNTS_CACHED_MS
        ? loadWithin(tx, tenant_id)
        : held.accounts
    },
    ...createNotedOpener(deps),
    forget(tenant_id) {
      tenants.delete(tenant_id)
      unsettled.set(tenant_id, world.elapsed_ms() + SETTLE_MS)
    },
  }
}

const load = (db: Database, tenant_id: TenantId): Promise<Accounts> =>
  db.withTenant(tenant_id, (tx) => loadWithin(tx, tenant_id))

async function loadWithin(tx: Db, tenant_id: TenantId): Promise<Accounts> {
  const page = { after: undefined, limit: ACCOUNTS_PER_TENANT_MAX * 2 }
  const found = await listAccounts(tx, tenant_id, page)
  return new Map(found.map((account) => [account.id, account]))
}
