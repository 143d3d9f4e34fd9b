import { type FileFault, masked } from '../files/fault.ts'

/**
 * The one form into which every format of bank statement is brought before anything is matched with it. Source of the
 * rule: ledger.md B6 (reconciliation engine) and E8 (statement formats).
 *
 * Amounts are minor units of their currency. Days are `YYYY-MM-DD`, as the bank wrote them: its own day, not one of UTC.
 */
export type StatementFormat = 'bai2' | 'ofx' | 'mt940' | 'mt942' | 'camt_052' | 'camt_053' | 'camt_054'

/** At least one of `iban` and `number`. The number of a card account is a card number: store it as one. */
export type StatementAccount = {
  readonly kind: 'bank' | 'card' | 'investment'
  readonly iban?: string
  readonly number?: string
  /** Who keeps the account: ABA number, sort code, BIC, broker; as the format names it. */
  readonly routing?: string
  readonly branch?: string
  /** As the bank names it: `CHECKING`. */
  readonly type?: string
}

export type BalanceKind =
  | 'opening_booked'
  | 'closing_booked'
  | 'interim_booked'
  | 'opening_available'
  | 'closing_available'
  | 'interim_available'
  | 'forward_available'
/** Negative when the account is overdrawn. */
export type StatementBalance = {
  readonly kind: BalanceKind
  readonly amount_minor: bigint
  readonly currency: string
  readonly on?: string
}

/** What is known when a statement begins. */
export type StatementHead = {
  readonly source_format: StatementFormat
  /** The bank's own name of it, where the format has one; otherwise made of what tells it from its neighbours. */
  readonly statement_id: string
  readonly account: StatementAccount
  /** ISO 4217 when it is right; the gate refuses what is none. */
  readonly currency: string
  readonly sequence_number?: number
  /** Of a statement that comes in parts, from 1. */
  readonly page_number?: number
  readonly from_on?: string
  readonly to_on?: string
  /** `interim`: more may come for the same days, and the same lines may come again. */
  readonly coverage: 'final' | 'interim'
  /** What the bank wants done with it; `test` must never be loaded. */
  readonly purpose: 'update' | 'correction' | 'deletion' | 'test'
  /** In the source, from 1. */
  readonly line_number: number
  readonly column: number
}

export type StatementRefs = {
  readonly end_to_end_id?: string
  readonly uetr?: string
  readonly instruction_id?: string
  readonly transaction_id?: string
  readonly mandate_id?: string
  readonly bank_reference?: string
  readonly customer_reference?: string
  readonly trace_number?: string
  readonly check_number?: string
  readonly batch_id?: string
}

/** One movement of the account, as the bank tells it. */
export type StatementLine = {
  /** Where it stands in the source, from 1. */
  readonly line_number: number
  readonly column: number
  /** Unique within the account for ever, where the format promises that. */
  readonly ext_id?: string
  readonly booking_on: string
  readonly value_on?: string
  /** Never negative: `direction` says what it did to the account, also when it takes back an earlier line. */
  readonly amount_minor: bigint
  readonly currency: string
  readonly direction: 'credit' | 'debit'
  readonly is_reversal: boolean
  /** Only booked lines make up a balance. */
  readonly status: 'booked' | 'pending'
  /** True for a line that only itemises another one of the statement: its money is counted there. */
  readonly is_item: boolean
  /** As the format writes it: `PMNT/RCDT/ESCT`, `NTRF`, `142`, `DIRECTDEP`. */
  readonly bank_transaction_code: string
  readonly refs: StatementRefs
  readonly counterparty?: { readonly name?: string; readonly account?: string }
  /** The bank's own lines, unjoined: some break words at the end of a line and some do not. */
  readonly remittance: readonly string[]
  /** Payments that the bank booked as this one amount. */
  readonly batch_count?: number
  readonly return_reason?: string
  /** The line that this one replaces or takes out, by its `ext_id`. */
  readonly corrects?: { readonly ext_id: string; readonly action: 'replace' | 'delete' }
}

export type EntryTotal = { readonly amount_minor?: bigint; readonly count?: number }
/** What the format itself says that the booked lines come to. */
export type StatementTotals = {
  readonly credits?: EntryTotal
  readonly debits?: EntryTotal
  readonly entries?: EntryTotal
}

/** What is known when a statement ends. */
export type StatementFoot = {
  readonly balances: readonly StatementBalance[]
  readonly totals?: StatementTotals
  /** The last day, where the head did not know it yet. */
  readonly to_on?: string
}
export type BankStatement = StatementHead & StatementFoot

/**
 * A file of statements as it comes: a statement is opened, its lines come in runs, it is closed with its balances, and
 * the next one is opened. Faults come where they are found; one that comes while a statement is open is about it, one
 * that comes between statements is about the file.
 */
export type StatementEvent =
  | { readonly event: 'opened'; readonly head: StatementHead }
  | { readonly event: 'lines'; readonly lines: readonly StatementLine[] }
  | { readonly event: 'closed'; readonly foot: StatementFoot }
  | { readonly event: 'fault'; readonly fault: FileFault }

/** A reader that is pushed: bytes in, events out. `end` is called once, after the last bytes. */
export type StatementReader = {
  push(chunk: Uint8Array): readonly StatementEvent[]
  end(): readonly StatementEvent[]
}

/** Events of a stream of bytes, in its order. A stream that breaks off rejects; the file must not be loaded then. */
export async function* statementEvents(
  source: AsyncIterable<Uint8Array>,
  reader: StatementReader,
): AsyncGenerator<StatementEvent, void> {
  for await (const chunk of source) yield* reader.push(chunk)
  yield* reader.end()
}

/** A line for people and logs: the number of the other account is cut to its last four characters. */
export function maskedLine(line: StatementLine): StatementLine {
  const account = line.counterparty?.account
  if (account === undefined) return line
  return { ...line, counterparty: { ...line.counterparty, account: masked(account) } }
}

/** Tells accounts apart within and across files: `bank:072000326:1234567`. Holds full numbers: not for logs. */
export const accountKey = ({ kind, iban, number, routing, branch }: StatementAccount): string =>
  [kind, routing ?? '', branch ?? '', iban ?? number ?? ''].join(':')
