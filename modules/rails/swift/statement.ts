import type { Currency } from '../../../kernel/currency.ts'
import type { MtHeaders } from './blocks.ts'
import type { Place } from './field.ts'
import type { StatementDetails } from './statement_details.ts'

/** Of the account owner: a credit brings money in. */
export type Direction = 'debit' | 'credit'

export type MtBalance = {
  readonly direction: Direction
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly currency: Currency
  /** Minor units, never negative: `direction` says on which side it stands. */
  readonly amount: bigint
  /** `60M` and `62M`: the balance of a page, not of the statement. */
  readonly is_intermediate: boolean
}

/** One `:61:` with its `:86:`. */
export type StatementLine = Place & {
  readonly value_date: string
  /** The entry date with the year that is nearest to the value date; the value date where the bank gives none. */
  readonly booking_date: string
  readonly has_entry_date: boolean
  /** What it does to the account: the reversal of a credit (`RC`) is a debit, as in camt.053. */
  readonly direction: Direction
  readonly is_reversal: boolean
  /** `EC` and `ED` of MT942: expected, not booked. */
  readonly is_expected: boolean
  /** The third letter of the currency, where the bank gives it. */
  readonly funds_code: string | undefined
  /** Minor units; undefined when the statement has no currency to count them in. */
  readonly amount: bigint | undefined
  /** As it stood, such as `1058,47`. */
  readonly amount_text: string
  readonly currency: Currency | undefined
  /** `N` (a code of this table), `F` (first advice) or `S` (a SWIFT message of that number) and three characters. */
  readonly transaction_type: string | undefined
  /** For the account owner; `NONREF` where there is none. */
  readonly reference: string
  readonly bank_reference: string | undefined
  readonly supplementary: string | undefined
  readonly details: StatementDetails
}

/** A sum of entries, `:90D:` or `:90C:`. */
export type EntrySum = {
  readonly count: number
  readonly currency: Currency
  readonly amount: bigint
}
/** `:34F:`: only entries of at least so much are reported. */
export type FloorLimit = {
  readonly direction: Direction | undefined
  readonly currency: Currency
  readonly amount: bigint
}

/** Everything of a statement but its lines. One page: pages of one statement are joined by whoever reads them. */
export type StatementFrame = Place & {
  readonly headers: MtHeaders
  /** `940`, `941`, `942` or `950`. A bare file does not say; it is 942 with `:34F:`, else 940. */
  readonly type: string
  readonly reference: string | undefined
  readonly related_reference: string | undefined
  /** As the bank writes it: an IBAN, or bank code and number such as `50880050/0194774600888`. */
  readonly account: string | undefined
  /** Of the bank that keeps the account (`25P`). */
  readonly account_bic: string | undefined
  readonly currency: Currency | undefined
  readonly statement_number: string | undefined
  readonly sequence_number: string | undefined
  readonly created_at: string | undefined
  readonly floor_limits: readonly FloorLimit[]
  readonly opening: MtBalance | undefined
  readonly closing: MtBalance | undefined
  readonly available: MtBalance | undefined
  readonly forward_available: readonly MtBalance[]
  readonly debit_sum: EntrySum | undefined
  readonly credit_sum: EntrySum | undefined
  /** `:86:` behind the balances: about the statement as a whole. */
  readonly closing_text: readonly string[]
  /** `:NS:` before the first line. */
  readonly non_swift: readonly string[]
  readonly line_count: number
}

export type MtStatement = StatementFrame & { readonly lines: readonly StatementLine[] }
