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
import { type BankAccounts, createBankAccounts } from './bank_accounts/bank_accounts.ts'
import { type BankFiles, createBankFiles } from './bank_files/bank_files.ts'
import { mandateJobs } from './mandates/jobs.ts'
import { createMandates, type Mandates } from './mandates/mandates.ts'
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
export type Rails = Caller &
  Authenticator &
  DisputeCaller &
  BankAccounts &
  BankFiles &
  Mandates & {
    /** What a worker does for the rails. */
    readonly jobs: readonly JobKind[]
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
    ...createBankAccounts(deps),
    ...createBankFiles(deps),
    ...createMandates(deps),
    jobs: mandateJobs(deps),
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
