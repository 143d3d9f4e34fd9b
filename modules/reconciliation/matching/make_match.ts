import { assert, present } from '../../../kernel/assert.ts'
import { type Id, newId, uuidOf } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import type { Scope } from '../../../platform/scope.ts'
import { derivedId } from '../ids.ts'
import { type Adjustment, adjustmentDay, CLOSED_NEVER, itemOfAdjustment } from './adjustments.ts'
import type { Binding } from './binding.ts'
import type { Item, Plan } from './item.ts'
import type { MatchItem } from './match.ts'
import { type Making, matchOf, pieceOf, undoOf } from './match_row.ts'
import { findOfMatches, type StateChange } from './store_items.ts'
import { findMatches, type NewMatch } from './store_matches.ts'

/** Today, and until when the books are closed: nothing is posted for a day before that. */
export type Books = { readonly today: Day; readonly closed_through: Day }

/** A match whose difference lies in suspense, and that ends because another one explains it. */
type Replaced = { readonly match: NewMatch; readonly items: readonly Item[] }

/** Matches (UUIDs) that end with a plan: those that hold its lines in suspense, and those in whose place it comes. */
export const replacedBy = (
  { in_place_of = [] }: Pick<Plan, 'in_place_of'>,
  lines: Iterable<Pick<Item, 'state' | 'match_id'>>,
): string[] => [
  ...[...lines].flatMap(({ state, match_id }) => (state === 'suspended' ? [match_id ?? ''] : [])),
  ...in_place_of,
]

/** Two reads for any number of matches, by their UUIDs. All entries of the ledger's account must be read. */
export async function readReplaced(
  { db, tenant_id }: Scope,
  binding: Id<'rca'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Replaced>> {
  if (ids.length === 0) return new Map()
  const items = Map.groupBy(await findOfMatches(db, { tenant_id, binding }, ids), ({ match_id }) => match_id)
  const found = await findMatches(db, tenant_id, ids)
  return new Map(
    found.map((match) => [uuidOf(match.id), { match, items: items.get(uuidOf(match.id)) ?? [] }]),
  )
}

/** Where a difference goes, and under which code. */
function differenceGoes(
  { fees_account, suspense_account, tolerance_account }: Binding,
  { suspends, difference_account }: Making,
  { is_fee }: Plan,
): Pick<Adjustment, 'code' | 'counter_account'> {
  if (is_fee === true) return { code: 'bank_fee', counter_account: fees_account }
  if (suspends === true) return { code: 'bank_suspense', counter_account: suspense_account }
  return difference_account === undefined
    ? { code: 'bank_tolerance', counter_account: tolerance_account }
    : { code: 'bank_match', counter_account: difference_account }
}

type One = {
  readonly making: Making
  readonly plan: Plan
  readonly bank: readonly Item[]
  readonly ledger: readonly Item[]
  readonly replaced: ReadonlyMap<string, Replaced>
  readonly books: Books
}
export type MadeMatch = {
  readonly match: NewMatch
  /** Of those in whose place it comes. */
  readonly undone: readonly NewMatch[]
  readonly adjustments: readonly Adjustment[]
  readonly changes: readonly StateChange[]
}

const sourceOf = ({ side, source_id, source_number }: MatchItem): string =>
  `${side} ${source_id} ${source_number}`

/** One match of a plan: its row, what has to be posted for it, and how its items change. Pure but for ids and time. */
export function makeMatch(scope: Scope, binding: Binding, one: One): MadeMatch {
  const { making, plan, bank, ledger } = one
  const planned = [...bank, ...ledger]
  assert(
    planned.every(({ state }) => state !== 'matched'),
    'no item is in two matches',
  )
  const id = newId('mtc', scope.world)
  const replaced = replacedBy(plan, bank).map((ended) => present(one.replaced.get(ended), `match ${ended}`))
  const adjustments = adjustmentsOf(scope, binding, id, { ...one, replaced })
  const known = new Set(planned.map(sourceOf))
  const items = [
    ...planned.map(pieceOf),
    ...replaced.flatMap(({ match }) => match.items.filter((item) => !known.has(sourceOf(item)))),
    ...adjustments.map(itemOfAdjustment),
  ]
  const { difference, score = null } = plan
  const to = making.suspends === true ? 'suspended' : 'matched'
  const others = replaced.flatMap((ended) => ended.items.filter((item) => !known.has(sourceOf(item))))
  const by = {
    pass: making.pass,
    made_by: making.made_by,
    note: `Its lines are in ${id} now.`,
    members: null,
  }
  return {
    match: matchOf(scope, binding.id, id, items, { kind: 'match', making, members: null, difference, score }),
    undone: replaced.map(({ match }) => undoOf(scope, match, by)),
    adjustments,
    changes: [...planned, ...others].map(({ side, number }) => ({ side, number, match_id: uuidOf(id), to })),
  }
}

/** What lay in suspense comes back, and a difference goes where the plan says; on the latest day of the items. */
function adjustmentsOf(
  { tenant_id }: Scope,
  binding: Binding,
  match: Id<'mtc'>,
  {
    making,
    plan,
    bank,
    ledger,
    books,
    replaced,
  }: Omit<One, 'replaced'> & { readonly replaced: readonly Replaced[] },
): Adjustment[] {
  const on = [...bank, ...ledger].reduce((last, item) => (item.on > last ? item.on : last), CLOSED_NEVER)
  const same = { match, on: adjustmentDay(on, books) }
  const releases = replaced.map(
    ({ match: ended }): Adjustment => ({
      ...same,
      id: derivedId('trf', tenant_id, match, 'release', ended.id),
      code: 'bank_suspense',
      amount: -ended.difference,
      counter_account: binding.suspense_account,
    }),
  )
  const { difference } = plan
  if (difference === 0n) return releases
  const id = derivedId('trf', tenant_id, match, 'difference')
  return [...releases, { ...same, ...differenceGoes(binding, making, plan), id, amount: difference }]
}
