import { present } from '../../kernel/assert.ts'
import { type Id, parseId } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Instant } from '../../kernel/world.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import { lockLiving } from './customers.ts'
import { partyErrors } from './errors_parties.ts'
import { partyFacts } from './facts_parties.ts'
import { firstDifference, hasTooMuch, mergeMetadata, previousOf } from './parties_changes.ts'
import { METHODS_PER_CUSTOMER_MAX } from './parties_limits.ts'
import {
  type CardSnapshot,
  type Consent,
  type ConsentAsked,
  type NewPaymentMethod,
  type PaymentMethod,
  type PaymentMethodFields,
  paymentMethodJson,
  type PaymentMethodPatch,
} from './payment_method.ts'
import * as store from './store_payment_methods.ts'

/** Of the vault's face, what payment methods need. Called inside a transaction: it must not open one itself. */
export type CardSource = {
  /** In order; undefined for tokens it does not know. */
  describe(
    scope: OpenScope,
    tokens: readonly Id<'tok'>[],
  ): Promise<readonly ((CardSnapshot & { readonly token: Id<'tok'> }) | undefined)[]>
  /** The token of a test name such as `pm_card_visa`; undefined in a live tenant and for other names. */
  testCard(scope: OpenScope, name: string): Promise<Id<'tok'> | undefined>
}
export type PaymentMethodDeps = { readonly audit: Audit; readonly vault: CardSource }

const methodFields = ({
  token,
  customer,
  consent,
  billing,
  metadata,
}: PaymentMethod): PaymentMethodFields => ({
  token,
  customer,
  consent: consent === null ? null : { reference: consent.reference },
  billing,
  metadata,
})
const consentOf = (asked: ConsentAsked, at: Instant): Consent | null =>
  asked === null ? null : { given_at: at, reference: asked.reference }

/** The card that a token or a test name stands for. Errors: `card_token_unknown`. */
async function cardOf(
  { vault }: PaymentMethodDeps,
  scope: Scope,
  text: string,
): Promise<Result<CardSnapshot & { readonly token: Id<'tok'> }, Failure>> {
  const token = parseId('tok', text) ?? (await vault.testCard(scope, text))
  const [card] = token === undefined ? [] : await vault.describe(scope, [token])
  if (token === undefined || card === undefined)
    return partyErrors.fail('card_token_unknown', {
      param: 'token',
      detail: `The vault has no card ${text}.`,
    })
  const { scheme, bin, last4, expiry_month, expiry_year, country, funding, fingerprint } = card
  return ok({ scheme, bin, last4, expiry_month, expiry_year, country, funding, fingerprint, token })
}

/**
 * Keeps a card token for use again, in the caller's transaction; attached at once when a customer is named.
 *
 * A repeat, known by the id, returns the method as it is now and tells nothing.
 * Errors: `card_token_unknown`, `customer_not_found`, `customer_deleted`, `payment_method_limit_reached`,
 * `consent_without_customer`, `payment_method_differs` naming the field, `payment_method_detached`.
 */
export async function createPaymentMethod(
  deps: PaymentMethodDeps,
  scope: Scope,
  command: NewPaymentMethod,
): Promise<Result<PaymentMethod, Failure>> {
  const { id, customer, consent, billing, metadata } = command
  if (consent !== null && customer === null)
    return partyErrors.fail('consent_without_customer', { param: 'consent' })
  const found = await cardOf(deps, scope, command.token)
  if (!found.ok) return found
  const { token, ...card } = found.value
  const asked: PaymentMethodFields = { token, customer, consent, billing, metadata }
  const known = await store.findMethod(scope.db, scope.tenant_id, id)
  if (known !== undefined) return repeated(known, asked)
  if (customer !== null) {
    const free = await roomAt(scope, customer)
    if (!free.ok) return free
  }
  const at = scope.world.now()
  const method: PaymentMethod = {
    id,
    token,
    customer,
    state: 'active',
    card,
    billing,
    metadata,
    created_at: at,
    updated_at: at,
    network_transaction_id: null,
    transaction_link_id: null,
    detached_at: null,
    consent: consentOf(consent, at),
  }
  if (!(await store.insertMethod(scope.db, scope.tenant_id, method)))
    return repeated(present(await store.findMethod(scope.db, scope.tenant_id, id), 'the method'), asked)
  const object = paymentMethodJson(method)
  await audited(deps, scope, 'payment_methods.create', undefined, method)
  if (customer !== null)
    await appendFacts(scope.db, scope, [partyFacts.fact('payments.payment_method_attached', id, { object })])
  return ok(method)
}

function repeated(
  { method, original }: store.StoredMethod,
  asked: PaymentMethodFields,
): Result<PaymentMethod, Failure> {
  // What it was created with is erased.
  if (method.state === 'detached') return partyErrors.fail('payment_method_detached')
  const field = firstDifference(asked, original ?? methodFields(method))
  return field === undefined ? ok(method) : partyErrors.fail('payment_method_differs', { param: field })
}

/** Holds the customer that a method comes to. */
async function roomAt(scope: Scope, customer: Id<'cus'>): Promise<Result<null, Failure>> {
  const found = await lockLiving(scope, customer, 'customer')
  if (!found.ok) return found
  const count = await store.countMethods(scope.db, scope.tenant_id, customer)
  return count < METHODS_PER_CUSTOMER_MAX ? ok(null) : partyErrors.fail('payment_method_limit_reached')
}

export const audited = (
  { audit }: Pick<PaymentMethodDeps, 'audit'>,
  scope: Scope,
  action: string,
  before: PaymentMethod | undefined,
  after: PaymentMethod,
): Promise<void> =>
  audit.append(scope, [
    {
      action,
      resource_type: 'payment_method',
      resource_id: after.id,
      ...(before === undefined ? {} : { before: paymentMethodJson(before) }),
      after: paymentMethodJson(after),
    },
  ])

/**
 * Gives a method that is nobody's to a customer, in the caller's transaction.
 * A repeat changes nothing, tells nothing and returns the same.
 * Errors: `payment_method_not_found`, `payment_method_detached`, `payment_method_attached` (to another customer),
 * `customer_not_found`, `customer_deleted`, `payment_method_limit_reached`.
 */
export async function attachPaymentMethod(
  deps: PaymentMethodDeps,
  scope: Scope,
  id: Id<'pm'>,
  customer: Id<'cus'>,
): Promise<Result<PaymentMethod, Failure>> {
  const { db, tenant_id } = scope
  const own = await lockLiving(scope, customer, 'customer')
  if (!own.ok) return own
  const found = await store.findMethod(db, tenant_id, id, { is_locked: true })
  if (found === undefined) return partyErrors.fail('payment_method_not_found')
  const before = found.method
  if (before.state === 'detached') return partyErrors.fail('payment_method_detached')
  if (before.customer === customer) return ok(before)
  if (before.customer !== null) return partyErrors.fail('payment_method_attached')
  const free = await roomAt(scope, customer)
  if (!free.ok) return free
  const after: PaymentMethod = { ...before, customer, updated_at: scope.world.now() }
  await store.updateMethod(db, tenant_id, after, found.original ?? methodFields(before))
  await audited(deps, scope, 'payment_methods.attach', before, after)
  const object = paymentMethodJson(after)
  await appendFacts(db, scope, [partyFacts.fact('payments.payment_method_attached', id, { object })])
  return ok(after)
}

/**
 * Changes billing details, consent and metadata, in the caller's transaction. Consent given again keeps its time.
 * A repeat finds nothing to change, tells nothing and returns the same.
 * Errors: `payment_method_not_found`, `payment_method_detached`, `consent_without_customer`,
 * `party_metadata_too_large`.
 */
export async function updatePaymentMethod(
  deps: PaymentMethodDeps,
  scope: Scope,
  id: Id<'pm'>,
  patch: PaymentMethodPatch,
): Promise<Result<PaymentMethod, Failure>> {
  const { db, tenant_id } = scope
  const found = await store.findMethod(db, tenant_id, id, { is_locked: true })
  if (found === undefined) return partyErrors.fail('payment_method_not_found')
  const before = found.method
  if (before.state === 'detached') return partyErrors.fail('payment_method_detached')
  const metadata = mergeMetadata(before.metadata, patch.metadata)
  if (hasTooMuch(metadata)) return partyErrors.fail('party_metadata_too_large', { param: 'metadata' })
  const consent = changedConsent(before.consent, patch.consent, scope.world.now())
  if (consent !== null && before.customer === null)
    return partyErrors.fail('consent_without_customer', { param: 'consent' })
  const billing = patch.billing === undefined ? before.billing : patch.billing
  const after: PaymentMethod = { ...before, billing, consent, metadata, updated_at: scope.world.now() }
  const object = paymentMethodJson(after)
  const previous = previousOf(paymentMethodJson(before), object)
  if (previous === undefined) return ok(before)
  await store.updateMethod(db, tenant_id, after, found.original ?? methodFields(before))
  await audited(deps, scope, 'payment_methods.update', before, after)
  const body = { object, previous }
  await appendFacts(db, scope, [partyFacts.fact('payments.payment_method_updated', id, body)])
  return ok(after)
}

function changedConsent(
  before: Consent | null,
  asked: ConsentAsked | undefined,
  at: Instant,
): Consent | null {
  if (asked === undefined) return before
  if (asked === null) return null
  return before?.reference === asked.reference ? before : consentOf(asked, at)
}
