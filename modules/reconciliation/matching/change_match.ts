import { type Id, idOf } from '../../../kernel/id.ts'
import { moneyText } from '../../../kernel/money.ts'
import type { Failure, Result } from '../../../kernel/result.ts'
import type { Scope } from '../../../platform/scope.ts'
import { reconciliationErrors } from '../errors.ts'
import type { Binding } from './binding.ts'
import { finish, openBinding } from './by_person.ts'
import type { MatchingDeps } from './deps.ts'
import type { Item, Plan } from './item.ts'
import type { FoundMatch } from './match.ts'
import type { Making } from './match_row.ts'
import { toleranceOf } from './pass_keys.ts'
import { currentRulesIn } from './rules_in.ts'
import { findBySource } from './store_items.ts'
import { findMatch } from './store_matches.ts'
import { writeMatches } from './write_matches.ts'

export type Source = { readonly id: string; readonly number: number }
export type HandMatch = {
  readonly binding: Id<'rca'>
  /** Lines of statements, and transfers, by where they come from. */
  readonly lines: readonly Source[]
  readonly transfers: readonly Source[]
  /** Where a difference goes; without one it must be within the tolerance of the rules. */
  readonly difference_account: Id<'acc'> | undefined
  readonly note: string | null
}
type Answer = Promise<Result<FoundMatch, Failure>>
const { fail } = reconciliationErrors

/**
 * Matches what a person says is the same money, in the caller's transaction. The caller undoes it when this refuses.
 * Errors: reconciliation_account_not_found, reconciliation_account_closed, reconciliation_item_not_found,
 * reconciliation_item_matched, match_does_not_balance, match_posting_refused.
 */
export async function matchByHand(deps: MatchingDeps, scope: Scope, asked: HandMatch): Answer {
  const opened = await openBinding(deps, scope, asked.binding)
  if (!opened.ok) return opened
  return make(deps, scope, opened.value, asked, undefined)
}

/** Says yes to a proposal. Errors: match_not_found, match_not_proposed, and those of `matchByHand`. */
export async function confirmMatch(
  deps: MatchingDeps,
  scope: Scope,
  id: Id<'mtc'>,
  { difference_account, note }: Pick<HandMatch, 'difference_account' | 'note'>,
): Answer {
  const found = await findMatch(scope.db, scope.tenant_id, id)
  if (found === undefined) return fail('match_not_found')
  const opened = await openBinding(deps, scope, found.binding)
  if (!opened.ok) return opened
  const proposal = await findMatch(scope.db, scope.tenant_id, id)
  if (proposal?.kind !== 'proposal' || proposal.superseded_by !== null) return fail('match_not_proposed')
  const sources = (side: Item['side']): Source[] =>
    proposal.items
      .filter((item) => item.side === side)
      .map(({ source_id, source_number }) => ({ id: source_id, number: source_number }))
  const asked = {
    binding: found.binding,
    lines: sources('bank'),
    transfers: sources('ledger'),
    difference_account,
    note,
  }
  return make(deps, scope, opened.value, asked, proposal)
}

async function make(
  deps: MatchingDeps,
  scope: Scope,
  binding: Binding,
  asked: HandMatch,
  proposal: FoundMatch | undefined,
): Answer {
  const { db, tenant_id } = scope
  const whose = { tenant_id, binding: binding.id }
  const sources = new Map([...asked.lines, ...asked.transfers].map((one) => [`${one.id} ${one.number}`, one]))
  const items = await findBySource(db, whose, [...sources.values()])
  const missing = firstWithout(asked, items)
  if (missing !== undefined) return fail('reconciliation_item_not_found', { param: missing })
  const matched = items.find(({ state }) => state === 'matched')
  if (matched !== undefined) return fail('reconciliation_item_matched', { detail: nameOf(matched) })
  const plan = planOf(items)
  const { version, rules } = await currentRulesIn(scope)
  if (!isCovered(asked, items, plan, rules.key_tolerance))
    return fail('match_does_not_balance', {
      detail: `The bank shows ${moneyText(abs(plan.difference), binding.currency)} ${plan.difference > 0n ? 'more' : 'less'} than the ledger.`,
    })
  return write(deps, scope, binding, { plan, making: makingOf(scope, asked, version, proposal) })
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value)

/** Whether it is said, or small enough to be known, where a difference goes. */
function isCovered(
  { difference_account, lines, transfers }: HandMatch,
  items: readonly Item[],
  { difference }: Plan,
  tolerance: Parameters<typeof toleranceOf>[1],
): boolean {
  if (difference === 0n) return true
  if (abs(difference) > BigInt(Number.MAX_SAFE_INTEGER)) return false
  if (difference_account !== undefined) return true
  const largest = items.reduce((most, { amount }) => (abs(amount) > most ? abs(amount) : most), 0n)
  return lines.length > 0 && transfers.length > 0 && abs(difference) <= toleranceOf(largest, tolerance)
}
const nameOf = ({ side, source_id, source_number }: Item): string =>
  side === 'bank'
    ? `Line ${source_number} of ${idOf('bst', source_id)} is matched.`
    : `${idOf('trf', source_id)} is matched.`

/** The first field that names nothing on this account. */
function firstWithout({ lines, transfers }: HandMatch, items: readonly Item[]): string | undefined {
  const known = new Set(items.map(({ source_id, source_number }) => `${source_id} ${source_number}`))
  const lacking = (sources: readonly Source[]): number =>
    sources.findIndex(({ id, number }) => !known.has(`${id} ${number}`))
  const [line, transfer] = [lacking(lines), lacking(transfers)]
  if (line >= 0) return `lines.${line}`
  return transfer >= 0 ? `transfers.${transfer}` : undefined
}

function planOf(items: readonly Item[]): Plan {
  const of = (side: Item['side']) => items.filter((item) => item.side === side)
  const sum = (some: readonly Item[]) => some.reduce((total, { amount }) => total + amount, 0n)
  return {
    bank: of('bank').map(({ number }) => number),
    ledger: of('ledger').map(({ number }) => number),
    difference: sum(of('bank')) - sum(of('ledger')),
  }
}

const makingOf = (
  scope: Scope,
  { difference_account, note }: HandMatch,
  version: number,
  proposal: FoundMatch | undefined,
): Making => ({
  pass: proposal?.pass ?? 'by_hand',
  rule_version: proposal?.rule_version ?? version,
  made_by: scope.actor.id,
  note,
  difference_account,
  supersedes: proposal?.id,
})

async function write(
  deps: MatchingDeps,
  scope: Scope,
  binding: Binding,
  { plan, making }: { readonly plan: Plan; readonly making: Making },
): Answer {
  const written = await writeMatches(deps, scope, binding, making, [plan])
  const id = written.matches[0]?.id
  return finish(deps, scope, binding, { ...written, id, action: 'confirm' })
}
