import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Heal } from './heal.ts'
import type { Plan } from './item.ts'
import { ITEMS_PER_HEAL_MAX } from './limits.ts'
import { makingOf } from './match_row.ts'
import { type End, type Explained, findExplained } from './store_explained.ts'
import { withoutUndone } from './without_undone.ts'
import { postAdjustments, writeMatches } from './write_matches.ts'

const nameOf = (end: End): string => (end.kind === 'batch' ? end.match : `${end.kind} ${end.number}`)
const numbersOf = (pair: Explained, side: 'bank' | 'ledger'): bigint[] =>
  pair.flatMap((end) => (end.kind === side ? end.number : []))

/** Each batch and each item in one plan at most: the first pair that wants it has it. Pure. */
export function planExplained(found: readonly Explained[]): Plan[] {
  const taken = new Set<string>()
  return found.flatMap((pair) => {
    const names = pair.map(nameOf)
    if (names.some((name) => taken.has(name))) return []
    for (const name of names) taken.add(name)
    return {
      bank: numbersOf(pair, 'bank'),
      ledger: numbersOf(pair, 'ledger'),
      difference: 0n,
      in_place_of: pair.flatMap((end) => (end.kind === 'batch' ? end.match : [])),
    }
  })
}

/**
 * Two breaks that explain each other: a batch came short by what the bank never took for settled, and the ledger took it back
 * later; or a return came twice in a batch, and the bank took one of them back; or the bank showed what nobody
 * expected, and took it back. Both become one match that comes to the same, and nothing of it lies in suspense any more.
 */
export const joinExplained: Heal = async (deps, scope, binding, run) => {
  if (run.rules.rules.group.action !== 'auto') return 0
  const { db, tenant_id } = scope
  const found = await findExplained(db, { tenant_id, binding: binding.id }, ITEMS_PER_HEAL_MAX)
  const plans = await withoutUndone(scope, binding, planExplained(found))
  if (plans.length === 0) return 0
  const written = await writeMatches(deps, scope, binding, makingOf('group', run.rules), plans)
  await postAdjustments(scope, binding, written.adjustments)
  await appendFacts(db, scope, [...written.facts])
  return found.length
}
