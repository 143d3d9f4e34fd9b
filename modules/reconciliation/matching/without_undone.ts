import type { Scope } from '../../../platform/scope.ts'
import type { Binding } from './binding.ts'
import type { Item, Plan } from './item.ts'
import { membersOf } from './match_row.ts'
import { findOfMatches, type Whose } from './store_items.ts'
import { hasMembers, knownMembers } from './store_matches.ts'
import { numbersOf } from './write_matches.ts'

/** Plans without those whose matches somebody undid: what a person took apart is not put together again by a rule. */
export async function withoutUndone(
  scope: Scope,
  { id }: Pick<Binding, 'id'>,
  plans: readonly Plan[],
): Promise<readonly Plan[]> {
  const whose = { tenant_id: scope.tenant_id, binding: id }
  if (plans.length === 0 || !(await hasMembers(scope.db, whose))) return plans
  const digests = await digestsOf(scope, whose, plans)
  const undone = await knownMembers(scope.db, whose, digests, { proposed: false })
  return plans.filter((_, at) => !undone.has(digests[at] ?? ''))
}

/** What the match of each plan would be made of, with what it takes over, and without what matching itself posted. */
async function digestsOf(scope: Scope, whose: Whose, plans: readonly Plan[]): Promise<string[]> {
  const items = await findOfMatches(
    scope.db,
    whose,
    plans.flatMap(({ in_place_of = [] }) => in_place_of),
  )
  const byMatch = Map.groupBy(items, ({ match_id }) => match_id)
  return plans.map(({ bank, ledger, in_place_of = [] }) => {
    const taken: Item[] = in_place_of.flatMap((ended) => byMatch.get(ended) ?? [])
    const others = numbersOf(taken.filter(({ is_own }) => !is_own))
    const members = { bank: [...bank, ...others.bank], ledger: [...ledger, ...others.ledger] }
    return membersOf(scope, whose.binding, members)
  })
}
