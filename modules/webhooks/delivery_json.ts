import type { Static } from 'typebox'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Attempt, Delivery } from './delivery.ts'
import type { DeliveryReply, DeliveryWithAttemptsReply } from './schemas.ts'
import { requestHeaders } from './sign.ts'

const time = (at: Instant | null): string | null => (at === null ? null : instantText(at))

export const deliveryJson = (delivery: Delivery): Static<typeof DeliveryReply> => ({
  ...delivery,
  due_at: time(delivery.due_at),
  created_at: instantText(delivery.created_at),
  finished_at: time(delivery.finished_at),
})

/** With what was sent in each attempt, made again from the event and the signature. */
export const deliveryWithAttemptsJson = (
  delivery: Delivery,
  attempts: readonly Attempt[],
  request_body: string,
): Static<typeof DeliveryWithAttemptsReply> => ({
  ...deliveryJson(delivery),
  request_body,
  tried: attempts.map(({ signature, ...attempt }) => ({
    ...attempt,
    signed_at: instantText(attempt.signed_at),
    request_headers: headersOf(delivery, signature, attempt.signed_at),
  })),
})

function headersOf(
  { id, event_id }: Delivery,
  signature: string,
  signed_at: Instant,
): Record<string, string> {
  const [standard = '', stripe = null] = signature.split('\n')
  const timestamp = Math.floor(signed_at / 1_000_000)
  const flat = requestHeaders({ id: event_id, timestamp, delivery_id: id, standard, stripe })
  return Object.fromEntries(
    Array.from({ length: flat.length / 2 }, (_, at) => [flat[at * 2] as string, flat[at * 2 + 1] as string]),
  )
}
