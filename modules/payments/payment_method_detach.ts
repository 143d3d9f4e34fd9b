import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Instant } from '../../kernel/world.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Customer } from './customer.ts'
import { type CustomerDeps, dropDefault, eraseCustomer } from './customers.ts'
import { partyErrors } from './errors_parties.ts'
import { partyFacts } from './facts_parties.ts'
import { paymentMethodMachine } from './payment_method.machine.ts'
import { type PaymentMethod, paymentMethodJson } from './payment_method.ts'
import { audited } from './payment_methods.ts'
import { findCustomer } from './store_customers.ts'
import * as store from './store_payment_methods.ts'

/** The card stays known, for refunds and disputes of what was paid with it; what it said of a person goes. */
function detached(before: PaymentMethod, at: Instant): PaymentMethod {
  const state = paymentMethodMachine.next('active', 'detach')
  const nothing = { customer: null, consent: null, billing: null, metadata: {} }
  return { ...before, ...nothing, state, detached_at: at, updated_at: at }
}

/** `previous` names the customer and not what was erased, which an event would only keep. */
const toldOf = (before: PaymentMethod, after: PaymentMethod) =>
  partyFacts.fact('payments.payment_method_detached', after.id, {
    object: paymentMethodJson(after),
    previous: { state: before.state, customer: before.customer },
  })

/**
 * Takes a method from its customer for good, in the caller's transaction: its consent ends, billing details and
 * metadata are erased. When it was the customer's default, the customer has none then.
 * A repeat changes nothing, tells nothing and returns the same. Errors: `payment_method_not_found`.
 */
export async function detachPaymentMethod(
  deps: CustomerDeps,
  scope: Scope,
  id: Id<'pm'>,
): Promise<Result<PaymentMethod, Failure>> {
  const { db, tenant_id } = scope
  const seen = await store.findMethod(db, tenant_id, id)
  if (seen === undefined) return partyErrors.fail('payment_method_not_found')
  const owner = seen.method.customer
  const customer = owner === null ? undefined : await findCustomer(db, tenant_id, owner, { is_locked: true })
  const found = await store.findMethod(db, tenant_id, id, { is_locked: true })
  if (found === undefined) return partyErrors.fail('payment_method_not_found')
  const before = found.method
  if (before.state === 'detached') return ok(before)
  // Attached between the two looks: now it is seen, and its customer is held first.
  if (before.customer !== owner) return detachPaymentMethod(deps, scope, id)
  const after = detached(before, scope.world.now())
  await store.detachMethods(db, tenant_id, scope.world.now(), [id])
  const told = customer === undefined ? [] : await dropDefault(scope, customer, id)
  await audited(deps, scope, 'payment_methods.detach', before, after)
  await appendFacts(db, scope, [toldOf(before, after), ...told])
  return ok(after)
}

/**
 * Deletes a customer, in the caller's transaction: everything of the person is erased and its methods are detached; the
 * id and the times stay, because payments, the ledger and the audit trail point to them.
 * A repeat changes nothing, tells nothing and returns the same. Errors: `customer_not_found`.
 */
export async function deleteCustomer(
  deps: CustomerDeps,
  scope: Scope,
  id: Id<'cus'>,
): Promise<Result<Customer, Failure>> {
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const found = await findCustomer(db, tenant_id, id, { is_locked: true })
  if (found === undefined) return partyErrors.fail('customer_not_found')
  if (found.customer.deleted_at !== null) return ok(found.customer)
  const methods = (await store.lockMethodsOf(db, tenant_id, id)).map(({ method }) => method)
  const { customer, fact } = await eraseCustomer(deps, scope, found.customer)
  await store.detachMethods(
    db,
    tenant_id,
    at,
    methods.map((method) => method.id),
  )
  const told = methods.map((method) => toldOf(method, detached(method, at)))
  await appendFacts(db, scope, [...told, fact])
  return ok(customer)
}
