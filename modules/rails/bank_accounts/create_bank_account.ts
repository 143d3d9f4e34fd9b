import { present } from '../../../kernel/assert.ts'
import { canonicalJson } from '../../../kernel/canonical_json.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import { dayOf } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import {
  type BankAccount,
  bankAccountJson,
  type SealedBankAccount,
  type SealedDetails,
  withoutDetails,
} from './bank_account.ts'
import { type BankAccountDeps, DETAILS_PURPOSE } from './deps.ts'
import { bankAccountErrors } from './errors.ts'
import { bankAccountFacts } from './facts.ts'
import { type DetailsAsked, readDetails } from './read_details.ts'
import { withReach } from './reach_bank.ts'
import * as store from './store.ts'

export type NewBankAccount = {
  readonly id: Id<'bac'>
  readonly details: DetailsAsked
  /** Rails that the details must be enough for; any one when empty. */
  readonly rails: readonly string[]
  readonly reference: string | null
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Reads and seals the details of a bank account, outside of any transaction. What it answers has no account number in it.
 * Errors: `bank_account_not_valid` with every fault and its field.
 */
export async function sealDetails(
  { sealer }: BankAccountDeps,
  scope: OpenScope,
  { details, rails }: Pick<NewBankAccount, 'details' | 'rails'>,
): Promise<Result<SealedFields, Failure>> {
  const read = readDetails(details, rails, dayOf(scope.world.now()))
  if (!read.ok) return bankAccountErrors.fail('bank_account_not_valid', { errors: read.faults })
  const { country, currency, account_type, account, purpose } = read.value.details
  const { name, kind, ...holder } = read.value.details.holder
  const hidden: SealedDetails = { account, holder, ...(purpose === undefined ? {} : { purpose }) }
  const [sealed_details, fingerprint] = await Promise.all([
    sealer.seal(scope, DETAILS_PURPOSE, secret(JSON.stringify(hidden))),
    sealer.fingerprint(scope, DETAILS_PURPOSE, secret(canonicalJson({ country, account }))),
  ])
  return ok({
    country,
    currency,
    holder_name: name.trim(),
    holder_kind: kind,
    account_type: account_type ?? null,
    bank: read.value.bank,
    rails: read.value.rails,
    number_last4: read.value.last4,
    fingerprint,
    sealed_details,
  })
}
export type SealedFields = Pick<
  SealedBankAccount,
  | 'country'
  | 'currency'
  | 'holder_name'
  | 'holder_kind'
  | 'account_type'
  | 'bank'
  | 'rails'
  | 'number_last4'
  | 'fingerprint'
  | 'sealed_details'
>

/**
 * Stores a bank account whose details were sealed, in the caller's transaction. A repeat, known by the id, answers the
 * account as it is now. Errors: `bank_account_not_valid` when a directory knows that no rail reaches the bank;
 * `bank_account_differs`, `bank_account_reference_taken`.
 */
export async function createBankAccount(
  { audit }: BankAccountDeps,
  scope: Scope,
  asked: Pick<NewBankAccount, 'id' | 'reference' | 'metadata' | 'rails'>,
  checked: SealedFields,
): Promise<Result<BankAccount, Failure>> {
  const { db, tenant_id } = scope
  const reached = await withReach(db, checked, asked.rails)
  if (!reached.ok) return reached
  const sealed = reached.value
  const at = scope.world.now()
  const times = { details_given_at: at, created_at: at, updated_at: at }
  const fresh = { state: 'enabled', because: null, version: 1, ...times } as const
  const { id, reference, metadata } = asked
  const account: SealedBankAccount = { id, reference, metadata, ...sealed, ...fresh }
  if (!(await store.insertBankAccount(db, tenant_id, account))) return existing(scope, account)
  const object = bankAccountJson(withoutDetails(account))
  await audit.append(scope, [
    { action: 'bank_accounts.create', resource_type: 'bank_account', resource_id: id, after: object },
  ])
  await appendFacts(db, scope, [bankAccountFacts.fact('rails.bank_account_created', id, { object })])
  return ok(withoutDetails(account))
}

/** Whoever has the id or the reference has committed by now: the insert waited for it. */
async function existing(
  { db, tenant_id }: Scope,
  asked: SealedBankAccount,
): Promise<Result<BankAccount, Failure>> {
  const found = await store.findBankAccount(db, tenant_id, asked.id)
  if (found !== undefined) {
    const given = ['country', 'currency', 'holder_name', 'holder_kind', 'fingerprint', 'reference'] as const
    const param = found.version > 1 ? undefined : given.find((name) => found[name] !== asked[name])
    if (param === undefined) return ok(withoutDetails(found))
    return bankAccountErrors.fail('bank_account_differs', {
      param: param === 'fingerprint' ? 'account' : param,
    })
  }
  const reference = present(asked.reference, 'a reference that was taken')
  const [holder] = await store.listBankAccounts(db, tenant_id, { reference }, { after: undefined, limit: 1 })
  const detail = `${present(holder, 'the bank account that has the reference').id} has the reference already.`
  return bankAccountErrors.fail('bank_account_reference_taken', { param: 'reference', detail })
}
