import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { Metadata } from './account.ts'
import type { FourBalances, Side } from './balance.ts'
import type { TransferKind } from './transfer.ts'

/** A posted transfer as one of its two accounts sees it, with the balances it left there. */
export type Entry = FourBalances & {
  readonly account_id: Id<'acc'>
  /** The account's version after it: 1 for the first entry, then without gaps. */
  readonly version: bigint
  readonly transfer_id: Id<'trf'>
  readonly direction: Side
  readonly counter_account: Id<'acc'>
  readonly kind: TransferKind
  readonly code: string
  readonly currency: Currency
  /** What was moved (single, post), held (pending) or given back (void, expire). Minor units. */
  readonly amount: bigint
  /** What a final post, a void or an expiry gave back of its hold. */
  readonly released: bigint | null
  readonly effective_on: Day
  readonly recorded_at: Instant
  readonly pending_id: Id<'trf'> | null
  readonly expires_at: Instant | null
  readonly reversal_of: Id<'trf'> | null
  readonly description: string | null
  readonly metadata: Metadata
}

/** Instants are from, included, to, excluded; days are both included. */
export type EntryFilter = {
  readonly from?: Instant
  readonly to?: Instant
  readonly effective_from?: Day
  readonly effective_to?: Day
  readonly code?: string
  readonly kind?: TransferKind
}
export type EntryOrder = 'oldest_first' | 'newest_first'
export type EntryPage = {
  readonly entries: readonly Entry[]
  /** The version to go on behind; null when there is nothing more. A page may be short, even empty, and not the last. */
  readonly next: bigint | null
}
