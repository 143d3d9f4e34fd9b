import { present } from '../../../kernel/assert.ts'
import { type Id, idOf, newId } from '../../../kernel/id.ts'
import { moneyText } from '../../../kernel/money.ts'
import { type Day, dayOf } from '../../../kernel/world.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { BankBreakType, NewBreak } from '../break.ts'
import { closeTold } from '../close_told.ts'
import { openedFact } from '../facts.ts'
import { findBreaksOfItems, insertBreaks } from '../store_breaks.ts'
import type { Binding } from './binding.ts'
import { overdueDay } from './calendar.ts'
import { classify, type Verdict } from './classify.ts'
import type { MatchingDeps } from './deps.ts'
import type { Item, Plan, Side } from './item.ts'
import { ITEMS_PER_HEAL_MAX } from './limits.ts'
import { joinExplained } from './join_explained.ts'
import type { Run } from './run_passes.ts'
import { lockBinding } from './store_bindings.ts'
import { findItems } from './store_items.ts'
import { findFeeLines, findOverdue, readClues } from './store_overdue.ts'
import { makingOf } from './match_row.ts'
import { cancelOut, type Group, matchDiffering } from './pass_group.ts'
import { groupsOf } from './store_candidates.ts'
import { withoutUndone } from './without_undone.ts'
import { postAdjustments, writeMatches } from './write_matches.ts'

type Deps = Pick<MatchingDeps, 'db' | 'ledger'>
/** One look at one thing, in a transaction that holds the binding. Answers how many items it looked at. */
export type Heal = (deps: Deps, scope: Scope, binding: Binding, run: Run) => Promise<number>

/**
 * Looks after what no pass matched: books fees of the bank, puts money that nobody expected into the suspense account, opens
 * breaks for what is late or missing, and joins what explains each other. A late item closes its break by being matched. A
 * repeat does nothing.
 */
export async function healBinding(deps: Deps, scope: OpenScope, run: Run): Promise<void> {
  for (const heals of [
    [bookFees],
    [settleBatches, putAside],
    [tellLate('bank')],
    [dropOpposites, tellMissing],
    [tellLate('ledger')],
    [joinExplained],
  ])
    for (let isMore = true; isMore && !run.isOver(); ) {
      let count = 0
      for (const heal of heals) count = await healOnce(deps, scope, run, heal)
      isMore = count === ITEMS_PER_HEAL_MAX
    }
}

const healOnce = (deps: Deps, scope: OpenScope, run: Run, heal: Heal): Promise<number> =>
  deps.db.withTenant(scope.tenant_id, async (db) => {
    const binding = await lockBinding(db, scope.tenant_id, run.id)
    return binding?.state === 'active' ? heal(deps, { ...scope, db }, binding, run) : 0
  })

/** What the bank takes for its services: by its codes, straight to the account of fees. */
const bookFees: Heal = async (deps, scope, binding, run) => {
  if (run.rules.rules.bank_fees.action === 'off') return 0
  const whose = { tenant_id: scope.tenant_id, binding: binding.id }
  const lines = await findFeeLines(scope.db, whose, ITEMS_PER_HEAL_MAX)
  const plans = lines.map(
    ({ number, amount }): Plan => ({
      bank: [number],
      ledger: [],
      difference: amount,
      is_fee: true,
    }),
  )
  const written = await writeMatches(deps, scope, binding, makingOf('bank_fee', run.rules), plans)
  await postAdjustments(scope, binding, written.adjustments)
  await appendFacts(scope.db, scope, [...written.facts])
  return lines.length
}

/** Overdue items of a side, and everything unmatched that shares a reference with one of them. */
async function overdueGroups(
  { db, tenant_id, world }: Scope,
  binding: Binding,
  run: Run,
  { side, days }: { readonly side: Side; readonly days: number },
): Promise<{ readonly items: readonly Item[]; readonly groups: readonly Group[] }> {
  if (run.rules.rules.group.action !== 'auto') return { items: [], groups: [] }
  const whose = { tenant_id, binding: binding.id }
  const until = overdueDay(run.calendar, dayOf(world.now()), days)
  const asked = { side, until, but: 'timing', limit: ITEMS_PER_HEAL_MAX } as const
  const items = await findItems(db, whose, side, await findOverdue(db, whose, asked))
  const keys = new Set(items.flatMap((item) => item.keys).filter((key) => !key.startsWith('@')))
  return { items, groups: await groupsOf(db, whose, [...keys]) }
}

/**
 * Lines of batches that waited long enough and come to something else than their entries: they are matched, what differs goes to
 * the suspense account, and a break tells of that alone.
 */
const settleBatches: Heal = async (deps, scope, binding, run) => {
  const { db, tenant_id, world } = scope
  const asked = { side: 'bank', days: run.rules.rules.waits.bank_days } as const
  const { items, groups } = await overdueGroups(scope, binding, run, asked)
  const overdue = new Map(items.map((line) => [line.number, line]))
  const differing = matchDiffering(groups).filter(({ bank }) => bank.every((number) => overdue.has(number)))
  const plans = await withoutUndone(scope, binding, differing)
  if (plans.length === 0) return 0
  const making = { ...makingOf('group', run.rules), difference_account: binding.suspense_account }
  const written = await writeMatches(deps, scope, binding, making, plans)
  const fresh = plans.map((plan) => differingBreak(scope, binding, plan, overdue))
  await insertBreaks(db, tenant_id, world.now(), fresh)
  await postAdjustments(scope, binding, written.adjustments)
  await appendFacts(db, scope, [...written.facts, ...fresh.map(openedFact)])
  return items.length
}

/** Entries that take each other back, and that the bank never showed: they are matched with each other. */
const dropOpposites: Heal = async (deps, scope, binding, run) => {
  const asked = { side: 'ledger', days: run.rules.rules.waits.timing_days } as const
  const { items, groups } = await overdueGroups(scope, binding, run, asked)
  const plans = await withoutUndone(scope, binding, cancelOut(groups))
  if (plans.length === 0) return 0
  const written = await writeMatches(deps, scope, binding, makingOf('group', run.rules), plans)
  await appendFacts(scope.db, scope, [...written.facts])
  return items.length
}

function differingBreak(
  scope: Scope,
  binding: Binding,
  { bank, ledger, difference }: Plan,
  lines: ReadonlyMap<bigint, Item>,
): NewBreak {
  const [first] = bank
  const line = present(first === undefined ? undefined : lines.get(first), 'the line of a batch')
  const what = difference > 0n ? 'more' : 'less'
  const by = difference < 0n ? -difference : difference
  return {
    ...emptyBreak(
      scope,
      binding,
      'amount_diff',
      `The bank shows ${moneyText(by, binding.currency)} ${what} for a batch than its ${ledger.length} entries in the ledger.`,
    ),
    amount_at_risk: by,
    suspended: difference,
    line: line.source_number,
    bank: {
      binding: binding.id,
      bank_item: line.number,
      ledger_item: null,
      statement: idOf('bst', line.source_id),
      transfer: null,
    },
  }
}

/** Lines that waited long enough: a break each, and their money in the suspense account unless an entry is near. */
const putAside: Heal = async (deps, scope, binding, run) => {
  const { db, tenant_id, world } = scope
  const whose = { tenant_id, binding: binding.id }
  const until = overdueDay(run.calendar, dayOf(world.now()), run.rules.rules.waits.bank_days)
  const asked = { side: 'bank', until, but: 'timing', limit: ITEMS_PER_HEAL_MAX } as const
  const lines = await findItems(db, whose, 'bank', await findOverdue(db, whose, asked))
  if (lines.length === 0) return 0
  const numbers = lines.map(({ number }) => number)
  const clues = new Map((await readClues(db, whose, numbers)).map((one) => [one.number, one]))
  const judged = lines.map((line) => ({
    line,
    verdict: classify(line, present(clues.get(line.number), 'the clues of a line'), binding.currency),
  }))
  const plans = judged
    .filter(({ verdict }) => verdict.is_unexpected)
    .map(({ line }): Plan => ({ bank: [line.number], ledger: [], difference: line.amount }))
  const making = { ...makingOf('suspense', run.rules), suspends: true }
  const written = await writeMatches(deps, scope, binding, making, plans)
  const late = await closeTiming(scope, binding.id, 'bank', numbers)
  const entries = await findItems(
    db,
    whose,
    'ledger',
    judged.flatMap(({ verdict }) => verdict.ledger_item ?? []),
  )
  const fresh = judged.map(({ line, verdict }) => breakOf(scope, binding, { line, verdict, entries }))
  await insertBreaks(db, tenant_id, world.now(), fresh)
  await postAdjustments(scope, binding, written.adjustments)
  await appendFacts(db, scope, [...written.facts, ...late, ...fresh.map(openedFact)])
  return lines.length
}

type Told = { readonly line: Item; readonly verdict: Verdict; readonly entries: readonly Item[] }

function breakOf(scope: Scope, binding: Binding, { line, verdict, entries }: Told): NewBreak {
  const entry = entries.find(({ number }) => number === verdict.ledger_item)
  return {
    ...emptyBreak(scope, binding, verdict.type, verdict.reason),
    amount_at_risk: verdict.at_risk,
    suspended: verdict.is_unexpected ? line.amount : 0n,
    line: line.source_number,
    bank: {
      binding: binding.id,
      bank_item: line.number,
      ledger_item: verdict.ledger_item,
      statement: idOf('bst', line.source_id),
      transfer: entry === undefined ? null : idOf('trf', entry.source_id),
    },
  }
}

const emptyBreak = ({ world }: Scope, { currency }: Binding, type: BankBreakType, reason: string) => ({
  id: newId('brk', world),
  type,
  reason,
  account: null,
  report: null,
  line: null,
  operation: null,
  payment: null,
  merchant: null,
  currency,
  suspended: 0n,
  pending: 0n,
  opened_at: world.now(),
})

/** What one side shows and the other does not, while that is only a matter of days. */
const tellLate =
  (side: Side): Heal =>
  async (_deps, scope, binding, run) => {
    const { timing_days } = run.rules.rules.waits
    const until = overdueDay(run.calendar, dayOf(scope.world.now()), timing_days)
    const shows = side === 'bank' ? 'The bank shows it' : 'The ledger shows it'
    return tell(scope, binding, {
      side,
      until,
      but: null,
      type: 'timing',
      reason: `${shows}, the other side not yet.`,
    })
  }

/** What the ledger shows and the bank never did. It stays open, so a line that comes after all is matched. */
const tellMissing: Heal = (_deps, scope, binding, run) =>
  tell(scope, binding, {
    side: 'ledger',
    until: overdueDay(run.calendar, dayOf(scope.world.now()), run.rules.rules.waits.ledger_days),
    but: 'timing',
    type: 'missing_external',
    reason: 'The ledger shows it, and the bank does not.',
  })

type Telling = {
  readonly side: Side
  readonly until: Day
  readonly but: BankBreakType | null
  readonly type: BankBreakType
  readonly reason: string
}

async function tell(scope: Scope, binding: Binding, told: Telling): Promise<number> {
  const { db, tenant_id, world } = scope
  const { side, type, reason } = told
  const whose = { tenant_id, binding: binding.id }
  const numbers = await findOverdue(db, whose, { ...told, limit: ITEMS_PER_HEAL_MAX })
  const items = await findItems(db, whose, side, numbers)
  const late = type === 'timing' ? [] : await closeTiming(scope, binding.id, side, numbers)
  const fresh = items.map((item): NewBreak => {
    const isLine = side === 'bank'
    return {
      ...emptyBreak(scope, binding, type, reason),
      amount_at_risk: item.amount < 0n ? -item.amount : item.amount,
      line: isLine ? item.source_number : null,
      bank: {
        binding: binding.id,
        bank_item: isLine ? item.number : null,
        ledger_item: isLine ? null : item.number,
        statement: isLine ? idOf('bst', item.source_id) : null,
        transfer: isLine ? null : idOf('trf', item.source_id),
      },
    }
  })
  await insertBreaks(db, tenant_id, world.now(), fresh)
  await appendFacts(db, scope, [...late, ...fresh.map(openedFact)])
  return items.length
}

/** What was late is missing by now: one break goes, another comes. */
async function closeTiming(
  scope: Scope,
  binding: Id<'rca'>,
  side: Side,
  numbers: readonly bigint[],
): Promise<Fact[]> {
  const none: readonly bigint[] = []
  const items = { bank: none, ledger: none, [side]: numbers }
  const found = await findBreaksOfItems(scope.db, scope.tenant_id, binding, items)
  const timing = found.filter(({ type }) => type === 'timing')
  const note = 'It is not late any more, but missing: another break tells of it.'
  return closeTold(
    scope,
    timing.map(({ id }) => ({ id, note })),
  )
}
