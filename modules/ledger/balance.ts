import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'

export type Side = 'debit' | 'credit'

/** An account's counters as SQL keeps them; net is credits - debits. Minor units. */
export type Counters = {
  readonly net: bigint
  readonly debits_pending: bigint
  readonly credits_pending: bigint
}

/** The same on the account's normal side: what is there, what will come, what is held, what can be used. */
export type FourBalances = {
  readonly posted: bigint
  readonly pending_in: bigint
  readonly pending_out: bigint
  /** posted - pending_out. What is pending in cannot be used yet. */
  readonly available: bigint
}

export function onNormalSide(side: Side, { net, debits_pending, credits_pending }: Counters): FourBalances {
  const isCredit = side === 'credit'
  const posted = isCredit ? net : -net
  const pending_out = isCredit ? debits_pending : credits_pending
  return {
    posted,
    pending_in: isCredit ? credits_pending : debits_pending,
    pending_out,
    available: posted - pending_out,
  }
}

/** Of which moment a balance is asked. Without one, of now. */
export type Moment =
  /** As the account's entry with this version left it; 0 is before the first. */
  | { readonly as_of_version: bigint }
  /** As recorded at this instant: entries recorded later do not count, whatever day they are for. */
  | { readonly as_of: Instant }
  /**
   * As of the end of this day on the effective axis: entries count for the day they are effective on, whenever
   * they were recorded. Holds have no effective day; they show as they stood at the end of that day.
   */
  | { readonly effective_on: Day }

export type Limits = {
  readonly floor: bigint | null
  readonly ceiling: bigint | null
  readonly overdraft: {
    readonly limit: bigint
    /** How far below the floor the available balance lies. */
    readonly used: bigint
    readonly available: bigint
  }
}

export type Balance = FourBalances & {
  readonly account_id: Id<'acc'>
  readonly currency: Currency
  readonly normal_side: Side
  /** The version these balances belong to; null by effective date, where entries of later versions can count. */
  readonly version: bigint | null
  /** The limits in force now; null for a moment in the past, which may have had others. */
  readonly limits: Limits | null
}

/** `overdraft` lies below the floor; without a floor there is nothing it could lie below. */
export function limitsOf(
  { available }: FourBalances,
  limits: { readonly floor: bigint | null; readonly ceiling: bigint | null; readonly overdraft: bigint },
): Limits {
  const { floor, ceiling, overdraft } = limits
  const below = floor === null || available >= floor ? 0n : floor - available
  const used = below < overdraft ? below : overdraft
  return { floor, ceiling, overdraft: { limit: overdraft, used, available: overdraft - used } }
}

/** The balances of all accounts of one currency and side below a path, added up. */
export type RolledUp = FourBalances & {
  readonly currency: Currency
  readonly normal_side: Side
  readonly accounts: bigint
}
