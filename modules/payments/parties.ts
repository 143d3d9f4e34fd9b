import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database, Db } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import { ok } from '../../kernel/result.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Customer, CustomerPatch, NewCustomer } from './customer.ts'
import { createCustomer, updateCustomer } from './customers.ts'
import { partyErrors } from './errors_parties.ts'
import { createEnsureAccounts, type EnsureAccounts } from './ensure_accounts.ts'
import { type MerchantBalance, readMerchantBalance } from './merchant_balance.ts'
import { createMerchantCache, type MerchantCache } from './merchant_cache.ts'
import { createDefaultMerchant } from './merchant_default.ts'
import type { Merchant, MerchantPatch, NewMerchant } from './merchant.ts'
import { createMerchant, moveMerchant, updateMerchant } from './merchants.ts'
import type { PartiesAsked, PartyViews } from './parties_view.ts'
import { deleteCustomer, detachPaymentMethod } from './payment_method_detach.ts'
import type { NewPaymentMethod, PaymentMethod, PaymentMethodPatch } from './payment_method.ts'
import {
  attachPaymentMethod,
  type CardSource,
  createPaymentMethod,
  updatePaymentMethod,
} from './payment_methods.ts'
import { type CustomerFilter, findCustomer, listCustomers } from './store_customers.ts'
import { findMerchant, listMerchants, type MerchantFilter } from './store_merchants.ts'
import { lookParties } from './store_parties.ts'
import { findMethod, listMethods, type NetworkIds, rememberNetworkIds } from './store_payment_methods.ts'

type Page<T> = { readonly before: T | undefined; readonly limit: number }

/**
 * Who sells, who pays and with what. What takes a `Scope` joins its transaction; what takes an `OpenScope` opens its
 * own. What each method refuses, and what a repeat does, stands beside its function.
 */
export type Parties = {
  createMerchant(scope: Scope, merchant: NewMerchant): Promise<Result<Merchant, Failure>>
  updateMerchant(scope: Scope, id: Id<'mer'>, patch: MerchantPatch): Promise<Result<Merchant, Failure>>
  /** See `moveMerchant`. */
  suspendMerchant(scope: Scope, id: Id<'mer'>): Promise<Result<Merchant, Failure>>
  resumeMerchant(scope: Scope, id: Id<'mer'>): Promise<Result<Merchant, Failure>>
  /** Errors: merchant_not_found. */
  findMerchant(scope: OpenScope | Scope, id: Id<'mer'>): Promise<Result<Merchant, Failure>>
  listMerchants(scope: OpenScope, filter: MerchantFilter, page: Page<Id<'mer'>>): Promise<Merchant[]>
  /** The tenant's own, made at its first use; from memory afterwards. */
  defaultMerchant(scope: OpenScope): Promise<Id<'mer'>>
  /** Per currency, from the ledger; empty for a merchant that never had an account. */
  merchantBalance(scope: OpenScope, id: Id<'mer'>): Promise<MerchantBalance[]>
  /** Opens the ledger accounts that are missing. See `merchant_accounts.ts`. */
  ensureAccounts: EnsureAccounts

  createCustomer(scope: Scope, customer: NewCustomer): Promise<Result<Customer, Failure>>
  updateCustomer(scope: Scope, id: Id<'cus'>, patch: CustomerPatch): Promise<Result<Customer, Failure>>
  deleteCustomer(scope: Scope, id: Id<'cus'>): Promise<Result<Customer, Failure>>
  /** What is left of it when it was deleted. Errors: customer_not_found. */
  findCustomer(scope: OpenScope | Scope, id: Id<'cus'>): Promise<Result<Customer, Failure>>
  listCustomers(scope: OpenScope, filter: CustomerFilter, page: Page<Id<'cus'>>): Promise<Customer[]>

  createPaymentMethod(scope: Scope, method: NewPaymentMethod): Promise<Result<PaymentMethod, Failure>>
  updatePaymentMethod(
    scope: Scope,
    id: Id<'pm'>,
    patch: PaymentMethodPatch,
  ): Promise<Result<PaymentMethod, Failure>>
  attachPaymentMethod(
    scope: Scope,
    id: Id<'pm'>,
    customer: Id<'cus'>,
  ): Promise<Result<PaymentMethod, Failure>>
  detachPaymentMethod(scope: Scope, id: Id<'pm'>): Promise<Result<PaymentMethod, Failure>>
  /** Errors: payment_method_not_found. */
  findPaymentMethod(scope: OpenScope | Scope, id: Id<'pm'>): Promise<Result<PaymentMethod, Failure>>
  listPaymentMethods(
    scope: OpenScope,
    customer: Id<'cus'> | undefined,
    page: Page<Id<'pm'>>,
  ): Promise<PaymentMethod[]>
  /** The token of a sandbox's test name such as `pm_card_visa`; undefined in a live tenant and for other names. */
  testCard(scope: OpenScope, name: string): Promise<Id<'tok'> | undefined>
  /**
   * Keeps what the network called payments, for later ones to refer to; null leaves what is there. Returns how many
   * methods changed. A repeat changes nothing. In SQL: `payments.remember_network_ids`.
   */
  rememberNetworkIds(scope: Scope, seen: readonly NetworkIds[]): Promise<number>

  /**
   * What payments need to know of any number of parties, in the order asked for: one round trip, or none when only
   * merchants are asked for and all are in memory.
   */
  look(lane: Lane, tenant_id: TenantId, asked: PartiesAsked): Promise<PartyViews>
}

export type PartiesDeps = {
  readonly db: Database
  /** The wall's world: how long merchants stay in memory. */
  readonly world: World
  readonly audit: Audit
  readonly ledger: Ledger
  readonly vault: CardSource
}

export function createParties(deps: PartiesDeps): Parties {
  const { db, audit, ledger, vault } = deps
  const cache = createMerchantCache(deps.world)
  const merchants = { audit, onChange: (scope: Pick<Scope, 'tenant_id'>) => cache.distrust(scope.tenant_id) }
  const methods = { audit, vault }
  /** A read joins the caller's transaction when there is one. */
  const read = <T>(scope: OpenScope | Scope, fn: (tx: Db) => Promise<T>): Promise<T> =>
    'db' in scope ? fn(scope.db) : db.withTenant(scope.tenant_id, fn)
  return {
    createMerchant: (scope, merchant) => createMerchant(merchants, scope, merchant),
    updateMerchant: (scope, id, patch) => updateMerchant(merchants, scope, id, patch),
    suspendMerchant: (scope, id) => moveMerchant(merchants, scope, id, 'suspend'),
    resumeMerchant: (scope, id) => moveMerchant(merchants, scope, id, 'resume'),
    async findMerchant(scope, id) {
      const found = await read(scope, (tx) => findMerchant(tx, scope.tenant_id, id))
      return found === undefined ? partyErrors.fail('merchant_not_found') : ok(found.merchant)
    },
    listMerchants: (scope, filter, page) =>
      read(scope, (tx) => listMerchants(tx, scope.tenant_id, filter, page)),
    defaultMerchant: createDefaultMerchant({ db, audit }),
    merchantBalance: (scope, id) => readMerchantBalance(ledger, scope, id),
    ensureAccounts: createEnsureAccounts({ db, ledger }),
    createCustomer: (scope, customer) => createCustomer({ audit }, scope, customer),
    updateCustomer: (scope, id, patch) => updateCustomer({ audit }, scope, id, patch),
    deleteCustomer: (scope, id) => deleteCustomer({ audit }, scope, id),
    async findCustomer(scope, id) {
      const found = await read(scope, (tx) => findCustomer(tx, scope.tenant_id, id))
      return found === undefined ? partyErrors.fail('customer_not_found') : ok(found.customer)
    },
    listCustomers: (scope, filter, page) =>
      read(scope, (tx) => listCustomers(tx, scope.tenant_id, filter, page)),
    createPaymentMethod: (scope, method) => createPaymentMethod(methods, scope, method),
    updatePaymentMethod: (scope, id, patch) => updatePaymentMethod(methods, scope, id, patch),
    attachPaymentMethod: (scope, id, customer) => attachPaymentMethod(methods, scope, id, customer),
    detachPaymentMethod: (scope, id) => detachPaymentMethod({ audit }, scope, id),
    async findPaymentMethod(scope, id) {
      const found = await read(scope, (tx) => findMethod(tx, scope.tenant_id, id))
      return found === undefined ? partyErrors.fail('payment_method_not_found') : ok(found.method)
    },
    listPaymentMethods: (scope, customer, page) =>
      read(scope, (tx) => listMethods(tx, scope.tenant_id, customer, page)),
    testCard: (scope, name) => vault.testCard(scope, name),
    rememberNetworkIds: (scope, seen) =>
      rememberNetworkIds(scope.db, scope.tenant_id, scope.world.now(), seen),
    look: (lane, tenant_id, asked) => look({ cache, world: deps.world }, lane, tenant_id, asked),
  }
}

/** Merchants that are in memory are not asked for. */
async function look(
  { cache, world }: { cache: MerchantCache; world: Pick<World, 'elapsed_ms'> },
  lane: Lane,
  tenant_id: TenantId,
  { merchants, customers, methods }: PartiesAsked,
): Promise<PartyViews> {
  const known = merchants.map((id) => cache.get(tenant_id, id))
  const missing = [...new Set(merchants.filter((_, index) => known[index] === undefined))]
  if (missing.length + customers.length + methods.length === 0)
    return { merchants: known, customers: [], methods: [] }
  const read_ms = world.elapsed_ms()
  const found = await lookParties(lane, tenant_id, { merchants: missing, customers, methods })
  const fresh = new Map(
    found.merchants.flatMap((view) => (view === undefined ? [] : [[view.id, view] as const])),
  )
  for (const view of fresh.values()) cache.keep(tenant_id, view, read_ms)
  return { ...found, merchants: merchants.map((id, index) => known[index] ?? fresh.get(id)) }
}
