import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { paymentErrors } from './errors.ts'
import type { PaymentState } from './payment.machine.ts'

/** JSON text of a payment, as a reply. */
export type Answer = {
  readonly status: 200 | 201 | 202
  readonly body: { readonly rendered: string }
  readonly headers?: Readonly<Record<string, string>>
  readonly replayed?: boolean
}
type Told = {
  readonly id: string
  readonly decline: {
    readonly decline_code: string
    readonly network_code: string | null
    readonly advice: string
    readonly payer_message: string
    readonly merchant_message: string
  } | null
}

/** The answer to whoever made or confirmed a payment that now stands so: 201, 202 while nobody knows, or why not. */
export function answerOf(text: string, state: PaymentState): Result<Answer, Failure> {
  if (state === 'declined') return declined(JSON.parse(text) as Told)
  if (state === 'blocked')
    return paymentErrors.fail('payment_blocked', { members: { payment: (JSON.parse(text) as Told).id } })
  return ok({ status: state === 'processing' ? 202 : 201, body: { rendered: text } })
}

function declined({ id, decline }: Told): Result<Answer, Failure> {
  if (decline?.decline_code === 'acquirer_rejected')
    return paymentErrors.fail('acquirer_rejected', { members: { payment: id } })
  if (decline?.decline_code === 'acquirer_unavailable')
    return paymentErrors.fail('acquirer_unavailable', { members: { payment: id } })
  const { decline_code = 'unknown', network_code, advice = 'none' } = decline ?? {}
  return paymentErrors.fail('card_declined', {
    ...(decline === null ? {} : { detail: decline.merchant_message }),
    members: {
      payment: id,
      decline_code,
      advice,
      ...(typeof network_code === 'string' && network_code !== '' ? { network_code } : {}),
      ...(decline === null ? {} : { payer_message: decline.payer_message }),
    },
  })
}
