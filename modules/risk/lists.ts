import type { Id } from '../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import { instantText } from '../../kernel/world.ts'
import type { Audit } from '../audit/index.ts'
import { riskErrors } from './errors.ts'
import { riskFacts } from './facts.ts'
import type { Hasher } from './keys.ts'
import { LIST_ITEMS_MAX, LISTS_PER_TENANT_MAX } from './limits.ts'
import {
  canonicalValue,
  hintOf,
  isPersonal,
  type NewItem,
  type NewList,
  type RiskList,
  valueRule,
} from './list.ts'
import {
  countLists,
  deleteList,
  findList,
  type HashedItem,
  insertList,
  lockList,
  putItems,
  removeItems,
  setItemCount,
} from './store_lists.ts'
import { findActive, lockHead } from './store_rules.ts'

type Deps = { readonly audit: Audit; readonly hasher: Hasher }

/** A list as it is shown and told. */
export const listJson = (list: RiskList) => ({
  ...list,
  created_at: instantText(list.created_at),
  updated_at: instantText(list.updated_at),
})

/**
 * Makes an empty list; kind and effect never change. A repeat with the same content returns the list as it is now.
 * Errors: list_differs, too_many_lists.
 */
export async function createList(
  { audit }: Deps,
  scope: Scope,
  asked: NewList,
): Promise<Result<RiskList, Failure>> {
  const { db, tenant_id, world } = scope
  await lockHead(db, tenant_id)
  const known = await findList(db, tenant_id, asked.id)
  if (known !== undefined) {
    const isSame = (['name', 'kind', 'effect'] as const).every((field) => known[field] === asked[field])
    return isSame ? ok(known) : riskErrors.fail('list_differs', { param: 'id' })
  }
  if ((await countLists(db, tenant_id)) >= LISTS_PER_TENANT_MAX) return riskErrors.fail('too_many_lists')
  const made = { ...asked, items: 0, created_at: world.now(), updated_at: world.now() }
  await insertList(db, tenant_id, made)
  const object = listJson(made)
  await audit.append(scope, [entry('create', made.id, { after: object })])
  await appendFacts(db, scope, [riskFacts.fact('risk.list_created', made.id, { object })])
  return ok(made)
}

/**
 * Puts 1 to 1,000 values on a list; what is there already gets the new expiry. They count from the commit on, for every
 * node. A repeat changes nothing.
 * Errors: `invalid_request` with every value that is not of the list's kind, list_not_found, list_full.
 */
export async function addItems(
  { audit, hasher }: Deps,
  scope: Scope,
  id: Id<'lst'>,
  items: readonly NewItem[],
): Promise<Result<RiskList, Failure>> {
  const list = await lockList(scope.db, scope.tenant_id, id)
  if (list === undefined) return riskErrors.fail('list_not_found')
  const read = readItems(hasher, scope, list, items)
  if (!read.ok) return read
  // Counted as if none of them were there: a refusal must come before anything is written.
  if (list.items + read.value.length > LIST_ITEMS_MAX) return riskErrors.fail('list_full')
  const added = await putItems(scope.db, scope.tenant_id, list, read.value, scope.world.now())
  return changed(audit, scope, list, list.items + added, { action: 'add_items', count: read.value.length })
}

/**
 * Takes values off a list. A repeat, or a value that is not there, does nothing.
 * Errors: as `addItems`.
 */
export async function takeItems(
  { audit, hasher }: Deps,
  scope: Scope,
  id: Id<'lst'>,
  values: readonly string[],
): Promise<Result<RiskList, Failure>> {
  const list = await lockList(scope.db, scope.tenant_id, id)
  if (list === undefined) return riskErrors.fail('list_not_found')
  const items = values.map((value) => ({ value, expires_at: null }))
  const read = readItems(hasher, scope, list, items)
  if (!read.ok) return read
  const keys = read.value.map(({ key }) => key)
  const removed = await removeItems(scope.db, scope.tenant_id, id, keys)
  if (removed === 0) return ok(list)
  return changed(audit, scope, list, list.items - removed, { action: 'remove_items', count: removed })
}

/** Deletes a list with its items. Errors: list_not_found (also on a repeat), list_in_use while the active rules look at it. */
export async function dropList({ audit }: Deps, scope: Scope, id: Id<'lst'>): Promise<Result<null, Failure>> {
  const { db, tenant_id } = scope
  await lockHead(db, tenant_id)
  const list = await lockList(db, tenant_id, id)
  if (list === undefined) return riskErrors.fail('list_not_found')
  const active = await findActive(db, tenant_id)
  const isUsed = active?.definition.rules.some(({ when }) =>
    when.some((condition) => 'list' in condition && condition.list === id),
  )
  if (isUsed === true) return riskErrors.fail('list_in_use')
  await deleteList(db, tenant_id, id)
  const object = listJson(list)
  await audit.append(scope, [entry('delete', id, { before: object })])
  await appendFacts(db, scope, [riskFacts.fact('risk.list_deleted', id, { object })])
  return ok(null)
}

const entry = (verb: string, id: Id<'lst'>, more: { before?: object; after?: object }) => ({
  action: `risk_lists.${verb}`,
  resource_type: 'risk_list',
  resource_id: id,
  ...(more as { before?: never; after?: never }),
})

async function changed(
  audit: Audit,
  scope: Scope,
  list: RiskList,
  items: number,
  { action, count }: { action: string; count: number },
): Promise<Result<RiskList, Failure>> {
  const now = { ...list, items, updated_at: scope.world.now() }
  await setItemCount(scope.db, scope.tenant_id, now)
  const object = listJson(now)
  const previous = { items: list.items }
  await audit.append(scope, [entry(action, list.id, { before: previous, after: { items, count } })])
  await appendFacts(scope.db, scope, [riskFacts.fact('risk.list_changed', list.id, { object, previous })])
  return ok(now)
}

/** Values in their one spelling, each once, with their keys. */
function readItems(
  hasher: Hasher,
  { tenant_id, world }: Scope,
  { kind }: RiskList,
  items: readonly NewItem[],
): Result<HashedItem[], Failure> {
  const faults: Fault[] = []
  const read = new Map<string, HashedItem>()
  for (const [index, { value: text, expires_at }] of items.entries()) {
    const value = canonicalValue(kind, text)
    if (value === undefined)
      faults.push({ code: 'wrong_format', param: `items.${index}.value`, detail: valueRule[kind] })
    else if (expires_at !== null && expires_at <= world.now())
      faults.push({
        code: 'expires_in_past',
        param: `items.${index}.expires_at`,
        detail: 'must be in the future',
      })
    else
      read.set(value, {
        key: hasher(tenant_id, 'list', kind, value),
        value: isPersonal(kind) ? null : value,
        hint: hintOf(kind, value),
        expires_at,
      })
  }
  return faults.length > 0 ? refuseFaults(faults) : ok([...read.values()])
}
