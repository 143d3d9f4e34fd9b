import { createHash } from 'node:crypto'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { InstantOrderRail } from './instant_rail.ts'

export const receiptOutcomes = ['credited', 'refused', 'noted'] as const

/** A message that came over an instant rail, and what we answered. The same message again gets the same answer. */
export type InstantReceipt = {
  readonly id: Id<'irc'>
  readonly connection: Id<'bcn'>
  readonly rail: InstantOrderRail
  readonly message_id: string
  /** Such as `pacs_008`. */
  readonly kind: string
  /** Hex, of the bytes as they came. */
  readonly sha256: string
  readonly outcome: (typeof receiptOutcomes)[number]
  /** Of a refused payment. */
  readonly reason_code: string | null
  readonly because: string | null
  /** The message with which we answered. */
  readonly answer: string | null
  /** As the rail calls the payment. */
  readonly reference: string | null
  readonly end_to_end_id: string | null
  /** Minor units. */
  readonly amount: bigint | null
  readonly currency: string | null
  readonly debtor_name: string | null
  readonly remittance: string | null
  /** Ledger: who got the money. */
  readonly account: Id<'acc'> | null
  readonly order: Id<'por'> | null
  /** The request for payment that it paid. */
  readonly request: Id<'rfp'> | null
  readonly received_at: Instant
}

const digestOf = (connection: Id<'bcn'>, message_id: string): Buffer =>
  createHash('sha256').update(`instant receipt\n${connection}\n${message_id}`).digest()

export const receiptIdOf = (connection: Id<'bcn'>, message_id: string): Id<'irc'> =>
  idFromBytes('irc', digestOf(connection, message_id))
/** Of the money of a payment that came: the same message is the same transfer, so it moves once. */
export const receiptTransferOf = (connection: Id<'bcn'>, message_id: string): Id<'trf'> =>
  idFromBytes('trf', digestOf(connection, message_id))
/** Our answer's own message id. */
export const answerIdOf = (id: Id<'irc'>): string => `S${id.slice('irc_'.length).toUpperCase()}`

/** As callers see a payment that came in. */
export const instantReceiptJson = ({
  answer: _answer,
  sha256: _sha256,
  kind: _kind,
  amount,
  currency,
  order: _order,
  received_at,
  ...receipt
}: InstantReceipt) => ({
  ...receipt,
  amount: { value: String(amount ?? 0n), currency: currency ?? '' },
  received_at: instantText(received_at),
})
