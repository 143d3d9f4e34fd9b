import { type Id, idOf, newId, uuidOf } from '../../../kernel/id.ts'
import type { Failure, Result } from '../../../kernel/result.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import type { Scope } from '../../../platform/scope.ts'
import { closeTold } from '../close_told.ts'
import { reconciliationErrors } from '../errors.ts'
import { derivedId } from '../ids.ts'
import { findBreaksOfItems } from '../store_breaks.ts'
import { type Adjustment, adjustmentDay, itemOfAdjustment } from './adjustments.ts'
import type { Binding } from './binding.ts'
import { finish, openBinding } from './by_person.ts'
import type { MatchingDeps } from './deps.ts'
import type { Item } from './item.ts'
import type { FoundMatch } from './match.ts'
import { matchOf, membersOf, pieceOf, undoOf } from './match_row.ts'
import { changeStates, findOfMatches, restoreLedgerKeys, type StateChange } from './store_items.ts'
import { findMatch, insertMatches } from './store_matches.ts'
import { booksOf, numbersOf } from './write_matches.ts'

const { fail } = reconciliationErrors

/**
 * Undoes a match, or says no to a proposal, in the caller's transaction: its lines and transfers are unmatched again, and
 * what matching posted for it is taken back. No rule makes the same match again. Errors: match_not_found,
 * match_superseded, match_posting_refused.
 */
export async function undoMatch(
  deps: MatchingDeps,
  scope: Scope,
  id: Id<'mtc'>,
  note: string | null,
): Promise<Result<FoundMatch, Failure>> {
  const first = await findMatch(scope.db, scope.tenant_id, id)
  if (first === undefined) return fail('match_not_found')
  const opened = await openBinding(deps, scope, first.binding)
  if (!opened.ok) return opened
  const match = await findMatch(scope.db, scope.tenant_id, id)
  if (match === undefined || match.superseded_by !== null) return fail('match_superseded')
  // The bank's money would be unexpected again at once: a break of it is written off, or its line is matched.
  if (match.pass === 'suspense') return fail('match_superseded')
  const undone =
    match.kind === 'proposal'
      ? await decline(scope, match, note)
      : await takeApart(deps, scope, opened.value, match, note)
  return finish(deps, scope, opened.value, { id, action: 'undo', ...undone })
}

type Undone = { readonly adjustments: readonly Adjustment[]; readonly facts: readonly Fact[] }

async function decline(scope: Scope, match: FoundMatch, note: string | null): Promise<Undone> {
  const by = { pass: match.pass, made_by: scope.actor.id, note, members: match.members }
  await insertMatches(scope.db, scope.tenant_id, [undoOf(scope, match, by)])
  return { adjustments: [], facts: [] }
}

/** What people and payments brought is unmatched again; what matching posted, with what takes it back, is a match of its own. */
async function takeApart(
  deps: MatchingDeps,
  scope: Scope,
  binding: Binding,
  match: FoundMatch,
  note: string | null,
): Promise<Undone> {
  const { db, tenant_id, world } = scope
  const whose = { tenant_id, binding: binding.id }
  const items = await findOfMatches(db, whose, [uuidOf(match.id)])
  const [own, others] = [items.filter(({ is_own }) => is_own), items.filter(({ is_own }) => !is_own)]
  const numbers = numbersOf(others)
  const members = membersOf(scope, binding.id, numbers)
  const rest = newId('mtc', world)
  const back = await reversalsOf(deps, scope, own, rest)
  const making = { pass: match.pass, rule_version: match.rule_version, made_by: scope.actor.id, note }
  const pieces = [...own.map(pieceOf), ...back.map(itemOfAdjustment)]
  const made = { kind: 'match', making, members: null, difference: 0n, score: null } as const
  await insertMatches(db, tenant_id, [
    undoOf(scope, match, { pass: match.pass, made_by: scope.actor.id, note, members }),
    ...(own.length === 0 ? [] : [matchOf(scope, binding.id, rest, pieces, made)]),
  ])
  await changeStates(db, whose, [
    ...others.map(({ side, number }): StateChange => ({ side, number, match_id: null, to: 'open' })),
    ...own.map(({ side, number }): StateChange => ({ side, number, match_id: uuidOf(rest), to: 'matched' })),
  ])
  await restoreLedgerKeys(
    db,
    whose,
    others.filter(({ side }) => side === 'ledger'),
  )
  return { adjustments: back, facts: await closeDifferences(scope, binding, numbers.bank) }
}

/** A break that tells what a match put into suspense says nothing any more: the money is back, and its lines are unmatched. */
async function closeDifferences(scope: Scope, binding: Binding, bank: readonly bigint[]): Promise<Fact[]> {
  const found = await findBreaksOfItems(scope.db, scope.tenant_id, binding.id, { bank, ledger: [] })
  const differing = found.filter(({ suspended }) => suspended !== 0n)
  const note = 'The match that put this into suspense was undone.'
  return closeTold(
    scope,
    differing.map(({ id }) => ({ id, note })),
  )
}

/** By account: what was posted for the match and does not cancel out already goes back. */
async function reversalsOf(
  deps: MatchingDeps,
  scope: Scope,
  own: readonly Item[],
  match: Id<'mtc'>,
): Promise<Adjustment[]> {
  const sums = new Map<string, bigint>()
  for (const { counter_account, amount } of own)
    if (counter_account !== null) sums.set(counter_account, (sums.get(counter_account) ?? 0n) + amount)
  const left = [...sums].filter(([, amount]) => amount !== 0n)
  if (left.length === 0) return []
  const { today, closed_through } = await booksOf(deps, scope)
  return left.map(([counter, amount]) => ({
    id: derivedId('trf', scope.tenant_id, match, 'back', counter),
    match,
    code: 'bank_match',
    amount: -amount,
    counter_account: idOf('acc', counter),
    on: adjustmentDay(today, { today, closed_through }),
  }))
}
