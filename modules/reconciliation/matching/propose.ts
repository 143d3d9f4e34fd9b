import { type Id, newId } from '../../../kernel/id.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { Binding } from './binding.ts'
import type { MatchingDeps } from './deps.ts'
import type { Item, Plan } from './item.ts'
import { ITEMS_PER_HEAL_MAX } from './limits.ts'
import type { MatchItem } from './match.ts'
import { lockBinding } from './store_bindings.ts'
import { findItems } from './store_items.ts'
import { insertMatches, knownMembers, staleProposals } from './store_matches.ts'
import { type Making, matchOf, membersOf, undoOf } from './match_row.ts'

/**
 * Asks a person about plans, in the caller's transaction. Nothing is held by it: a later pass may match the items, and the
 * proposal is taken back then. What was asked before, or undone, is not asked again. Returns how many are new.
 */
export async function writeProposals(
  scope: Scope,
  binding: Binding,
  making: Making,
  plans: readonly Plan[],
): Promise<number> {
  const { db, tenant_id, world } = scope
  const whose = { tenant_id, binding: binding.id }
  const told = plans.map((plan) => ({ plan, members: membersOf(scope, binding.id, plan) }))
  const known = await knownMembers(
    db,
    whose,
    told.map(({ members }) => members),
    { proposed: true },
  )
  const fresh = told.filter(({ members }) => !known.has(members))
  const lines = await itemsOf(
    scope,
    binding.id,
    'bank',
    fresh.map(({ plan }) => plan),
  )
  const entries = await itemsOf(
    scope,
    binding.id,
    'ledger',
    fresh.map(({ plan }) => plan),
  )
  await insertMatches(
    db,
    tenant_id,
    fresh.map(({ plan, members }) => {
      const items = [
        ...plan.bank.flatMap((number) => lines.get(number) ?? []),
        ...plan.ledger.flatMap((number) => entries.get(number) ?? []),
      ]
      const { difference, score = null } = plan
      const made = { kind: 'proposal', making, members, difference, score } as const
      return matchOf(scope, binding.id, newId('mtc', world), items, made)
    }),
  )
  return fresh.length
}

async function itemsOf(
  { db, tenant_id }: Scope,
  binding: Id<'rca'>,
  side: Item['side'],
  plans: readonly Plan[],
): Promise<Map<bigint, MatchItem>> {
  const found = await findItems(
    db,
    { tenant_id, binding },
    side,
    plans.flatMap((plan) => plan[side]),
  )
  return new Map(
    found.map(({ number, source_id, source_number, amount, on }) => [
      number,
      { side, source_id, source_number, amount, on },
    ]),
  )
}

/** Takes proposals back of which an item is matched by now. A repeat does nothing. */
export async function withdrawStale(
  { db }: Pick<MatchingDeps, 'db'>,
  scope: OpenScope,
  binding: Id<'rca'>,
): Promise<void> {
  await db.withTenant(scope.tenant_id, async (tx) => {
    const joined = { ...scope, db: tx }
    if ((await lockBinding(tx, scope.tenant_id, binding)) === undefined) return
    const stale = await staleProposals(tx, { tenant_id: scope.tenant_id, binding }, ITEMS_PER_HEAL_MAX)
    const how = { made_by: 'reconciliation', note: 'One of its items was matched otherwise.', members: null }
    await insertMatches(
      tx,
      scope.tenant_id,
      stale.map((one) => undoOf(joined, one, { ...how, pass: one.pass })),
    )
  })
}
