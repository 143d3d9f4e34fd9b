import { createHash } from 'node:crypto'
import type { Instant } from '../../../kernel/world.ts'
import type { InstantIncoming } from '../instant_connector.ts'
import type { OpenGate } from './gateway.ts'
import type { InstantOrderRail } from './instant_rail.ts'
import { type InstantReceipt, receiptIdOf } from './receipt.ts'

export type Heard = {
  readonly open: OpenGate
  readonly rail: InstantOrderRail
  readonly news: InstantIncoming
  /** The message as it came. */
  readonly body: string
}

const kinds: Readonly<Record<Exclude<InstantIncoming['kind'], 'other'>, string>> = {
  payment: 'pacs_008',
  query: 'pacs_028',
  status: 'pacs_002',
  return: 'pacs_004',
  request_status: 'pain_014',
  recall_status: 'camt_029',
  recall: 'camt_056',
}

/** Of a message that is no payment to us: so that the same one again is known. */
export const notedReceipt = (
  { open: { connection }, rail, news, body }: Heard,
  received_at: Instant,
): InstantReceipt => ({
  id: receiptIdOf(connection.id, news.message_id),
  connection: connection.id,
  rail,
  message_id: news.message_id,
  kind: news.kind === 'other' ? news.message_kind : kinds[news.kind],
  sha256: createHash('sha256').update(body, 'latin1').digest('hex'),
  outcome: 'noted',
  reason_code: null,
  because: null,
  answer: null,
  reference: null,
  end_to_end_id: null,
  amount: null,
  currency: null,
  debtor_name: null,
  remittance: null,
  account: null,
  order: null,
  request: null,
  received_at,
})
