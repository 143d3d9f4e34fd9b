import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { type BankAccount, type SealedDetails, withoutDetails } from './bank_account.ts'
import type { BankAccountEvent } from './bank_account.machine.ts'
import { changeBankAccount, replaceDetails } from './change_bank_account.ts'
import {
  createBankAccount,
  type NewBankAccount,
  sealDetails,
  type SealedFields,
} from './create_bank_account.ts'
import { type BankAccountDeps, DETAILS_PURPOSE } from './deps.ts'
import { bankAccountErrors } from './errors.ts'
import * as store from './store.ts'

/** Bank accounts of others. What each method does and refuses stands beside its function. */
export type BankAccounts = {
  sealDetails(
    scope: OpenScope,
    asked: Pick<NewBankAccount, 'details' | 'rails'>,
  ): Promise<Result<SealedFields, Failure>>
  createBankAccount(
    scope: Scope,
    asked: Pick<NewBankAccount, 'id' | 'reference' | 'metadata' | 'rails'>,
    sealed: SealedFields,
  ): Promise<Result<BankAccount, Failure>>
  changeBankAccount(
    scope: Scope,
    id: Id<'bac'>,
    change: { readonly event: BankAccountEvent; readonly because: string },
  ): Promise<Result<BankAccount, Failure>>
  replaceDetails(scope: Scope, id: Id<'bac'>, sealed: SealedFields): Promise<Result<BankAccount, Failure>>
  findBankAccount(scope: OpenScope, id: Id<'bac'>): Promise<Result<BankAccount, Failure>>
  listBankAccounts(
    scope: OpenScope,
    filter: store.BankAccountFilter,
    page: { readonly after: store.BankAccountPlace | undefined; readonly limit: number },
  ): Promise<readonly BankAccount[]>
  /** What only the rail gets to see, opened. Outside of transactions. Errors: `bank_account_not_found`. */
  openDetails(scope: OpenScope, id: Id<'bac'>): Promise<Result<SealedDetails, Failure>>
}

export function createBankAccounts(deps: BankAccountDeps): BankAccounts {
  const { db, sealer } = deps
  const find = ({ tenant_id }: OpenScope, id: Id<'bac'>) =>
    db.withTenant(tenant_id, (tx) => store.findBankAccount(tx, tenant_id, id))
  return {
    sealDetails: (scope, asked) => sealDetails(deps, scope, asked),
    createBankAccount: (scope, asked, sealed) => createBankAccount(deps, scope, asked, sealed),
    changeBankAccount: (scope, id, change) => changeBankAccount(deps, scope, id, change),
    replaceDetails: (scope, id, sealed) => replaceDetails(deps, scope, id, sealed),
    async findBankAccount(scope, id) {
      const found = await find(scope, id)
      return found === undefined
        ? bankAccountErrors.fail('bank_account_not_found')
        : ok(withoutDetails(found))
    },
    async listBankAccounts({ tenant_id }, filter, page) {
      const found = await db.withTenant(tenant_id, (tx) =>
        store.listBankAccounts(tx, tenant_id, filter, page),
      )
      return found.map(withoutDetails)
    },
    async openDetails(scope, id) {
      const found = await find(scope, id)
      if (found === undefined) return bankAccountErrors.fail('bank_account_not_found')
      const opened = await sealer.unseal(scope, DETAILS_PURPOSE, found.sealed_details)
      return ok(JSON.parse(opened.reveal()) as SealedDetails)
    },
  }
}
