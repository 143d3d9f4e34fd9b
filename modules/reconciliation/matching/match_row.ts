import { type Id, newId, uuidOf } from '../../../kernel/id.ts'
import type { Scope } from '../../../platform/scope.ts'
import { derivedId } from '../ids.ts'
import type { Item, Plan } from './item.ts'
import type { MatchItem, MatchKind } from './match.ts'
import type { Pass, RuleVersion } from './rules.ts'
import type { NewMatch } from './store_matches.ts'

/** Who makes matches, by which rule. */
export type Making = {
  readonly pass: Pass
  readonly rule_version: number
  readonly made_by: string
  readonly note: string | null
  /** Where a difference goes that is no announced fee; the tolerance account when absent. */
  readonly difference_account?: Id<'acc'> | undefined
  /** The lines are put aside: the difference goes to the suspense account, and they stay to be matched. */
  readonly suspends?: boolean
  /** The proposal that is confirmed. */
  readonly supersedes?: Id<'mtc'> | undefined
}
/** As one of our own passes makes it. */
export const makingOf = (pass: Pass, { version }: Pick<RuleVersion, 'version'>): Making => ({
  pass,
  rule_version: version,
  made_by: 'reconciliation',
  note: null,
})

/** A digest of what a match is made of, the same whoever makes it. */
export const membersOf = (
  { tenant_id }: Pick<Scope, 'tenant_id'>,
  binding: Id<'rca'>,
  plan: Pick<Plan, 'bank' | 'ledger'>,
): string => {
  const sorted = (numbers: readonly bigint[]) =>
    numbers.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(',')
  return uuidOf(
    derivedId('mtc', tenant_id, 'members', binding, `${sorted(plan.bank)}/${sorted(plan.ledger)}`),
  )
}

const sum = (items: readonly Pick<Item, 'amount'>[]): bigint =>
  items.reduce((total, { amount }) => total + amount, 0n)
const size = (value: bigint): bigint => (value < 0n ? -value : value)
/** An item as a match holds it. */
export const pieceOf = ({ side, source_id, source_number, amount, on }: Item): MatchItem => ({
  side,
  source_id,
  source_number,
  amount,
  on,
})

export type Made = {
  readonly kind: Exclude<MatchKind, 'undo'>
  readonly making: Making
  readonly members: string | null
  readonly difference: bigint
  readonly score: number | null
}

/** The row of a match that is made of these. */
export function matchOf(
  { world }: Scope,
  binding: Id<'rca'>,
  id: Id<'mtc'>,
  items: readonly MatchItem[],
  { kind, making, members, difference, score }: Made,
): NewMatch {
  const of = (side: MatchItem['side']) => items.filter((item) => item.side === side)
  const days = items.map(({ on }) => on).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return {
    id,
    binding,
    kind,
    pass: making.pass,
    rule_version: making.rule_version,
    score,
    bank_total: sum(of('bank')),
    ledger_total: sum(of('ledger')),
    difference,
    volume: items.reduce((total, { amount }) => total + size(amount), 0n),
    first_on: days[0] ?? null,
    last_on: days.at(-1) ?? null,
    members,
    supersedes: making.supersedes ?? null,
    made_by: making.made_by,
    note: making.note,
    made_at: world.now(),
    items,
  }
}

/** The row by which a match stops holding. `members` is kept when nobody should make it again. */
export const undoOf = (
  { world }: Scope,
  match: Pick<NewMatch, 'id' | 'binding' | 'rule_version'>,
  how: {
    readonly pass: Pass
    readonly made_by: string
    readonly note: string | null
    members: string | null
  },
): NewMatch => ({
  id: newId('mtc', world),
  binding: match.binding,
  kind: 'undo',
  pass: how.pass,
  rule_version: match.rule_version,
  score: null,
  bank_total: 0n,
  ledger_total: 0n,
  difference: 0n,
  volume: 0n,
  first_on: null,
  last_on: null,
  members: how.members,
  supersedes: match.id,
  made_by: how.made_by,
  note: how.note,
  made_at: world.now(),
  items: [],
})
