import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'

export const isoMessageStates = ['received', 'accepted', 'partial', 'rejected'] as const
export type IsoMessageState = (typeof isoMessageStates)[number]

/** A message of ISO 20022 with which the tenant orders payments (pain.001) or collections (pain.008). */
export type IsoMessage = {
  readonly id: Id<'ism'>
  readonly connection: Id<'bcn'>
  /** Ledger: whose money is paid, or who gets what is collected. */
  readonly account: Id<'acc'>
  readonly file: Id<'fil'>
  readonly name: string
  readonly kind: 'pain.001' | 'pain.008' | null
  readonly message_id: string | null
  /** With its version. */
  readonly message_name: string | null
  readonly initiating_party: string | null
  readonly state: IsoMessageState
  /** Of a message that was refused as a whole. */
  readonly reason_code: string | null
  readonly because: string | null
  readonly duplicate_of: Id<'ism'> | null
  readonly transactions: number
  readonly accepted: number
  readonly created_at: Instant
  readonly read_at: Instant | null
}

/** What became of one payment of a message when it was read. */
export type IsoTransaction = {
  /** Counts the payments of the message. */
  readonly number: number
  readonly payment_id: string
  readonly instruction_id: string | null
  readonly end_to_end_id: string
  readonly order: Id<'por'> | null
  readonly reason_code: string | null
  readonly because: string | null
}

/** As callers see it. */
export const isoMessageJson = ({ created_at, read_at, ...message }: IsoMessage) => ({
  ...message,
  created_at: instantText(created_at),
  read_at: read_at === null ? null : instantText(read_at),
})
