import type { Day } from '../../../kernel/world.ts'

/**
 * What banks say of one payment: `confirm` that they have it, `reject` before and `return` after it settled; `reverse` that it
 * was reversed, by us or by a bank; `accept_recall` and `refuse_recall` answer our asking for it back; `recall` asks us for
 * something back.
 */
export type AnswerVerb =
  | 'confirm'
  | 'reject'
  | 'return'
  | 'reverse'
  | 'accept_recall'
  | 'refuse_recall'
  | 'recall'

export type SepaAnswer = {
  readonly verb: AnswerVerb
  /** How-manieth payment of the file it is, from 1: an XML file may be one line. */
  readonly place: number
  readonly end_to_end_id: string
  /** Ours, `por01k…`, where the bank gives it back. */
  readonly instruction_id: string | undefined
  /** Minor units, any of which may be the payment's own; empty where the bank says none. */
  readonly amounts: readonly bigint[]
  /** Empty where the bank gives none. */
  readonly code: string
  readonly note: string
  /** When it was booked, where the bank says so. */
  readonly on: Day | undefined
}

export type Unplaced = Omit<SepaAnswer, 'place'>
