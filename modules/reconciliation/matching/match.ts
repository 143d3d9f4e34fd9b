import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idOf } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { Side } from './item.ts'
import type { Pass } from './rules.ts'

/** `undo` supersedes a match, or says no to a proposal. Rows never change. */
export const matchKinds = ['match', 'proposal', 'undo'] as const
export type MatchKind = (typeof matchKinds)[number]

/** Lines and transfers that are the same money. Minor units of the account's currency; above zero it came in. */
export type Match = {
  readonly id: Id<'mtc'>
  readonly binding: Id<'rca'>
  readonly kind: MatchKind
  readonly pass: Pass
  readonly rule_version: number
  readonly score: number | null
  readonly bank_total: bigint
  readonly ledger_total: bigint
  /** What the bank showed more than the ledger, and matching posted. */
  readonly difference: bigint
  readonly volume: bigint
  readonly first_on: Day | null
  readonly last_on: Day | null
  readonly members: string | null
  readonly supersedes: Id<'mtc'> | null
  readonly made_by: string
  readonly note: string | null
  readonly made_at: Instant
}
export type MatchItem = {
  readonly side: Side
  readonly source_id: string
  readonly source_number: number
  readonly amount: bigint
  readonly on: Day
}
/** As it is found: with the row that supersedes it, if any. */
export type FoundMatch = Match & {
  readonly currency: Currency
  readonly superseded_by: Id<'mtc'> | null
  readonly superseded_kind: MatchKind | null
  readonly items: readonly MatchItem[]
}

export const matchStatuses = ['matched', 'proposed', 'confirmed', 'rejected', 'undone', 'replaced'] as const
export type MatchStatus = (typeof matchStatuses)[number]

/** What has become of it. */
function statusOf({ kind, superseded_kind }: FoundMatch): MatchStatus {
  if (kind === 'match')
    return superseded_kind === null ? 'matched' : superseded_kind === 'undo' ? 'undone' : 'replaced'
  if (superseded_kind === null) return 'proposed'
  return superseded_kind === 'undo' ? 'rejected' : 'confirmed'
}

/** The public picture. */
export const matchJson = (one: FoundMatch) => {
  const amount = (minor: bigint) => ({ value: String(minor), currency: one.currency })
  const of = (side: Side) => one.items.filter((item) => item.side === side)
  return {
    id: one.id,
    reconciliation_account: one.binding,
    status: statusOf(one),
    made_by_pass: one.pass,
    rule_version: one.rule_version,
    score: one.score,
    bank_total: amount(one.bank_total),
    ledger_total: amount(one.ledger_total),
    difference: amount(one.difference),
    lines: of('bank').map(({ source_id, source_number, on, ...item }) => ({
      statement: idOf('bst', source_id),
      line: source_number,
      booked_on: on,
      amount: amount(item.amount),
    })),
    transfers: of('ledger').map(({ source_id, on, ...item }) => ({
      transfer: idOf('trf', source_id),
      effective_on: on,
      amount: amount(item.amount),
    })),
    supersedes: one.supersedes,
    superseded_by: one.superseded_by,
    made_by: one.made_by,
    note: one.note,
    made_at: instantText(one.made_at),
  }
}
