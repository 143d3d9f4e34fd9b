import type { Id } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { FileFault } from '../../rails/index.ts'

export const statementStates = ['loading', 'loaded', 'quarantined'] as const
export type StatementState = (typeof statementStates)[number]

/** A statement of one of our bank accounts. Amounts are minor units of its currency. */
export type BankStatement = {
  readonly id: Id<'bst'>
  readonly file: Id<'fil'>
  /** In the file, from 1. */
  readonly number: number
  readonly format: string
  /** The bank's own name of it. */
  readonly reference: string
  /** Hex: the same account is the same key. */
  readonly account_key: string
  readonly account_last4: string
  readonly currency: string
  readonly sequence_number: number | null
  readonly page_number: number | null
  readonly from_on: Day | null
  readonly to_on: Day | null
  readonly coverage: 'final' | 'interim'
  readonly opening: bigint | null
  readonly closing: bigint | null
  readonly line_count: number
  readonly state: StatementState
  readonly faults: readonly FileFault[]
  readonly loaded_at: Instant
}

export type BankLine = {
  readonly number: number
  readonly source_line: number
  readonly booking_on: Day | null
  readonly value_on: Day | null
  readonly direction: 'credit' | 'debit'
  readonly amount: bigint
  readonly currency: string
  readonly is_reversal: boolean
  readonly is_item: boolean
  readonly status: 'booked' | 'pending'
  readonly code: string
  /** By name: `end_to_end_id`, `uetr`, `bank_reference`, `ext_id` and others that the format has. */
  readonly refs: Readonly<Record<string, string>>
  readonly counterparty: string | null
  readonly counterparty_last4: string | null
  readonly remittance: string
  readonly batch_count: number | null
  readonly return_reason: string | null
}

const amountJson = (minor: bigint | null, currency: string) =>
  minor === null ? null : { value: String(minor), currency }

/** As callers see it. */
export const statementJson = ({ opening, closing, faults, loaded_at, ...statement }: BankStatement) => ({
  ...statement,
  opening: amountJson(opening, statement.currency),
  closing: amountJson(closing, statement.currency),
  faults: [...faults],
  loaded_at: instantText(loaded_at),
})

export const lineJson = ({ amount, currency, ...line }: BankLine) => ({
  ...line,
  amount: { value: String(amount), currency },
})
