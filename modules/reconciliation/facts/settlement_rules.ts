/** A fact of the outside world: where it comes from, since when it holds, and when somebody must look again. */
type Dated<T> = {
  readonly source: string
  readonly effective_from: string
  readonly review_by: string
  readonly value: T
}

export type SettlementRules = {
  /** Calendar days from a capture until a report must have named it. */
  readonly due_days: number
  /** Fees may differ by this much without a break: a share of the amount in millionths, and at least so many units. */
  readonly fee_tolerance_ppm: bigint
  readonly fee_tolerance_minor: bigint
}

/** Oldest first. */
export const settlementRules: readonly Dated<SettlementRules>[] = [
  {
    source:
      'acquirers pay one to three banking days after clearing (general knowledge: confirm with your acquirer); a weekend and a holiday lie between',
    effective_from: '2020-01-01',
    review_by: '2027-04-30',
    value: { due_days: 5, fee_tolerance_ppm: 500n, fee_tolerance_minor: 3n },
  },
]
