import { assert, present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import { partyErrors } from './errors_parties.ts'
import { partyFacts } from './facts_parties.ts'
import { merchantMachine } from './merchant.machine.ts'
import {
  type Merchant,
  type MerchantFields,
  merchantJson,
  type MerchantPatch,
  type NewMerchant,
} from './merchant.ts'
import { firstDifference, given, hasTooMuch, mergeMetadata, previousOf } from './parties_changes.ts'
import * as store from './store_merchants.ts'

export type MerchantDeps = {
  readonly audit: Audit
  /** Called when a merchant changes, so that this node looks it up again. */
  readonly onChange: (scope: Pick<Scope, 'tenant_id'>) => void
}

const fieldsOf = (merchant: Merchant): MerchantFields => {
  const { reference, name, statement_descriptor, city, country, mcc, settlement_currency, metadata } =
    merchant
  return { reference, name, statement_descriptor, city, country, mcc, settlement_currency, metadata }
}

/**
 * Creates a merchant, in the caller's transaction.
 *
 * A repeat, known by the id, returns the merchant as it is now and tells nothing.
 * Errors: `merchant_differs` naming the field; `reference_taken` naming whose it is.
 */
export async function createMerchant(
  deps: MerchantDeps,
  scope: Scope,
  command: NewMerchant,
): Promise<Result<Merchant, Failure>> {
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const { id, ...fields } = command
  if (!(await store.insertMerchant(db, tenant_id, at, command))) return existing(scope, command)
  const merchant: Merchant = { id, ...fields, state: 'active', created_at: at, updated_at: at }
  const object = merchantJson(merchant)
  await deps.audit.append(scope, [
    { action: 'merchants.create', resource_type: 'merchant', resource_id: id, after: object },
  ])
  await appendFacts(db, scope, [partyFacts.fact('payments.merchant_created', id, { object })])
  return ok(merchant)
}

/** Whoever has the id or the reference has committed by now: the insert waited for it. */
async function existing(
  { db, tenant_id }: Scope,
  { id, ...asked }: NewMerchant,
): Promise<Result<Merchant, Failure>> {
  const found = await store.findMerchant(db, tenant_id, id)
  if (found !== undefined) {
    const field = firstDifference(asked, found.original ?? fieldsOf(found.merchant))
    return field === undefined ? ok(found.merchant) : partyErrors.fail('merchant_differs', { param: field })
  }
  const reference = present(asked.reference, 'a reference that was taken')
  const [holder] = await store.listMerchants(db, tenant_id, { reference }, { before: undefined, limit: 1 })
  const detail = `${present(holder, 'the merchant with the reference').id} has the reference already.`
  return partyErrors.fail('reference_taken', { param: 'reference', detail })
}

/**
 * Changes what is named of a merchant, in the caller's transaction; what was begun under the old name goes on.
 *
 * A repeat finds nothing to change, tells nothing and returns the same.
 * Errors: `merchant_not_found`, `party_metadata_too_large`.
 */
export async function updateMerchant(
  deps: MerchantDeps,
  scope: Scope,
  id: Id<'mer'>,
  patch: MerchantPatch,
): Promise<Result<Merchant, Failure>> {
  const found = await store.findMerchant(scope.db, scope.tenant_id, id, { is_locked: true })
  if (found === undefined) return partyErrors.fail('merchant_not_found')
  const before = found.merchant
  const metadata = mergeMetadata(before.metadata, patch.metadata)
  if (hasTooMuch(metadata)) return partyErrors.fail('party_metadata_too_large', { param: 'metadata' })
  const after: Merchant = { ...before, ...given(patch), metadata, updated_at: scope.world.now() }
  return changed(deps, scope, found, after, { action: 'merchants.update', fact: 'payments.merchant_updated' })
}

/**
 * Suspends a merchant, so that it takes no new payments, or lets it go on.
 * A repeat changes nothing, tells nothing and returns the same. Errors: `merchant_not_found`.
 */
export async function moveMerchant(
  deps: MerchantDeps,
  scope: Scope,
  id: Id<'mer'>,
  event: 'suspend' | 'resume',
): Promise<Result<Merchant, Failure>> {
  const found = await store.findMerchant(scope.db, scope.tenant_id, id, { is_locked: true })
  if (found === undefined) return partyErrors.fail('merchant_not_found')
  const before = found.merchant
  const isThere = before.state === (event === 'suspend' ? 'suspended' : 'active')
  if (isThere) return ok(before)
  const state =
    before.state === 'active'
      ? merchantMachine.next(before.state, 'suspend')
      : merchantMachine.next(before.state, 'resume')
  const fact = event === 'suspend' ? 'payments.merchant_suspended' : 'payments.merchant_updated'
  const after: Merchant = { ...before, state, updated_at: scope.world.now() }
  return changed(deps, scope, found, after, { action: `merchants.${event}`, fact })
}

type Told = {
  readonly action: string
  readonly fact: 'payments.merchant_updated' | 'payments.merchant_suspended'
}

async function changed(
  deps: MerchantDeps,
  scope: Scope,
  { merchant: before, original }: store.StoredMerchant,
  after: Merchant,
  told: Told,
): Promise<Result<Merchant, Failure>> {
  assert(before.id === after.id && before.reference === after.reference, 'a merchant keeps its names')
  const [was, object] = [merchantJson(before), merchantJson(after)]
  const previous = previousOf(was, object)
  if (previous === undefined) return ok(before)
  await store.updateMerchant(scope.db, scope.tenant_id, after, original ?? fieldsOf(before))
  const { action, fact } = told
  await deps.audit.append(scope, [
    { action, resource_type: 'merchant', resource_id: after.id, before: was, after: object },
  ])
  await appendFacts(scope.db, scope, [partyFacts.fact(fact, after.id, { object, previous })])
  deps.onChange(scope)
  return ok(after)
}
