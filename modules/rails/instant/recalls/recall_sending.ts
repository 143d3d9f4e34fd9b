import type { Id } from '../../../../kernel/id.ts'
import type { Instant } from '../../../../kernel/world.ts'
import type { RecallSendingState } from './recall_sending.machine.ts'

/** The way of a recall over a gateway, as it is stored. Its message id stands in the recall. */
export type RecallSending = {
  readonly recall: Id<'rcl'>
  /** The message id of the payment that is asked back, and how the rail calls that payment. */
  readonly payment_message: string
  readonly reference: string
  readonly state: RecallSendingState
  /** How often it may have left, and how often it surely did not. */
  readonly sends: number
  readonly misses: number
  readonly queries: number
  readonly first_sent_at: Instant | null
  readonly last_sent_at: Instant | null
  readonly last_query_at: Instant | null
  /** When something is to be done without being told; null: never. */
  readonly due_at: Instant | null
  readonly created_at: Instant
  readonly updated_at: Instant
}

/** The same message each time that it is sent. */
export const recallMessageId = (id: Id<'rcl'>): string => `C${id.slice('rcl_'.length).toUpperCase()}`

export const freshRecallSending = (
  recall: Id<'rcl'>,
  payment: { readonly message_id: string; readonly reference: string },
  at: Instant,
): RecallSending => ({
  recall,
  payment_message: payment.message_id,
  reference: payment.reference,
  state: 'ready',
  sends: 0,
  misses: 0,
  queries: 0,
  first_sent_at: null,
  last_sent_at: null,
  last_query_at: null,
  due_at: at,
  created_at: at,
  updated_at: at,
})
