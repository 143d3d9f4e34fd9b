import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows, paymentErrors } from './errors.ts'
import { partyErrorRows } from './errors_parties.ts'
import { ofKnown } from './http_operations.ts'
import type { Payments } from './index.ts'
import { PaymentReply } from './payment_schema.ts'

const common = {
  idempotency: 'required',
  method: 'POST',
  tag: 'Payments',
  scope: 'payments.reviews:write',
  params: T.Object({ id: T.String() }),
  status: 200,
  reply: PaymentReply,
} as const
const Reason = T.String({
  minLength: 1,
  maxLength: 500,
  description: 'For the record; the payer does not see it.',
})
const usual = errorRows('payment_not_found', 'wrong_state', 'operation_open', 'payment_changed')

const approveRoute = (payments: Payments) =>
  route({
    kind: 'staged',
    ...common,
    moves_money: true,
    path: '/v1/payments/{id}/approve',
    operation_id: 'approvePayment',
    also_answers: [202],
    summary: 'Let a payment go on that the risk rules put to review.',
    description:
      'It goes on as a confirmation would: it is routed and sent, or its cardholder is asked for first where the law or a rule wants it. What blocks the payment by now still does; it then stays in review.',
    body: T.Object({ reason: T.Optional(Reason) }, { $id: 'ApprovePayment' }),
    example: { reason: 'The buyer is known to us.' },
    errors: {
      ...usual,
      ...errorRows(
        'card_declined',
        'payment_blocked',
        'no_acquirer',
        'acquirer_rejected',
        'acquirer_unavailable',
        'unknown_payment_method',
        'merchant_not_active',
        'retry_not_allowed',
        'transaction_link_required',
      ),
      ...partyErrorRows('customer_not_found'),
    },
    async run(scope, { params, body: { reason = null } }, stage) {
      const id = parseId('pay', params.id)
      if (id === undefined) return paymentErrors.fail('payment_not_found')
      return ofKnown(await payments.approve(scope, id, { reason }, stage))
    },
  })

const rejectRoute = (payments: Payments) =>
  route({
    kind: 'staged',
    ...common,
    path: '/v1/payments/{id}/reject',
    operation_id: 'rejectPayment',
    summary: 'End a payment that the risk rules put to review.',
    description:
      'Nothing is ever sent. The payment is `blocked` for good, and its `review` says who rejected it and why.',
    body: T.Object({ reason: Reason }, { $id: 'RejectPayment' }),
    errors: usual,
    example: { reason: 'The buyer does not answer the phone.' },
    async run(scope, { params, body }, stage) {
      const id = parseId('pay', params.id)
      if (id === undefined) return paymentErrors.fail('payment_not_found')
      return ofKnown(await payments.reject(scope, id, body, stage))
    },
  })

export const reviewRoutes = (payments: Payments): Route[] => [approveRoute(payments), rejectRoute(payments)]
