import { accountDetails } from '../banks/accounts.ts'
import { draw } from '../draw.ts'
import type { Ground } from '../ground.ts'
import { instantRails, type SimInstantRail } from './facts.ts'
import { isoNow, planMail, railMessageId } from './mail.ts'
import { paymentText } from './texts.ts'

export type Incoming = {
  readonly rail: SimInstantRail
  /** Of the customer's: who is paid. */
  readonly account_number: string
  readonly amount: number
  readonly end_to_end_id: string
  readonly debtor_name: string
  readonly remittance: string
}

/** Somebody pays the customer; the message is brought until it is answered. Inside a turn. Answers its message id. */
export function planIncoming(ground: Ground, incoming: Incoming): string {
  const { store, one, at } = ground
  const { rail, end_to_end_id, amount, account_number } = incoming
  const currency = instantRails[rail]
  const sql = 'select (select count(*) from instant_incoming) + (select count(*) from due) as earlier'
  const before = store.one<{ earlier: number }>(sql)?.earlier ?? 0
  const message_id = railMessageId(ground, 'incoming', account_number, end_to_end_id, at, before)
  const reference = currency === 'EUR' ? message_id : uetrOf(message_id)
  const { routing_number, bic } = accountDetails(one.merchant_number, currency)
  const text = paymentText({
    message_id,
    at: isoNow(ground),
    end_to_end_id,
    reference,
    is_euro: currency === 'EUR',
    amount,
    currency,
    debtor_name: incoming.debtor_name,
    account_number,
    agent: routing_number ?? bic ?? '',
    remittance: incoming.remittance,
  })
  planMail(ground, at, { rail, message_id, text, payment: { amount, end_to_end_id, reference } })
  return message_id
}

function uetrOf(message_id: string): string {
  const { hex } = draw('uetr', message_id)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
