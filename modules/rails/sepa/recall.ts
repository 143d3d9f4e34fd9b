import type { Id } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { RecallState } from './recall.machine.ts'

/** A request to get back a credit transfer that was paid already. */
export type Recall = {
  readonly id: Id<'rcl'>
  readonly connection: Id<'bcn'>
  readonly order: Id<'por'>
  /** DUPL, TECH, FRAD, CUST, AC03, AM09. */
  readonly reason: string
  readonly because: string
  readonly state: RecallState
  /** Our file that asks; null until it is made, and for a payment that went over a gateway. */
  readonly file: Id<'ofl'> | null
  /** The name of our message that asks, for a payment that went over a gateway; null for one that goes in a file. */
  readonly message_id: string | null
  /** The bank's file that answered, and the code in it. */
  readonly answer_file: Id<'fil'> | null
  readonly answer_code: string | null
  /** By when the other bank has to answer. */
  readonly answer_due_on: Day
  readonly created_at: Instant
  readonly answered_at: Instant | null
  readonly updated_at: Instant
}

/** As callers see it. */
export const recallJson = ({ created_at, answered_at, updated_at, ...recall }: Recall) => ({
  ...recall,
  created_at: instantText(created_at),
  answered_at: answered_at === null ? null : instantText(answered_at),
  updated_at: instantText(updated_at),
})
