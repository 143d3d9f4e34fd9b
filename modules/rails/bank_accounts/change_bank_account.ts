import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { type BankAccountEvent, bankAccountMachine, type BankAccountState } from './bank_account.machine.ts'
import { type BankAccount, bankAccountJson, type SealedBankAccount, withoutDetails } from './bank_account.ts'
import type { SealedFields } from './create_bank_account.ts'
import type { BankAccountDeps } from './deps.ts'
import { bankAccountErrors } from './errors.ts'
import { bankAccountFacts } from './facts.ts'
import { withReach } from './reach_bank.ts'
import * as store from './store.ts'

async function locked({ db, tenant_id }: Scope, id: Id<'bac'>): Promise<Result<SealedBankAccount, Failure>> {
  const found = await store.findBankAccount(db, tenant_id, id, { is_locked: true })
  return found === undefined ? bankAccountErrors.fail('bank_account_not_found') : ok(found)
}

/**
 * Moves a bank account along its machine, in the caller's transaction. A repeat finds it there already and does nothing.
 * Errors: `bank_account_not_found`, `bank_account_state`.
 */
export async function changeBankAccount(
  deps: BankAccountDeps,
  scope: Scope,
  id: Id<'bac'>,
  change: { readonly event: BankAccountEvent; readonly because: string },
): Promise<Result<BankAccount, Failure>> {
  const found = await locked(scope, id)
  if (!found.ok) return found
  const { state } = found.value
  const events: Readonly<Record<string, BankAccountState>> = bankAccountMachine.table[state]
  const to = events[change.event]
  if (to === undefined)
    return state === bankAccountMachine.leadsTo(change.event)
      ? ok(withoutDetails(found.value))
      : bankAccountErrors.fail('bank_account_state', { detail: `The bank account is ${state}.` })
  const at = scope.world.now()
  const because = to === 'enabled' ? null : change.because
  const { db, tenant_id } = scope
  await store.moveBankAccount(db, tenant_id, { id, from: state, event: change.event, to, because, at })
  const after: SealedBankAccount = { ...found.value, state: to, because, updated_at: at }
  return ok(await tell(deps, scope, { before: found.value, after, action: `bank_accounts.${change.event}` }))
}

/**
 * Gives a bank account other details, in the caller's transaction, and enables it when it waited for them. Its country and
 * currency stay: another account is another one. A repeat with the same details changes nothing.
 * Errors: `bank_account_not_found`, `bank_account_state`, `bank_account_not_valid`.
 */
export async function replaceDetails(
  deps: BankAccountDeps,
  scope: Scope,
  id: Id<'bac'>,
  checked: SealedFields,
): Promise<Result<BankAccount, Failure>> {
  const found = await locked(scope, id)
  if (!found.ok) return found
  const before = found.value
  const reached = await withReach(scope.db, checked, [])
  if (!reached.ok) return reached
  const sealed = reached.value
  if (before.state === 'disabled' || before.state === 'frozen')
    return bankAccountErrors.fail('bank_account_state', { detail: `The bank account is ${before.state}.` })
  const moved = (['country', 'currency'] as const).find((name) => before[name] !== sealed[name])
  if (moved !== undefined)
    return bankAccountErrors.fail('bank_account_not_valid', {
      errors: [{ code: 'not_usable', param: moved, detail: 'stays as it is: make another bank account' }],
    })
  const isSame =
    before.fingerprint === sealed.fingerprint &&
    before.holder_name === sealed.holder_name &&
    before.holder_kind === sealed.holder_kind &&
    before.account_type === sealed.account_type
  if (isSame) return ok(withoutDetails(before))
  const at = scope.world.now()
  const after = { ...before, ...sealed, version: before.version + 1, details_given_at: at, updated_at: at }
  await store.updateDetails(scope.db, scope.tenant_id, after)
  const told = await tell(deps, scope, { before, after, action: 'bank_accounts.replace_details' })
  if (before.state !== 'needs_details') return ok(told)
  return changeBankAccount(deps, scope, id, { event: 'enable', because: 'new details' })
}

async function tell(
  { audit }: BankAccountDeps,
  scope: Scope,
  change: { readonly before: SealedBankAccount; readonly after: SealedBankAccount; readonly action: string },
): Promise<BankAccount> {
  const after = withoutDetails(change.after)
  const [was, object] = [bankAccountJson(withoutDetails(change.before)), bankAccountJson(after)]
  const { id } = after
  await audit.append(scope, [
    { action: change.action, resource_type: 'bank_account', resource_id: id, before: was, after: object },
  ])
  await appendFacts(scope.db, scope, [bankAccountFacts.fact('rails.bank_account_changed', id, { object })])
  return after
}
