import { instant, instantText } from '../../../kernel/world.ts'
import { draw } from '../draw.ts'
import type { Ground } from '../ground.ts'
import type { InstantCallback } from '../callbacks.ts'
import { bookMovement } from '../banks/movements.ts'
import type { BankGround } from '../banks/ground.ts'
import { instantRails } from './facts.ts'

/** A name for a message of the rail's: always the same for the same words. */
export const railMessageId = ({ one }: Ground, ...words: readonly (string | number)[]): string =>
  `RAIL${draw(one.settings.seed, 'instant', ...words)
    .hex.slice(0, 24)
    .toUpperCase()}`

export const isoNow = ({ at }: Ground): string => instantText(instant(at))

type Mail = Pick<InstantCallback, 'rail' | 'message_id' | 'text'> & Partial<Pick<InstantCallback, 'payment'>>

/** Puts a message for the customer on the calendar; inside a turn. It is brought until the customer takes it. */
export function planMail(ground: Ground, at: number, mail: Mail): void {
  const body: InstantCallback = {
    ...mail,
    about: 'instant',
    acquirer: 'larkfield',
    operation_reference: mail.message_id,
    says: 'instant',
    skew_us: 0,
    payment: mail.payment ?? null,
  }
  ground.worlds.schedule(ground.one, at, 'callback', body)
}

/** Money that the customer says to have taken: it is on the account from then on, once. Inside a turn. */
export function bookIncoming(
  ground: BankGround,
  { message_id, rail, payment }: Pick<InstantCallback, 'message_id' | 'rail' | 'payment'>,
  status: string,
): void {
  const { store, one } = ground
  if (payment === null || isBooked(ground, message_id)) return
  const { end_to_end_id, reference, amount } = payment
  const isTaken = status === 'ACCC' || status === 'ACCP' || status === 'ACSC'
  store.insert('instant_incoming', {
    world: one.merchant_number,
    message_id,
    amount,
    status,
    at: ground.at,
    rail,
    end_to_end_id,
    reference,
  })
  if (!isTaken) return
  bookMovement(ground, {
    currency: instantRails[rail],
    amount,
    code: 'instant',
    text: `INSTANT PAYMENT ${end_to_end_id}`,
    refs: { end_to_end_id, transaction_id: reference },
  })
}

const isBooked = ({ store, one }: BankGround, message_id: string): boolean =>
  store.one(
    'select message_id from instant_incoming where world = ? and message_id = ?',
    one.merchant_number,
    message_id,
  ) !== undefined
