import { dated } from '../../cards/dated.ts'

export type ReturnGaugeName = 'unauthorized' | 'administrative' | 'overall'
/** A ratio of whole numbers: 5 / 1000 is 0.5 %. */
export type Ratio = { readonly numerator: bigint; readonly denominator: bigint }
export type ReturnGaugeLaw = {
  /** A rate above it is over. The rate itself may be reached. */
  readonly threshold: Readonly<Record<ReturnGaugeName, Ratio>>
  /** Of the threshold: from there on the gauge is `near`. Ours. */
  readonly near: Ratio
  /** Of the threshold: above it new debits of the originator are blocked. Ours; lower it to stop before Nacha asks. */
  readonly block: Ratio
  /** Of fewer debits in the period a rate says nothing yet: nobody is stopped for it. Ours. */
  readonly block_debits_min: bigint
  /** Entries and returns of so many days are counted. */
  readonly period_days: number
  /** Their returns count in no gauge of debits. */
  readonly excluded_sec: readonly string[]
}

export const returnGaugeLaw = dated<ReturnGaugeLaw>([
  {
    source:
      'Nacha return rate levels by PNC’s page of the 2015 rule: 0.5 %, 3 %, 15 % of debits without RCK; [K] counted over 60 days; near and block are ours',
    effective_from: '2015-09-18',
    review_by: '2027-03-31',
    value: {
      threshold: {
        unauthorized: { numerator: 5n, denominator: 1_000n },
        administrative: { numerator: 3n, denominator: 100n },
        overall: { numerator: 15n, denominator: 100n },
      },
      near: { numerator: 8n, denominator: 10n },
      block: { numerator: 1n, denominator: 1n },
      block_debits_min: 100n,
      period_days: 60,
      excluded_sec: ['RCK'],
    },
  },
])
