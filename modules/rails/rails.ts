import type { Id } from '../../kernel/id.ts'
import type { Result } from '../../kernel/result.ts'
import type { Db } from '../../platform/db/database.ts'
import type { JobKind } from '../../platform/jobs/job.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import { createAccountCache } from './account_cache.ts'
import {
  changeState,
  type CreateAccount,
  createAccount,
  ensureSandboxAccounts,
  type SandboxAccount,
} from './accounts.ts'
import { type Account, withoutSecrets } from './acquirer_account.ts'
import { type Ach, createAch } from './ach/ach.ts'
import { reversalJobs } from './ach/reversals.ts'
import { type BankAccounts, createBankAccounts } from './bank_accounts/bank_accounts.ts'
import { type BankExchange, createBankExchange } from './bank_exchange.ts'
import { bankFileReaders } from './bank_file_readers.ts'
import { type BankFiles, createBankFiles } from './bank_files/bank_files.ts'
import { createInstantPayments, type InstantPayments } from './instant/instant.ts'
import { mandateJobs } from './mandates/jobs.ts'
import { createMandates, type Mandates } from './mandates/mandates.ts'
import {
  createPayeeVerifications,
  type PayeeVerifications,
} from './payee_verifications/payee_verifications.ts'
import type { OrderDeps } from './payment_orders/deps.ts'
import { followFile } from './payment_orders/follow_file.ts'
import { createPaymentOrders, paymentOrderJobs, type PaymentOrders } from './payment_orders/payment_orders.ts'
import { createSepa, type Sepa, sepaJobs } from './sepa/sepa.ts'
import { createReadCallback, type ReadCallback } from './callback.ts'
import { type Caller, createCaller } from './call.ts'
import { createDisputeCaller } from './ask_disputes.ts'
import type { CardCapabilities } from './card_connector.ts'
import type { DisputeCaller } from './dispute_connector.ts'
import type { RailsFailure } from './errors.ts'
import type { RailsDeps } from './index.ts'
import { createMakeReady } from './ready.ts'
import { findAccount, listAccounts } from './store.ts'
import { type Authenticator, createAuthenticator } from './authenticate.ts'

/** Acquirers and how they are reached. */
export type Rails = Ach &
  Caller &
  Authenticator &
  DisputeCaller &
  BankAccounts &
  BankExchange &
  BankFiles &
  InstantPayments &
  Mandates &
  PaymentOrders &
  Sepa &
  PayeeVerifications & {
    /** What a worker does for the rails. */
    readonly jobs: readonly JobKind[]
    /** Calls the listener, the latest one, when something of a tenant is due at once: whoever does jobs need not look for it. */
    onHurry(listener: (tenant_id: TenantId) => void): void
    /** The tenant's accounts, disabled ones included: from memory, at most two seconds old. */
    accounts(scope: Pick<OpenScope, 'tenant_id'> & { readonly db?: Db }): Promise<readonly Account[]>
    /** See `createAccount`. */
    createAccount(
      scope: OpenScope,
      id: Id<'aca'>,
      command: CreateAccount,
    ): Promise<Result<Account, RailsFailure>>
    changeState(scope: Scope, id: Id<'aca'>, state: Account['state']): Promise<Result<Account, RailsFailure>>
    /** Undefined when the tenant has no such account. Reads the database. */
    findAccount(scope: OpenScope, id: Id<'aca'>): Promise<Account | undefined>
    /** In the order of their ids, from above `after`; at most `limit`. */
    listAccounts(scope: OpenScope, page: { after: Id<'aca'> | undefined; limit: number }): Promise<Account[]>
    /** Makes the simulated accounts of a sandbox, once. A repeat answers what there is. */
    ensureSandboxAccounts(scope: OpenScope, wanted: readonly SandboxAccount[]): Promise<Account[]>
    /** What the account's acquirer offers; undefined when the tenant has no such account. */
    capabilities(
      scope: Pick<OpenScope, 'tenant_id'> & { readonly db?: Db },
      id: Id<'aca'>,
    ): Promise<CardCapabilities | undefined>
    /** Whether this is the address of an account of the tenant's that is in use, or of its directory server. From memory. */
    isDestination(tenant_id: TenantId, url: string): boolean
    /** Reads what an acquirer sent to one of our addresses. */
    readonly callback: ReadCallback
  }

export function createRails(deps: RailsDeps): Rails {
  const { db } = deps
  const cache = createAccountCache(deps)
  const makeReady = createMakeReady(deps, cache)
  let hurried: (tenant_id: TenantId) => void = () => undefined
  const bank_side = createBankSide({ ...deps, hurry: (tenant_id) => hurried(tenant_id) })
  const accountsOf = ({ tenant_id, db: tx }: { tenant_id: TenantId; db?: Db }) =>
    tx === undefined ? cache.read(tenant_id) : cache.readWithin(tx, tenant_id)
  const onChange = (tenant_id: TenantId): void => {
    cache.forget(tenant_id)
    deps.changed?.(tenant_id)
  }
  const with_change = { ...deps, onChange }
  return {
    ...createCaller(deps, makeReady),
    ...createAuthenticator(deps, cache, makeReady),
    ...createDisputeCaller(deps, makeReady),
    ...bank_side.faces,
    jobs: bank_side.jobs,
    onHurry(listener) {
      hurried = listener
    },
    isDestination: (tenant_id, url) => cache.isDestination(tenant_id, url),
    async accounts(scope) {
      return [...(await accountsOf(scope)).values()].map(withoutSecrets)
    },
    createAccount: (scope, id, command) => createAccount(with_change, scope, id, command),
    changeState: (scope, id, state) => changeState(with_change, scope, id, state),
    async findAccount({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => findAccount(tx, tenant_id, id))
      return found === undefined ? undefined : withoutSecrets(found)
    },
    async listAccounts({ tenant_id }, page) {
      const found = await db.withTenant(tenant_id, (tx) => listAccounts(tx, tenant_id, page))
      return found.map(withoutSecrets)
    },
    ensureSandboxAccounts: (scope, wanted) => ensureSandboxAccounts(with_change, scope, wanted),
    async capabilities(scope, id) {
      const account = (await accountsOf(scope)).get(id)
      return deps.connectors.find(({ name }) => name === account?.connector)?.capabilities
    },
    callback: createReadCallback(deps, cache),
  }
}

/** Everything that money moves by between bank accounts, and what a worker does for it. */
function createBankSide(deps: RailsDeps & Pick<OrderDeps, 'hurry'>) {
  const order_deps = { ...deps, follow: followFile }
  const bank_files = createBankFiles(deps)
  const { exchange, jobs: exchange_jobs } = createBankExchange({
    ...order_deps,
    bank_files,
    readers: bankFileReaders(order_deps),
  })
  const { payees, jobs: payee_jobs } = createPayeeVerifications(deps)
  const { instant, jobs: instant_jobs } = createInstantPayments({ ...order_deps, bank_files })
  return {
    faces: {
      ...createAch(order_deps),
      ...createBankAccounts(deps),
      ...bank_files,
      ...exchange,
      ...instant,
      ...createMandates(deps),
      ...createPaymentOrders(order_deps),
      ...createSepa(order_deps),
      ...payees,
    },
    jobs: [
      ...mandateJobs(deps),
      ...paymentOrderJobs(order_deps),
      ...sepaJobs(order_deps),
      ...reversalJobs(order_deps),
      ...exchange_jobs,
      ...payee_jobs,
      ...instant_jobs,
    ],
  }
}
