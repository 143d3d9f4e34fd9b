import { createHash } from 'node:crypto'
import { present } from '../../../kernel/assert.ts'
import { canonicalJson } from '../../../kernel/canonical_json.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { type Day, dayOf, instantText, startOfDay } from '../../../kernel/world.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { findBankAccount } from '../bank_accounts/store.ts'
import { bankAccountErrors } from '../bank_accounts/errors.ts'
import { plusDays, plusMonths } from '../calendars/days.ts'
import { sepaRules } from '../rules/sepa/facts/sepa_rules.ts'
import type { BankAccount } from '../bank_accounts/bank_account.ts'
import { mandateFaults, type MandateTermsAsked } from './check_mandate.ts'
import type { MandateDeps } from './deps.ts'
import { mandateErrors } from './errors.ts'
import { mandateFacts } from './facts.ts'
import { type Evidence, type Mandate, mandateJson, type MandateScheme } from './mandate.ts'
import * as store from './store.ts'

export const LAPSE_JOB = 'rails.lapse_mandates'

export type NewMandate = Pick<
  Mandate,
  | 'id'
  | 'scheme'
  | 'reference'
  | 'bank_account'
  | 'kind'
  | 'creditor_name'
  | 'creditor_id'
  | 'sec_code'
  | 'signed_on'
  | 'pre_notification_days'
  | 'amount_max'
  | 'metadata'
> & { readonly signature: { readonly kind: string; readonly content: Readonly<Record<string, string>> } }

/**
 * Records what a debtor agreed to, with the proof of it, in the caller's transaction. One of SEPA B2B is `pending` until
 * it is said that the debtor's bank has it.
 *
 * A repeat, known by the id, answers the mandate as it is now. Errors: `bank_account_not_found`, `bank_account_state`,
 * `mandate_not_valid` with every fault, `mandate_differs`, `mandate_reference_taken`.
 */
export async function createMandate(
  deps: MandateDeps,
  scope: Scope,
  asked: NewMandate,
): Promise<Result<Mandate, Failure>> {
  const { db, tenant_id } = scope
  const now = scope.world.now()
  const checked = await checkTerms(scope, asked)
  if (!checked.ok) return checked
  const { signature, ...terms } = asked
  const mandate: Mandate = {
    ...terms,
    state: asked.scheme === 'sepa_b2b' ? 'pending' : 'active',
    because: null,
    last_collection_on: null,
    lapses_on: lapsesOn(asked.scheme, asked.signed_on),
    amendments: 0,
    created_at: now,
    updated_at: now,
  }
  if (!(await store.insertMandate(db, tenant_id, mandate))) return existing(scope, mandate)
  await store.insertEvidence(db, tenant_id, mandate.id, evidenceOf(1, signature, now))
  await scheduleLapse(scope, mandate)
  const object = mandateJson(mandate)
  await deps.audit.append(scope, [
    { action: 'mandates.create', resource_type: 'mandate', resource_id: mandate.id, after: object },
  ])
  await appendFacts(db, scope, [mandateFacts.fact('rails.mandate_created', mandate.id, { object })])
  return ok(mandate)
}

/**
 * The bank account of a mandate, when its terms are what its scheme allows. Errors: `bank_account_not_found`,
 * `bank_account_state`, `mandate_not_valid` with every fault.
 */
export async function checkTerms(
  { db, tenant_id, world }: Scope,
  asked: MandateTermsAsked & Pick<Mandate, 'bank_account'>,
): Promise<Result<BankAccount, Failure>> {
  const account = await findBankAccount(db, tenant_id, asked.bank_account)
  if (account === undefined)
    return bankAccountErrors.fail('bank_account_not_found', { param: 'bank_account' })
  if (account.state !== 'enabled')
    return bankAccountErrors.fail('bank_account_state', {
      param: 'bank_account',
      detail: `It is ${account.state}.`,
    })
  const errors = mandateFaults(asked, dayOf(world.now()))
  if (asked.scheme !== 'ach' && account.bank['iban_country'] === undefined)
    errors.push({
      code: 'not_usable',
      param: 'bank_account',
      detail: 'must be an account with an IBAN for SEPA',
    })
  return errors.length > 0 ? mandateErrors.fail('mandate_not_valid', { errors }) : ok(account)
}

export const evidenceOf = (
  number: number,
  { kind, content }: NewMandate['signature'],
  added_at: Evidence['added_at'],
): Evidence => ({
  number,
  kind,
  content,
  sha256: createHash('sha256')
    .update(canonicalJson({ kind, content, added_at: instantText(added_at) }))
    .digest('hex'),
  added_at,
})

/** SEPA: 36 months after the last collection, or after the signature (`sepa_rules.ts`). ACH knows no such thing. */
export function lapsesOn(scheme: MandateScheme, from: Day): Day | null {
  return scheme === 'ach' ? null : plusMonths(from, sepaRules.on('mandate_dormancy', from).value)
}

/** Waits for the day after; a collection puts it off. */
export async function scheduleLapse({ db, ...scope }: Scope, { id, lapses_on }: Mandate): Promise<void> {
  if (lapses_on === null) return
  const run_at = startOfDay(plusDays(lapses_on, 1))
  await schedule(db, scope, [{ kind: LAPSE_JOB, body: { mandate: id }, run_at, unique_key: id }])
}

/** Whoever has the id or the reference has committed by now: the insert waited for it. */
async function existing({ db, tenant_id }: Scope, asked: Mandate): Promise<Result<Mandate, Failure>> {
  const found = await store.findMandate(db, tenant_id, asked.id)
  if (found !== undefined) {
    const given = [
      'scheme',
      'reference',
      'bank_account',
      'kind',
      'creditor_id',
      'sec_code',
      'signed_on',
    ] as const
    const param = found.amendments > 0 ? undefined : given.find((name) => found[name] !== asked[name])
    return param === undefined ? ok(found) : mandateErrors.fail('mandate_differs', { param })
  }
  const holder = present(
    await store.findByReference(db, tenant_id, asked),
    'the mandate that has the reference',
  )
  const detail = `${holder} has the reference already.`
  return mandateErrors.fail('mandate_reference_taken', { param: 'reference', detail })
}
