import type { Currency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'

/**
 * What the bank has and what the ledger has, at the end of a statement's day, and what of the difference is known. Minor
 * units. `difference` must be 0: anything else was changed, lost or doubled on one of the sides.
 */
export type BankProof = {
  readonly binding: Id<'rca'>
  readonly currency: Currency
  readonly day: Day
  readonly statement: Id<'bst'>
  readonly statement_on: Day
  readonly bank_closing: bigint
  readonly ledger_balance: bigint
  readonly bank_open: bigint
  readonly ledger_open: bigint
  readonly in_transit: bigint
  readonly suspended: bigint
  readonly opening_difference: bigint
  readonly difference: bigint
  readonly completeness_ppm: number
  readonly proven_at: Instant
}

type Sides = Pick<
  BankProof,
  'bank_closing' | 'ledger_balance' | 'bank_open' | 'ledger_open' | 'in_transit' | 'opening_difference'
>
/** What no line and no entry explains. */
export const differenceOf = (sides: Sides): bigint =>
  sides.bank_closing -
  sides.ledger_balance -
  sides.opening_difference -
  sides.bank_open +
  sides.ledger_open -
  sides.in_transit

const ALL_PPM = 1_000_000n

/** The share by value of what is matched, in millionths, rounded down: everything only when nothing is left. */
export const completenessOf = (matched: bigint, unmatched: bigint): number => {
  const total = matched + unmatched
  return Number(total === 0n ? ALL_PPM : (matched * ALL_PPM) / total)
}

export const bankProofJson = (proof: BankProof) => {
  const amount = (minor: bigint) => ({ value: String(minor), currency: proof.currency })
  return {
    reconciliation_account: proof.binding,
    day: proof.day,
    statement: proof.statement,
    statement_on: proof.statement_on,
    bank_closing: amount(proof.bank_closing),
    ledger_balance: amount(proof.ledger_balance),
    bank_unmatched: amount(proof.bank_open),
    ledger_unmatched: amount(proof.ledger_open),
    in_transit: amount(proof.in_transit),
    in_suspense: amount(proof.suspended),
    opening_difference: amount(proof.opening_difference),
    difference: amount(proof.difference),
    is_clean: proof.difference === 0n,
    completeness_ppm: proof.completeness_ppm,
    proven_at: instantText(proof.proven_at),
  }
}
