import { present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import {
  type Customer,
  type CustomerFields,
  customerJson,
  type CustomerPatch,
  erased,
  type NewCustomer,
} from './customer.ts'
import { partyErrors } from './errors_parties.ts'
import { partyFacts } from './facts_parties.ts'
import { firstDifference, given, hasTooMuch, mergeMetadata, previousOf } from './parties_changes.ts'
import * as store from './store_customers.ts'
import { findMethod } from './store_payment_methods.ts'

export type CustomerDeps = { readonly audit: Audit }

const fieldsOf = (customer: Customer): CustomerFields => {
  const { reference, name, email, phone, billing_address, shipping_address, metadata } = customer
  return { reference, name, email, phone, billing_address, shipping_address, metadata }
}
const fresh = { default_payment_method: null, deleted_at: null } as const

/**
 * Creates a customer, in the caller's transaction.
 *
 * A repeat, known by the id, returns the customer as it is now and tells nothing.
 * Errors: `customer_differs` naming the field; `reference_taken` naming whose it is; `customer_deleted`.
 */
export async function createCustomer(
  deps: CustomerDeps,
  scope: Scope,
  command: NewCustomer,
): Promise<Result<Customer, Failure>> {
  const { db, tenant_id } = scope
  const at = scope.world.now()
  if (!(await store.insertCustomer(db, tenant_id, at, command))) return existing(deps, scope, command)
  const customer: Customer = { ...command, ...fresh, created_at: at, updated_at: at }
  const object = customerJson(customer)
  await deps.audit.append(scope, [
    { action: 'customers.create', resource_type: 'customer', resource_id: customer.id, after: object },
  ])
  await appendFacts(db, scope, [partyFacts.fact('payments.customer_created', customer.id, { object })])
  return ok(customer)
}

/** Whoever has the id or the reference has committed by now: the insert waited for it. */
async function existing(
  deps: CustomerDeps,
  scope: Scope,
  command: NewCustomer,
): Promise<Result<Customer, Failure>> {
  const { db, tenant_id } = scope
  const { id, ...asked } = command
  const found = await store.findCustomer(db, tenant_id, id)
  if (found !== undefined) {
    if (found.customer.deleted_at !== null) return partyErrors.fail('customer_deleted')
    const field = firstDifference(asked, found.original ?? fieldsOf(found.customer))
    return field === undefined ? ok(found.customer) : partyErrors.fail('customer_differs', { param: field })
  }
  const reference = present(asked.reference, 'a reference that was taken')
  const [holder] = await store.listCustomers(db, tenant_id, { reference }, { before: undefined, limit: 1 })
  // It was deleted between the two statements, so the reference is free.
  if (holder === undefined) return createCustomer(deps, scope, command)
  const detail = `${holder.id} has the reference already.`
  return partyErrors.fail('reference_taken', { param: 'reference', detail })
}

/** The customer, held until the transaction ends. Errors: `customer_not_found`, `customer_deleted`. */
export async function lockLiving(
  { db, tenant_id }: Scope,
  id: Id<'cus'>,
  param?: string,
): Promise<Result<store.StoredCustomer, Failure>> {
  const found = await store.findCustomer(db, tenant_id, id, { is_locked: true })
  const more = param === undefined ? {} : { param }
  if (found === undefined) return partyErrors.fail('customer_not_found', more)
  return found.customer.deleted_at === null ? ok(found) : partyErrors.fail('customer_deleted', more)
}

/**
 * Changes what is named of a customer, in the caller's transaction; null empties a field.
 *
 * A repeat finds nothing to change, tells nothing and returns the same.
 * Errors: `customer_not_found`, `customer_deleted`, `party_metadata_too_large`, `payment_method_not_own`.
 */
export async function updateCustomer(
  deps: CustomerDeps,
  scope: Scope,
  id: Id<'cus'>,
  patch: CustomerPatch,
): Promise<Result<Customer, Failure>> {
  const found = await lockLiving(scope, id)
  if (!found.ok) return found
  const { customer: before, original } = found.value
  const metadata = mergeMetadata(before.metadata, patch.metadata)
  if (hasTooMuch(metadata)) return partyErrors.fail('party_metadata_too_large', { param: 'metadata' })
  const method = patch.default_payment_method ?? null
  if (method !== null && !(await owns(scope, id, method)))
    return partyErrors.fail('payment_method_not_own', { param: 'default_payment_method' })
  const after: Customer = { ...before, ...given(patch), metadata, updated_at: scope.world.now() }
  const [was, object] = [customerJson(before), customerJson(after)]
  const previous = previousOf(was, object)
  if (previous === undefined) return ok(before)
  await store.updateCustomer(scope.db, scope.tenant_id, after, original ?? fieldsOf(before))
  await deps.audit.append(scope, [
    { action: 'customers.update', resource_type: 'customer', resource_id: id, before: was, after: object },
  ])
  await appendFacts(scope.db, scope, [partyFacts.fact('payments.customer_updated', id, { object, previous })])
  return ok(after)
}

/** Who attaches and detaches holds the customer, as the caller does, so the answer stays true. */
async function owns({ db, tenant_id }: Scope, customer: Id<'cus'>, id: Id<'pm'>): Promise<boolean> {
  const found = await findMethod(db, tenant_id, id)
  return found?.method.customer === customer
}

/** The default of a held customer is taken away when its method is; returns what is to be told, if anything. */
export async function dropDefault(
  { db, tenant_id, world }: Scope,
  { customer: before, original }: store.StoredCustomer,
  method: Id<'pm'>,
) {
  if (before.default_payment_method !== method) return []
  const after: Customer = { ...before, default_payment_method: null, updated_at: world.now() }
  await store.updateCustomer(db, tenant_id, after, original)
  const body = { object: customerJson(after), previous: { default_payment_method: method } }
  return [partyFacts.fact('payments.customer_updated', before.id, body)]
}

/** What is left of a customer that the caller holds, and what is to be told of it. */
export async function eraseCustomer(deps: CustomerDeps, scope: Scope, before: Customer) {
  const after = erased(before, scope.world.now())
  await store.updateCustomer(scope.db, scope.tenant_id, after, null)
  const object = customerJson(after)
  const resource_id = before.id
  await deps.audit.append(scope, [
    {
      action: 'customers.delete',
      resource_type: 'customer',
      resource_id,
      before: customerJson(before),
      after: object,
    },
  ])
  return { customer: after, fact: partyFacts.fact('payments.customer_deleted', before.id, { object }) }
}
