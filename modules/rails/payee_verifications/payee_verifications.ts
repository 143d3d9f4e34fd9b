import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { JobKind } from '../../../platform/jobs/job.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { createAskProvider } from './ask_provider.ts'
import { type ConsentGiven, recordConsent } from './consent.ts'
import type { PayeeDeps } from './deps.ts'
import { payeeErrors } from './errors.ts'
import { payeeJobs } from './jobs.ts'
import { type PayeeConsent, type PayeeVerification, withoutSealed } from './payee_verification.ts'
import { type PayeeProvider, withoutSecret } from './provider.ts'
import {
  changeProvider,
  createEquip,
  createProvider,
  listProviders,
  type NewPayeeProvider,
} from './providers.ts'
import * as store from './store.ts'
import { type PayeeAsked, verifyPayee } from './verify_payee.ts'

/** Whether accounts belong to names. What each method does and refuses stands beside its function. */
export type PayeeVerifications = {
  verifyPayee(scope: OpenScope, asked: PayeeAsked): Promise<Result<PayeeVerification, Failure>>
  recordConsent(scope: Scope, id: Id<'pvf'>, given: ConsentGiven): Promise<Result<PayeeConsent, Failure>>
  findPayeeVerification(scope: OpenScope, id: Id<'pvf'>): Promise<Result<PayeeVerification, Failure>>
  /** Newest first. */
  listPayeeVerifications(
    scope: OpenScope,
    filter: { readonly bank_account?: Id<'bac'> | undefined },
    page: { readonly after: store.VerificationPlace | undefined; readonly limit: number },
  ): Promise<readonly PayeeVerification[]>
  /** The newest one of a bank account, in the caller's transaction: what `mayPay` is asked about. */
  latestPayeeVerification(
    scope: Pick<Scope, 'db' | 'tenant_id'>,
    bank_account: Id<'bac'>,
  ): Promise<PayeeVerification | undefined>
  /** In the order in which they were given. */
  listPayeeConsents(scope: OpenScope, id: Id<'pvf'>): Promise<Result<readonly PayeeConsent[], Failure>>
  createPayeeProvider(scope: OpenScope, asked: NewPayeeProvider): Promise<Result<PayeeProvider, Failure>>
  changePayeeProvider(
    scope: Scope,
    id: Id<'pvp'>,
    verb: 'enable' | 'disable',
  ): Promise<Result<PayeeProvider, Failure>>
  /** Simulated ones of a sandbox included. */
  listPayeeProviders(scope: OpenScope): Promise<readonly PayeeProvider[]>
}

export function createPayeeVerifications(deps: PayeeDeps): {
  readonly payees: PayeeVerifications
  readonly jobs: readonly JobKind[]
} {
  const { db } = deps
  const ask = createAskProvider(deps)
  const equip = createEquip(deps)
  const with_ask = { ...deps, ask, equip }
  const payees: PayeeVerifications = {
    verifyPayee: (scope, asked) => verifyPayee(with_ask, scope, asked),
    recordConsent: (scope, id, given) => recordConsent(deps, scope, id, given),
    async findPayeeVerification({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => store.findVerification(tx, tenant_id, id))
      return found === undefined ? payeeErrors.fail('payee_verification_not_found') : ok(withoutSealed(found))
    },
    async listPayeeVerifications({ tenant_id }, filter, page) {
      const found = await db.withTenant(tenant_id, (tx) =>
        store.listVerifications(tx, tenant_id, filter, page),
      )
      return found.map(withoutSealed)
    },
    async latestPayeeVerification({ db: tx, tenant_id }, bank_account) {
      const [found] = await store.listVerifications(
        tx,
        tenant_id,
        { bank_account },
        { after: undefined, limit: 1 },
      )
      return found && withoutSealed(found)
    },
    listPayeeConsents: ({ tenant_id }, id) =>
      db.withTenant(tenant_id, async (tx) => {
        const found = await store.findVerification(tx, tenant_id, id)
        if (found === undefined) return payeeErrors.fail('payee_verification_not_found')
        return ok(await store.listConsents(tx, tenant_id, id))
      }),
    createPayeeProvider: (scope, asked) => createProvider(deps, scope, asked),
    changePayeeProvider: (scope, id, verb) => changeProvider(deps, scope, id, verb),
    async listPayeeProviders(scope) {
      await equip(scope)
      return (await listProviders(deps, scope.tenant_id)).map(withoutSecret)
    },
  }
  return { payees, jobs: payeeJobs({ db, ask }) }
}
