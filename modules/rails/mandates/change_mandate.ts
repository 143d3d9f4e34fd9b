import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Day } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { findBankAccount } from '../bank_accounts/store.ts'
import type { BankAccount } from '../bank_accounts/bank_account.ts'
import { amendMandate as amendmentOf } from '../rules/sepa/mandate.ts'
import { checkTerms, evidenceOf, lapsesOn, type NewMandate, scheduleLapse } from './create_mandate.ts'
import type { MandateDeps } from './deps.ts'
import { mandateErrors } from './errors.ts'
import { mandateFacts } from './facts.ts'
import { type MandateEvent, mandateMachine, type MandateState } from './mandate.machine.ts'
import { type Evidence, type Mandate, mandateJson } from './mandate.ts'
import * as store from './store.ts'

const targetOf = (state: MandateState, event: MandateEvent): MandateState | undefined => {
  const events: Readonly<Record<string, MandateState>> = mandateMachine.table[state]
  return events[event]
}
async function locked({ db, tenant_id }: Scope, id: Id<'man'>): Promise<Result<Mandate, Failure>> {
  const found = await store.findMandate(db, tenant_id, id, { is_locked: true })
  return found === undefined ? mandateErrors.fail('mandate_not_found') : ok(found)
}

/**
 * Moves a mandate along its machine, in the caller's transaction. `because` is for the states that have a reason. A repeat
 * finds it there already and does nothing. Errors: `mandate_not_found`, `mandate_state`.
 */
export async function changeMandate(
  deps: MandateDeps,
  scope: Scope,
  id: Id<'man'>,
  change: { readonly event: MandateEvent; readonly because: string },
): Promise<Result<Mandate, Failure>> {
  const found = await locked(scope, id)
  if (!found.ok) return found
  const { state } = found.value
  const to = targetOf(state, change.event)
  if (to === undefined)
    return state === mandateMachine.leadsTo(change.event)
      ? found
      : mandateErrors.fail('mandate_state', { detail: `The mandate is ${state}.` })
  const at = scope.world.now()
  const because = to === 'active' ? null : change.because
  const after: Mandate = { ...found.value, state: to, because, updated_at: at }
  const { db, tenant_id } = scope
  await store.moveMandate(db, tenant_id, { id, from: state, event: change.event, to, because, at })
  await tell(deps, scope, { before: found.value, after, action: `mandates.${change.event}` })
  return ok(after)
}

async function tell(
  deps: MandateDeps,
  scope: Scope,
  { before, after, action }: { readonly before: Mandate; readonly after: Mandate; readonly action: string },
): Promise<void> {
  const [was, object] = [mandateJson(before), mandateJson(after)]
  await deps.audit.append(scope, [
    { action, resource_type: 'mandate', resource_id: after.id, before: was, after: object },
  ])
  await appendFacts(scope.db, scope, [mandateFacts.fact('rails.mandate_changed', after.id, { object })])
}

export type MandateChange = {
  readonly bank_account?: Id<'bac'>
  readonly creditor_name?: string
  readonly creditor_id?: string
  readonly reference?: string
}

/**
 * Changes the terms of a mandate, in the caller's transaction: the next collection tells the debtor's bank what they were.
 * A new account must be of the same holder; another debtor signs anew. A repeat finds nothing to change and does nothing.
 *
 * Errors: `mandate_not_found`, `mandate_state`, `mandate_new_debtor`, `mandate_reference_taken`; of the new terms
 * `mandate_not_valid`, `bank_account_not_found`, `bank_account_state`.
 */
export async function amendMandate(
  deps: MandateDeps,
  scope: Scope,
  id: Id<'man'>,
  change: MandateChange,
): Promise<Result<Mandate, Failure>> {
  const found = await locked(scope, id)
  if (!found.ok) return found
  const before = found.value
  if (before.state !== 'active' && before.state !== 'pending' && before.state !== 'suspended')
    return mandateErrors.fail('mandate_state', { detail: `The mandate is ${before.state}.` })
  const changed: Mandate = { ...before, ...change }
  const checked = await checkTerms(scope, changed)
  if (!checked.ok) return checked
  const said = await originalOf(scope, before, changed, checked.value)
  if (!said.ok) return said
  if (Object.keys(said.value).length === 0) return found
  const rival = await store.findByReference(scope.db, scope.tenant_id, changed)
  if (rival !== undefined && rival !== id)
    return mandateErrors.fail('mandate_reference_taken', {
      param: 'reference',
      detail: `${rival} has the reference already.`,
    })
  const after = { ...changed, amendments: before.amendments + 1, updated_at: scope.world.now() }
  await store.amendMandate(scope.db, scope.tenant_id, after, said.value)
  await tell(deps, scope, { before, after, action: 'mandates.amend' })
  return ok(after)
}

/** What the mandate said before, of what changed. Account numbers stay sealed: the account is named by its id. */
async function originalOf(
  { db, tenant_id }: Scope,
  before: Mandate,
  after: Mandate,
  next: BankAccount,
): Promise<Result<Readonly<Record<string, string>>, Failure>> {
  const old = present(await findBankAccount(db, tenant_id, before.bank_account), 'the account of a mandate')
  if (old.holder_name !== next.holder_name)
    return mandateErrors.fail('mandate_new_debtor', { param: 'bank_account' })
  const termsOf = (mandate: Mandate, account: BankAccount) => ({
    mandate_id: mandate.reference,
    creditor_id: mandate.creditor_id ?? '',
    creditor_name: mandate.creditor_name,
    debtor_name: account.holder_name,
    debtor_iban: account.id,
    debtor_bank: account.bank['bic'] ?? account.bank['bank_code'] ?? '',
  })
  const { amendment_indicator: _indicator, ...original } = amendmentOf(
    termsOf(before, old),
    termsOf(after, next),
  )
  return ok(
    Object.fromEntries(Object.entries(original).flatMap(([name, value]) => (value ? [[name, value]] : []))),
  )
}

/** Adds proof to a mandate, in the caller's transaction. A repeat adds it once more. Errors: `mandate_not_found`. */
export async function addEvidence(
  deps: MandateDeps,
  scope: Scope,
  id: Id<'man'>,
  given: NewMandate['signature'],
): Promise<Result<Evidence, Failure>> {
  const found = await locked(scope, id)
  if (!found.ok) return found
  const { db, tenant_id } = scope
  const known = await store.listEvidence(db, tenant_id, id)
  const evidence = evidenceOf(known.length + 1, given, scope.world.now())
  await store.insertEvidence(db, tenant_id, id, evidence)
  const { number, kind, sha256 } = evidence
  await deps.audit.append(scope, [
    {
      action: 'mandates.add_evidence',
      resource_type: 'mandate',
      resource_id: id,
      after: { number, kind, sha256 },
    },
  ])
  return ok(evidence)
}

/** Notes that a collection was presented, in the caller's transaction: the mandate lives on. A repeat changes nothing. */
export async function noteCollection(scope: Scope, mandate: Mandate, collected_on: Day): Promise<void> {
  const lapses_on = lapsesOn(mandate.scheme, collected_on)
  const at = scope.world.now()
  await store.noteCollection(scope.db, scope.tenant_id, mandate.id, { collected_on, lapses_on, at })
  await scheduleLapse(scope, { ...mandate, lapses_on })
}
