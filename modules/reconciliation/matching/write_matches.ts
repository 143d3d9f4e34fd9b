import { assert, present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { dayOf } from '../../../kernel/world.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import type { Scope } from '../../../platform/scope.ts'
import { postJoined } from '../../ledger/index.ts'
import { closeTold } from '../close_told.ts'
import { findBreaksOfItems } from '../store_breaks.ts'
import { type Adjustment, CLOSED_NEVER, ordersOf } from './adjustments.ts'
import type { Binding } from './binding.ts'
import type { MatchingDeps } from './deps.ts'
import type { Item, Plan } from './item.ts'
import { type Books, makeMatch, readReplaced, replacedBy } from './make_match.ts'
import type { Making } from './match_row.ts'
import { readAllEntries } from './read_items.ts'
import type { Pass } from './rules.ts'
import { changeStates, dropLedgerKeys, findItems } from './store_items.ts'
import { insertMatches, type NewMatch } from './store_matches.ts'

/** What was written, and what has to be posted and told as the last steps of the transaction. */
export type Written = {
  readonly matches: readonly NewMatch[]
  readonly adjustments: readonly Adjustment[]
  readonly facts: readonly Fact[]
}

/** Until when the books are closed. */
export async function booksOf({ ledger }: Pick<MatchingDeps, 'ledger'>, scope: Scope): Promise<Books> {
  const [last] = await ledger.listPeriods(scope, { before: undefined, limit: 1 })
  return { today: dayOf(scope.world.now()), closed_through: last?.closed_through ?? CLOSED_NEVER }
}

/**
 * Makes matches of plans in the caller's transaction, which holds the binding. Whatever the bank shows more or less than
 * the ledger is posted, so that both sides of each match come to the same; a line whose money lies in suspense is taken
 * out of there. Breaks that are about the items close. The caller posts and tells what is answered, as its last steps.
 */
export async function writeMatches(
  deps: Pick<MatchingDeps, 'ledger'>,
  scope: Scope,
  binding: Binding,
  making: Making,
  plans: readonly Plan[],
): Promise<Written> {
  const { db, tenant_id } = scope
  const whose = { tenant_id, binding: binding.id }
  const [bank, ledger] = [plans.flatMap((plan) => plan.bank), plans.flatMap((plan) => plan.ledger)]
  const lines = byNumber(await findItems(db, whose, 'bank', bank))
  const entries = byNumber(await findItems(db, whose, 'ledger', ledger))
  const ended = replacedBy({ in_place_of: plans.flatMap((plan) => plan.in_place_of ?? []) }, lines.values())
  if (ended.length > 0) await readAllEntries(deps, scope, binding)
  const replaced = await readReplaced(scope, binding.id, ended)
  const isPosting = ended.length > 0 || plans.some(({ difference }) => difference !== 0n)
  const books = isPosting ? await booksOf(deps, scope) : noBooks
  const made = plans.map((plan) =>
    makeMatch(scope, binding, {
      making,
      plan,
      bank: plan.bank.map((number) => present(lines.get(number), `line ${number}`)),
      ledger: plan.ledger.map((number) => present(entries.get(number), `entry ${number}`)),
      replaced,
      books,
    }),
  )
  const matches = made.map((one) => one.match)
  await insertMatches(db, tenant_id, [...made.flatMap((one) => one.undone), ...matches])
  const changes = made.flatMap((one) => one.changes)
  const changed = await changeStates(db, whose, changes)
  assert(changed === changes.length, 'every item of a match was there')
  await dropLedgerKeys(db, whose, [...entries.values()])
  // What is put aside is not explained by that.
  const facts = making.suspends === true ? [] : await closeBreaksOf(scope, binding.id, making.pass, changes)
  return { matches, adjustments: made.flatMap((one) => one.adjustments), facts }
}

/** Nothing is posted, so no day is looked at. */
const noBooks: Books = { today: CLOSED_NEVER, closed_through: CLOSED_NEVER }
const byNumber = (items: readonly Item[]): Map<bigint, Item> =>
  new Map(items.map((item) => [item.number, item]))

/** By side. */
export const numbersOf = (items: readonly Pick<Item, 'side' | 'number'>[]) => {
  const of = (side: Item['side']): bigint[] =>
    items.filter((item) => item.side === side).map(({ number }) => number)
  return { bank: of('bank'), ledger: of('ledger') }
}

/** A late item closes the break that says it was missing. */
async function closeBreaksOf(
  scope: Scope,
  binding: Id<'rca'>,
  pass: Pass,
  items: readonly Pick<Item, 'side' | 'number'>[],
): Promise<Fact[]> {
  const found = await findBreaksOfItems(scope.db, scope.tenant_id, binding, numbersOf(items))
  return closeTold(
    scope,
    found.map(({ id }) => ({ id, note: `Matched by ${pass}.` })),
  )
}

/** Posts what matches need, as the last step before the facts. Throws PostingRefused: the transaction is undone then. */
export const postAdjustments = (
  scope: Scope,
  binding: Binding,
  adjustments: readonly Adjustment[],
): Promise<void> =>
  postJoined(
    scope,
    adjustments.map((one) => ordersOf(binding, one)),
    { is_exact: true },
  )
