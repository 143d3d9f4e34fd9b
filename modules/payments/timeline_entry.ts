import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { RecordedTransfer } from '../ledger/index.ts'
import type { OutcomeResult, OutcomeVia } from './payment.ts'

export const entryTypes = [
  'payment_created',
  'operation_sent',
  'outcome_learned',
  'cardholder_authentication',
  'step_taken',
  'ledger_transfer',
  'event_told',
] as const

/** One thing that happened to a payment. Amounts are minor units of its currency. */
export type Entry = {
  readonly at: Instant
  readonly type: (typeof entryTypes)[number]
  /** For somebody who is new to payments. */
  readonly text: string
  /** What it was about: an attempt, another operation, a refund's. */
  readonly operation?: string
  readonly refund?: Id<'ref'>
  readonly acquirer_account?: Id<'aca'>
  readonly amount?: bigint
  readonly result?: OutcomeResult
  readonly via?: OutcomeVia
  readonly code?: string | null
  readonly detail?: string | null
  /** The acquirer's own id of its message. */
  readonly message_id?: string | null
  readonly is_applied?: boolean
  readonly transfer?: RecordedTransfer
  readonly event?: { readonly id: Id<'evt'>; readonly type: string; readonly status: string | null }
  readonly actor?: string
  readonly request_id?: string
}
