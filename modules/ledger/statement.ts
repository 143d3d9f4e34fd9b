import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { Side } from './balance.ts'
import type { TransferKind } from './transfer.ts'

/** By when entries were recorded (`to` excluded), or by the day they are effective on (both days included). */
export type StatementRange =
  | { readonly axis: 'recorded'; readonly from?: Instant; readonly to?: Instant }
  | { readonly axis: 'effective'; readonly from?: Day; readonly to?: Day }

/** What is known before the first line. Balances are on the account's normal side, in minor units. */
export type StatementHead = {
  readonly account_id: Id<'acc'>
  readonly path: string
  readonly name: string | null
  readonly currency: Currency
  readonly normal_side: Side
  readonly range: StatementRange
  /** Entries behind `after_version` up to `through_version`: what is recorded while it is read changes nothing. */
  readonly after_version: bigint
  readonly through_version: bigint
  readonly opening: bigint
  readonly closing: bigint
}

/** Money that moved. Holds are no lines: they show as balances, and as lines once they are posted. */
export type StatementLine = {
  readonly version: bigint
  readonly transfer_id: Id<'trf'>
  readonly direction: Side
  readonly counter_account: Id<'acc'>
  readonly kind: TransferKind
  readonly code: string
  readonly amount: bigint
  readonly effective_on: Day
  readonly recorded_at: Instant
  readonly description: string | null
  /** After this line, along the statement's axis. */
  readonly balance: bigint
}

export type StatementTotals = { readonly lines: bigint; readonly debits: bigint; readonly credits: bigint }

export type Statement = {
  readonly head: StatementHead
  /** Every line in order, a page at a time; reads the next page when it is asked for. */
  lines(): AsyncGenerator<readonly StatementLine[], StatementTotals, undefined>
}
