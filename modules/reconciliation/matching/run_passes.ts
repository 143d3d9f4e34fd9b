import type { Id } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { Binding } from './binding.ts'
import { type Calendar, rangesIn } from './calendar.ts'
import type { MatchingDeps } from './deps.ts'
import type { Piece, Place, Plan } from './item.ts'
import {
  GROUP_ITEMS_MAX,
  GROUPS_PER_LOOK_MAX,
  LINES_PER_WINDOW,
  SCORED_LINES_PER_RUN_MAX,
  SUBSET_DAYS_PER_RUN_MAX,
  SUBSET_ITEMS_MAX,
} from './limits.ts'
import { pairByAmount } from './pass_amount.ts'
import { matchGroups } from './pass_group.ts'
import { pairByKey, pairWithTolerance } from './pass_keys.ts'
import { proposeAlike } from './pass_score.ts'
import { matchSubsets } from './pass_subset.ts'
import { writeProposals } from './propose.ts'
import type { Pass, PassAction, RuleVersion } from './rules.ts'
import { lockBinding } from './store_bindings.ts'
import * as candidates from './store_candidates.ts'
import type { Whose } from './store_items.ts'
import { makingOf } from './match_row.ts'
import { withoutUndone } from './without_undone.ts'
import { postAdjustments, writeMatches } from './write_matches.ts'

export type Run = {
  readonly id: Id<'rca'>
  readonly rules: RuleVersion
  readonly calendar: Calendar
  /** True when the work should stop. */
  isOver(): boolean
  /** Items that one look holds; `LINES_PER_WINDOW` when absent. */
  readonly window?: number
}
type Deps = Pick<MatchingDeps, 'db' | 'ledger'>
/** What one look found, and where the next one begins; undefined when there is nothing behind it. */
type Found<At> = { readonly plans: readonly Plan[]; readonly next: At | undefined }
type Look<At> = (scope: Scope, whose: Whose, after: At) => Promise<Found<At>>

const FIRST: Place = { on: '0001-01-01' as Day, number: 0n }

/**
 * All passes in their order, over what is not matched yet. Each look is one transaction that holds the binding, reads a bounded
 * number of items, and writes what it matched: two workers at once match nothing twice, and one that dies has
 * done what it has done. A repeat matches what is new. Returns how many matches it made.
 */
export async function runPasses(deps: Deps, scope: OpenScope, run: Run): Promise<number> {
  const { rules } = run.rules
  const ranges = (days: number) => rangesIn(run.calendar, days)
  let count = 0
  const pass = async <At>(name: Pass, action: PassAction, first: At, look: Look<At>): Promise<void> => {
    if (action !== 'off') count += await runPass(deps, scope, run, { name, action, first, look })
  }
  const { window = LINES_PER_WINDOW } = run
  await pass('exact_key', rules.exact_key.action, FIRST, exactKey(window))
  await pass('key_tolerance', rules.key_tolerance.action, FIRST, keyTolerance(window, rules.key_tolerance))
  await pass(
    'amount_date',
    rules.amount_date.action,
    null,
    amountDate(window, ranges(rules.amount_date.window_days)),
  )
  await pass('group', rules.group.action, { after: FIRST, key: '' }, group(window))
  await pass('subset', rules.subset.action, null, subset(ranges(rules.subset.window_days)))
  await pass('score', rules.score.action, null, score(rules.score, ranges(rules.score.window_days)))
  return count
}

async function runPass<At>(
  deps: Deps,
  scope: OpenScope,
  run: Run,
  asked: { name: Pass; action: PassAction; first: At; look: Look<At> },
): Promise<number> {
  let count = 0
  for (let at: At | undefined = asked.first; at !== undefined && !run.isOver(); ) {
    const after: At = at
    const done = await deps.db.withTenant(scope.tenant_id, async (db) => {
      const joined = { ...scope, db }
      const binding = await lockBinding(db, scope.tenant_id, run.id)
      if (binding?.state !== 'active') return { made: 0, next: undefined }
      const whose = { tenant_id: scope.tenant_id, binding: run.id }
      const found = await asked.look(joined, whose, after)
      const made = await write(deps, joined, binding, { run, ...asked, plans: found.plans })
      return { made, next: found.next }
    })
    count += done.made
    at = done.next
  }
  return count
}

async function write(
  deps: Deps,
  scope: Scope,
  binding: Binding,
  found: {
    readonly run: Run
    readonly name: Pass
    readonly action: PassAction
    readonly plans: readonly Plan[]
  },
): Promise<number> {
  const { name, action, plans } = found
  const making = makingOf(name, found.run.rules)
  if (plans.length === 0) return 0
  if (action === 'propose') return writeProposals(scope, binding, making, plans)
  const wanted = await withoutUndone(scope, binding, plans)
  const { matches, adjustments, facts } = await writeMatches(deps, scope, binding, making, wanted)
  await postAdjustments(scope, binding, adjustments)
  await appendFacts(scope.db, scope, [...facts])
  return matches.length
}

const exactKey =
  (window: number): Look<Place> =>
  async ({ db }, whose, after) => {
    const through = await candidates.nextWindow(db, whose, after, window)
    if (through === undefined) return { plans: [], next: undefined }
    const pairs = await candidates.exactPairs(db, whose, { after, through })
    const plans = pairByKey(pairs)
    // Two that wanted the same item: the one that did not get it may have another of the same reference.
    const isContested = plans.length > 0 && plans.length < pairs.length
    return { plans, next: isContested ? after : through }
  }

const keyTolerance =
  (window: number, rule: RuleVersion['rules']['key_tolerance']): Look<Place> =>
  async ({ db }, whose, after) => {
    const through = await candidates.nextWindow(db, whose, after, window)
    if (through === undefined) return { plans: [], next: undefined }
    const pairs = await candidates.pairsByKey(db, whose, { after, through })
    return { plans: pairWithTolerance(pairs, rule), next: through }
  }

/** Amounts of which both lists hold every item, and behind which amount the next look begins. */
function wholeAmounts(
  window: number,
  lists: readonly (readonly Piece[])[],
): {
  readonly before: bigint | undefined
  readonly next: bigint | undefined
} {
  const cut = lists.flatMap((list) => (list.length < window ? [] : [list.at(-1)?.amount ?? 0n]))
  const before = cut.reduce<bigint | undefined>(
    (least, amount) => (least === undefined || amount < least ? amount : least),
    undefined,
  )
  if (before === undefined) return { before, next: undefined }
  const isHot = lists.some((list) => list.length === window && list[0]?.amount === before)
  // So many items of one amount are never the only ones for each other: the amount is passed over.
  return { before, next: isHot ? before : before - 1n }
}

const amountDate =
  (window: number, rangeOf: ReturnType<typeof rangesIn>): Look<bigint | null> =>
  async ({ db }, whose, last) => {
    const asked = { after: last ?? undefined, limit: window }
    const bank = await candidates.nextByAmount(db, whose, 'bank', asked)
    const ledger = await candidates.nextByAmount(db, whose, 'ledger', asked)
    const { before, next } = wholeAmounts(window, [bank, ledger])
    const whole = (list: readonly Piece[]) =>
      before === undefined ? list : list.filter(({ amount }) => amount < before)
    return { plans: pairByAmount(whole(bank), whole(ledger), rangeOf), next }
  }

/** Behind which line the window begins and where it ends, and behind which of its keys the look goes on. */
type GroupPlace = { readonly after: Place; readonly through?: Place; readonly key: string }

const group =
  (window: number): Look<GroupPlace> =>
  async ({ db }, whose, { after, key, ...begun }) => {
    const through = begun.through ?? (await candidates.nextWindow(db, whose, after, window))
    if (through === undefined) return { plans: [], next: undefined }
    const asked = { after: key, limit: GROUPS_PER_LOOK_MAX }
    const found = await candidates.groupKeys(db, whose, { after, through }, asked)
    let items = 0
    // One group is always taken; more only while all of them together are no more than one can be.
    const taken = found.filter((one, at) => (items += one.items) <= GROUP_ITEMS_MAX || at === 0)
    const keys = taken.map((one) => one.key)
    const groups = await candidates.groupsOf(db, whose, keys)
    const isWhole = taken.length === found.length && found.length < GROUPS_PER_LOOK_MAX
    const next = isWhole ? { after: through, key: '' } : { after, through, key: keys.at(-1) ?? '' }
    return { plans: matchGroups(groups), next }
  }

/** Each item in one plan at most: days lie so close that two can want the same entry. */
function once(plans: readonly Plan[]): Plan[] {
  const taken = new Set<bigint>()
  return plans.filter(({ ledger }) => {
    if (ledger.some((number) => taken.has(number))) return false
    for (const number of ledger) taken.add(number)
    return true
  })
}

const subset =
  (rangeOf: ReturnType<typeof rangesIn>): Look<null> =>
  async ({ db }, whose) => {
    const few = { lines_max: SUBSET_ITEMS_MAX, days_max: SUBSET_DAYS_PER_RUN_MAX }
    const days = await candidates.daysWithFewLines(db, whose, few)
    const asked = days.map(({ on, is_in }) => ({ ...rangeOf(on), is_in }))
    const entries = await candidates.entriesAround(db, whose, asked, SUBSET_ITEMS_MAX + 1)
    const plans = days.flatMap(({ pieces }, at) => {
      const around = entries[at] ?? []
      return around.length > SUBSET_ITEMS_MAX ? [] : matchSubsets(pieces, around)
    })
    return { plans: once(plans), next: undefined }
  }

const score =
  ({ score_min }: RuleVersion['rules']['score'], rangeOf: ReturnType<typeof rangesIn>): Look<null> =>
  async ({ db }, whose) => {
    const pairs = await candidates.alikePairs(db, whose, SCORED_LINES_PER_RUN_MAX)
    const near = pairs.filter(({ bank, ledger }) => {
      const { from, to } = rangeOf(bank.on)
      return ledger.on >= from && ledger.on <= to
    })
    return { plans: proposeAlike(near, score_min), next: undefined }
  }
