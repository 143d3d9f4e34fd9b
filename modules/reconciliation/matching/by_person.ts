import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { PostingRefused } from '../../ledger/index.ts'
import { reconciliationErrors } from '../errors.ts'
import type { Adjustment } from './adjustments.ts'
import type { Binding } from './binding.ts'
import type { MatchingDeps } from './deps.ts'
import { matchingFacts } from './facts.ts'
import { type FoundMatch, matchJson } from './match.ts'
import { readAllEntries } from './read_items.ts'
import { lockBinding } from './store_bindings.ts'
import { findMatch } from './store_matches.ts'
import { postAdjustments } from './write_matches.ts'

const { fail } = reconciliationErrors

/** Holds the binding, with everything read that the ledger has by now. */
export async function openBinding(
  deps: MatchingDeps,
  scope: Scope,
  id: Id<'rca'>,
): Promise<Result<Binding, Failure>> {
  const binding = await lockBinding(scope.db, scope.tenant_id, id)
  if (binding === undefined) return fail('reconciliation_account_not_found')
  if (binding.state !== 'active') return fail('reconciliation_account_closed')
  return ok(await readAllEntries(deps, scope, binding))
}

type Ending = {
  readonly id: Id<'mtc'> | undefined
  readonly action: 'confirm' | 'undo'
  readonly adjustments: readonly Adjustment[]
  readonly facts: readonly Fact[]
}

/** The trail, the postings and what is told, in this order. */
export async function finish(
  deps: MatchingDeps,
  scope: Scope,
  binding: Binding,
  ending: Ending,
): Promise<Result<FoundMatch, Failure>> {
  const { db, tenant_id } = scope
  const { id, action, adjustments, facts } = ending
  const found = id === undefined ? undefined : await findMatch(db, tenant_id, id)
  if (found === undefined) return fail('match_not_found')
  const object = matchJson(found)
  await deps.audit.append(scope, [
    {
      action: `reconciliation_matches.${action}`,
      resource_type: 'reconciliation match',
      resource_id: found.id,
      before: null,
      after: object,
    },
  ])
  try {
    await postAdjustments(scope, binding, adjustments)
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    const detail = error.refused.map(({ result }) => result).join(', ')
    return fail('match_posting_refused', { detail })
  }
  const type = action === 'confirm' ? 'reconciliation.match_confirmed' : 'reconciliation.match_undone'
  await appendFacts(db, scope, [...facts, matchingFacts.fact(type, found.id, { object })])
  return ok(found)
}
