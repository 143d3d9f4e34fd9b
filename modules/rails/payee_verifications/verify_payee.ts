import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { present } from '../../../kernel/assert.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { bankAccountErrors } from '../bank_accounts/errors.ts'
import { type SealedFields, sealDetails } from '../bank_accounts/create_bank_account.ts'
import type { DetailsAsked } from '../bank_accounts/read_details.ts'
import { findBankAccount } from '../bank_accounts/store.ts'
import type { AskProvider } from './ask_provider.ts'
import type { PayeeDeps } from './deps.ts'
import { payeeErrors } from './errors.ts'
import {
  type PayeeVerification,
  payeeVerificationJson,
  type SealedPayeeVerification,
  withoutSealed,
} from './payee_verification.ts'
import type { PayeeProvider } from './provider.ts'
import type { Equip } from './providers.ts'
import { ASK_JOB, askAgainAt, goodUntil, notPossible, recordAnswer, tellVerified } from './record_answer.ts'
import * as store from './store.ts'
import { listProviders } from './store_providers.ts'

/** Whose account it is, and who wants to pay. */
export type PayeeAsked = {
  readonly id: Id<'pvf'>
  /** A bank account that is known, under the name of its holder; or the details of one. */
  readonly payee: { readonly bank_account: Id<'bac'> } | { readonly details: DetailsAsked }
  readonly payer_name: string | null
}
type Subject = Pick<
  SealedPayeeVerification,
  | 'bank_account'
  | 'account_version'
  | 'country'
  | 'fingerprint'
  | 'number_last4'
  | 'asked_name'
  | 'payer_name'
  | 'sealed_details'
>

/**
 * Asks the payee's bank, through a provider, whether an account belongs to a name. What is asked is written down first (T1),
 * with the job that asks again when this process dies or no answer comes; then it is asked (N), and the answer is written
 * down (T2). Without a provider for the country it is "not possible" at once. Outside of transactions.
 *
 * A repeat, known by the id, answers what there is, and asks once more when there is no answer yet: nothing moves by asking.
 * Errors: `bank_account_not_found`, `bank_account_state` when it is disabled; of details `bank_account_not_valid`;
 * `payee_verification_differs`.
 */
export async function verifyPayee(
  deps: PayeeDeps & { readonly ask: AskProvider; readonly equip: Equip },
  scope: OpenScope,
  { id, payee, payer_name }: PayeeAsked,
): Promise<Result<PayeeVerification, Failure>> {
  const details =
    'details' in payee ? await sealDetails(deps, scope, { details: payee.details, rails: [] }) : undefined
  if (details?.ok === false) return details
  await deps.equip(scope)
  const { tenant_id } = scope
  const noted = await deps.db.withTenant(tenant_id, async (db) => {
    const here = { ...scope, db }
    if (details !== undefined) return note(deps, here, id, subjectOf(details.value, payer_name))
    const { bank_account } = payee as { readonly bank_account: Id<'bac'> }
    const subject = await accountSubject(here, bank_account, payer_name)
    return subject.ok ? note(deps, here, id, subject.value) : subject
  })
  if (!noted.ok || noted.value.state === 'completed') return noted.ok ? ok(withoutSealed(noted.value)) : noted
  return ok(await askOnce(deps, scope, noted.value))
}

/** N and T2: asks, and writes down what came of it. */
export async function askOnce(
  { db, ask }: Pick<PayeeDeps, 'db'> & { readonly ask: AskProvider },
  scope: OpenScope,
  verification: SealedPayeeVerification,
): Promise<PayeeVerification> {
  const answer = await ask(scope, verification)
  const after = await db.withTenant(scope.tenant_id, (tx) =>
    recordAnswer({ ...scope, db: tx }, verification.id, answer),
  )
  return present(after, 'a verification that was written down')
}

const subjectOf = (
  { country, fingerprint, number_last4, holder_name, sealed_details }: SealedFields,
  payer_name: string | null,
): Subject => ({
  bank_account: null,
  account_version: null,
  country,
  fingerprint,
  number_last4,
  asked_name: holder_name,
  payer_name,
  sealed_details,
})

async function accountSubject(
  { db, tenant_id }: Scope,
  id: Id<'bac'>,
  payer_name: string | null,
): Promise<Result<Subject, Failure>> {
  const found = await findBankAccount(db, tenant_id, id)
  if (found === undefined) return bankAccountErrors.fail('bank_account_not_found', { param: 'bank_account' })
  if (found.state === 'disabled')
    return bankAccountErrors.fail('bank_account_state', { param: 'bank_account', detail: 'It is disabled.' })
  return ok({ ...subjectOf(found, payer_name), bank_account: id, account_version: found.version })
}

/** T1: the question, who is asked, and the job that makes up for what may get lost from here on. */
async function note(
  deps: PayeeDeps,
  scope: Scope,
  id: Id<'pvf'>,
  subject: Subject,
): Promise<Result<SealedPayeeVerification, Failure>> {
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const provider = (await listProviders(db, tenant_id)).find((one) => isForCountry(one, subject.country))
  const asked = { id, ...subject, requested_at: at, consent: null, asked: 0 }
  const verification: SealedPayeeVerification =
    provider === undefined
      ? {
          ...asked,
          ...notPossible(`No provider is there to be asked about accounts in ${subject.country}.`),
          provider: null,
          state: 'completed',
          sealed_details: null,
          completed_at: at,
          valid_until: goodUntil(at),
        }
      : { ...asked, ...nothingYet, provider: provider.id }
  if (!(await store.insertVerification(db, tenant_id, verification))) return existing(scope, verification)
  await deps.audit.append(scope, [
    {
      action: 'payee_verifications.create',
      resource_type: 'payee_verification',
      resource_id: id,
      after: payeeVerificationJson(withoutSealed(verification)),
    },
  ])
  if (provider === undefined) await tellVerified(scope, withoutSealed(verification))
  else {
    const run_at = present(askAgainAt(0, at), 'a first wait')
    await schedule(db, scope, [{ kind: ASK_JOB, body: { verification: id }, run_at, unique_key: id }])
  }
  return ok(verification)
}

const nothingYet = {
  state: 'pending',
  code: null,
  matched_name: null,
  because: null,
  completed_at: null,
  valid_until: null,
} as const

const isForCountry = ({ state, countries }: PayeeProvider, country: string): boolean =>
  state === 'enabled' && (countries.length === 0 || countries.includes(country))

/** Whoever has the id has committed by now: the insert waited for it. */
async function existing(
  { db, tenant_id }: Scope,
  asked: SealedPayeeVerification,
): Promise<Result<SealedPayeeVerification, Failure>> {
  const found = present(
    await store.findVerification(db, tenant_id, asked.id),
    'the verification that has the id',
  )
  // A bank account may have other details by now: it is the same question all the same.
  const names =
    asked.bank_account === null
      ? (['bank_account', 'payer_name', 'fingerprint', 'asked_name'] as const)
      : (['bank_account', 'payer_name'] as const)
  const param = names.find((name) => found[name] !== asked[name])
  if (param === undefined) return ok(found)
  const fields = { fingerprint: 'account', asked_name: 'holder.name' } as const
  return payeeErrors.fail('payee_verification_differs', {
    param: param === 'fingerprint' || param === 'asked_name' ? fields[param] : param,
  })
}
