import { present } from '../../../kernel/assert.ts'
import type { Day } from '../../../kernel/world.ts'
import { defaultRules } from '../facts/matching_rules.ts'

/** `auto` makes the match, `propose` asks a person, `off` leaves the pass out. */
export const passActions = ['auto', 'propose', 'off'] as const
export type PassAction = (typeof passActions)[number]

/**
 * How items are matched, pass by pass, in this very order. Tolerances are minor units, and basis points of the line's
 * amount; the larger one counts. Windows and waits are banking days. Source of the order: ledger.md B6.
 */
export type RuleSet = {
  /** 1: a reference, and the amount. */
  readonly exact_key: { readonly action: PassAction }
  /** 2: a reference, and nearly the amount, or the amount less the fee that the transfer announces. */
  readonly key_tolerance: {
    readonly action: PassAction
    readonly tolerance_minor: number
    readonly tolerance_bps: number
  }
  /** 3: the amount within so many days, when each is the only one for the other. */
  readonly amount_date: { readonly action: PassAction; readonly window_days: number }
  /** 4: one against many that share a reference, or day and counterparty, and come to the same. */
  readonly group: { readonly action: PassAction }
  /** 5: up to twelve of each side within so many days that come to the same. */
  readonly subset: { readonly action: PassAction; readonly window_days: number }
  /** 6: what looks alike, from this score on (0 to 100): for a person only. */
  readonly score: {
    readonly action: Exclude<PassAction, 'auto'>
    readonly window_days: number
    readonly score_min: number
  }
  /** A line whose code says that it is a fee of the bank, and that matches nothing, is booked as one. */
  readonly bank_fees: { readonly action: 'auto' | 'off' }
  /** After so many days without a match an item is late; a line then is unexpected, and an entry is missing at the bank. */
  readonly waits: { readonly timing_days: number; readonly bank_days: number; readonly ledger_days: number }
}
export type RuleVersion = { readonly version: number; readonly rules: RuleSet }

/** Numbers of the passes, as matches say them. */
export const passes = [
  'by_hand',
  'exact_key',
  'key_tolerance',
  'amount_date',
  'group',
  'subset',
  'score',
  'bank_fee',
  'suspense',
] as const
export type Pass = (typeof passes)[number]

/** The rules that stand in the program, as of a day; before the first ones the first. */
export const rulesInProgram = (day: Day): RuleSet =>
  present(
    defaultRules.findLast(({ effective_from }) => effective_from <= day) ?? defaultRules[0],
    'the rules of matching',
  ).value
