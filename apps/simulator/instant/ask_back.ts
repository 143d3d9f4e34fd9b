import type { Ground } from '../ground.ts'
import { type Fields, textIn } from '../read_fields.ts'
import { instantRails, railOf } from './facts.ts'
import { isoNow, planMail, railMessageId } from './mail.ts'
import { askBackText } from './texts.ts'

/** Of a payment that the customer took; empty where an older simulator kept no more of it. */
type Taken = {
  readonly amount: number
  readonly rail: string
  readonly end_to_end_id: string
  readonly reference: string
}

/**
 * The bank of somebody who paid the customer asks for that payment back: `{message_id, reason?, because?}`, the message id that
 * paying it was answered with. Inside a turn. Answers the id of the request; undefined when the customer took no such payment.
 */
export function planAskBack(ground: Ground, body: Fields): string | undefined {
  const { store, one, at } = ground
  const about = textIn(body, 'message_id')
  const taken = store.one<Taken>(
    `select amount, rail, end_to_end_id, reference from instant_incoming
     where world = ? and message_id = ? and status in ('ACCC', 'ACCP', 'ACSC')`,
    one.merchant_number,
    about,
  )
  const rail = railOf(taken?.rail)
  if (taken === undefined || rail === undefined) return undefined
  const message_id = railMessageId(ground, about, 'ask back')
  const text = askBackText({
    message_id,
    at: isoNow(ground),
    about,
    end_to_end_id: taken.end_to_end_id,
    reference: taken.reference,
    is_euro: instantRails[rail] === 'EUR',
    amount: taken.amount,
    currency: instantRails[rail],
    reason: (textIn(body, 'reason') || 'DUPL').slice(0, 4),
    because: (textIn(body, 'because') || 'It was paid twice.').slice(0, 105),
  })
  planMail(ground, at, { rail, message_id, text })
  return message_id
}
