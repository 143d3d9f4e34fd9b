import type { Id } from '../../kernel/id.ts'
import { instant } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { DisputesDeps } from './deps.ts'
import { hearCase } from './hear.ts'
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
  for (const told of cases) await hearCase(deps, scope, account, told)
  const last = cases.at(-1)
  if (last !== undefined)
    await deps.db.withTenant(tenant_id, (tx) => moveSeen(tx, tenant_id, account, instant(last.changed_at)))
  return cases.length
}
