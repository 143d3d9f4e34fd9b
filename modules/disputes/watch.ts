import type { Id } from '../../kernel/id.ts'
import { instant } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { DisputeCase } from '../rails/index.ts'
import type { DisputesDeps } from './deps.ts'
import { hearCase } from './hear.ts'
import { learn } from './learn.ts'
import { findCases } from './store.ts'
import { moveSeen, seenUntil } from './store_cards.ts'

/**
 * Asks an acquirer for what changed since the last look, and believes it; returns how many cases it told of. The last
 * moment is asked for once more each time, because more can have happened in it; a repeat changes nothing. Throws when
 * the acquirer does not answer.
 */
export async function watchAccount(
  deps: DisputesDeps,
  scope: OpenScope,
  account: Id<'aca'>,
): Promise<number> {
  const { tenant_id } = scope
  const since = await deps.db.withTenant(tenant_id, (tx) => seenUntil(tx, tenant_id, account))
  const outcome = await deps.rails.askDisputes(scope, account, { operation: 'list', since })
  if (outcome.kind !== 'cases')
    throw new Error(`disputes could not be read: ${'why' in outcome ? outcome.why : outcome.kind}`)
  const cases = [...outcome.cases].sort((one, other) => one.changed_at - other.changed_at)
  for (const told of await unheard(deps, scope, account, cases)) await hearCase(deps, scope, account, told)
  const last = cases.at(-1)
  if (last !== undefined)
    await deps.db.withTenant(tenant_id, (tx) => moveSeen(tx, tenant_id, account, instant(last.changed_at)))
  return cases.length
}

/** Cases that say something new, in their order: most of what is asked for once more is known. One look for all of them. */
async function unheard(
  { db }: DisputesDeps,
  { tenant_id }: OpenScope,
  account: Id<'aca'>,
  cases: readonly DisputeCase[],
): Promise<readonly DisputeCase[]> {
  const names = cases.map(({ case_reference }) => case_reference)
  const known = await db.withTenant(tenant_id, (tx) => findCases(tx, tenant_id, account, names))
  return cases.filter((told) => {
    const dispute = known.get(told.case_reference)
    return dispute === undefined || learn(dispute, told).kind !== 'known'
  })
}
