import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { idField } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage, renderPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows, paymentErrors } from './errors.ts'
import { partyErrorRows } from './errors_parties.ts'
import type { Payments } from './index.ts'
import { PaymentBody, readPayment, resolveMethod } from './payment_input.ts'
import { PaymentReply } from './payment_schema.ts'
import { renderPayment } from './render_payment.ts'
import { waitingStates } from './tally.ts'

const createRoute = (payments: Payments) =>
  route({
    kind: 'joined',
    idempotency: 'required',
    moves_money: true,
    method: 'POST',
    path: '/v1/payments',
    operation_id: 'createPayment',
    tag: 'Payments',
    summary: 'Make a card payment.',
    description:
      'Scores and routes it, asks an acquirer, and answers what came of it: 201 when the outcome is known, 202 while it is not (it is found out by asking, never by sending again), 402 when the card was declined or the risk rules refused it; the payment exists in each case.',
    scope: 'payments:write',
    body: PaymentBody,
    status: 201,
    also_answers: [202],
    wait_ms_default: 10_000,
    reply: PaymentReply,
    location: '/v1/payments/{id}',
    errors: {
      ...errorRows(
        'card_declined',
        'payment_blocked',
        'no_acquirer',
        'acquirer_unavailable',
        'acquirer_rejected',
        'payment_exists',
        'unknown_payment_method',
        'merchant_not_active',
        'transaction_link_required',
      ),
      ...partyErrorRows('customer_not_found'),
    },
    example: {
      amount: { value: '1050', currency: 'USD' },
      payment_method: 'pm_card_visa',
      reference: 'order-1',
    },
    async run(scope, { body, wait_ms }, claim) {
      const means = await resolveMethod(payments.parties, scope, body.payment_method)
      if (!means.ok) return means
      const merchant = parseId('mer', body.merchant ?? '') ?? (await payments.parties.defaultMerchant(scope))
      const asked = readPayment(body, scope, { ...means.value, merchant })
      return asked.ok ? payments.create(scope, asked.value, claim, wait_ms) : asked
    },
  })

const getRoute = (payments: Payments) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/payments/{id}',
    operation_id: 'getPayment',
    tag: 'Payments',
    summary: 'Get a payment as it stands.',
    scope: 'payments:read',
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: PaymentReply,
    errors: errorRows('payment_not_found'),
    async run(scope, { params }) {
      const id = parseId('pay', params.id)
      if (id === undefined) return paymentErrors.fail('payment_not_found')
      const found = await payments.find(scope, id)
      return found.ok ? ok({ body: { rendered: renderPayment(found.value, scope.world.now()) } }) : found
    },
  })

const listRoute = (payments: Payments) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/payments',
    operation_id: 'listPayments',
    tag: 'Payments',
    summary: 'List payments, newest first.',
    description:
      'By merchant, customer, your own reference, the attempt that an acquirer names, or what they wait for.',
    scope: 'payments:read',
    query: listQuery({
      merchant: T.Optional(idField('mer')),
      customer: T.Optional(idField('cus')),
      reference: T.Optional(T.String({ minLength: 1, maxLength: 100 })),
      attempt: T.Optional(idField('att')),
      status: T.Optional(
        T.Enum([...waitingStates], {
          description: 'Those that wait: for an outcome that nobody knows, or for a person.',
        }),
      ),
    }),
    status: 200,
    reply: listOf(PaymentReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'payments', query)
      if (!asked.ok) return asked
      const before = parseId('pay', String(asked.value.after?.[0]))
      const { merchant, customer, reference, attempt, status } = query
      const filter = {
        merchant: parseId('mer', merchant ?? ''),
        customer: parseId('cus', customer ?? ''),
        reference,
        attempt: parseId('att', attempt ?? ''),
        status: waitingStates.find((known) => known === status),
      }
      const found = await payments.list(scope, filter, { before, limit: asked.value.rows })
      const now = scope.world.now()
      const at = { tenant_id: scope.tenant_id, list: 'payments', query, asked: asked.value }
      return ok({
        body: {
          rendered: renderPage(
            pageOf(at, found, ({ order }) => [order.id]),
            (one) => renderPayment(one, now),
          ),
        },
      })
    },
  })

export const paymentRoutes = (payments: Payments): Route[] => [
  createRoute(payments),
  listRoute(payments),
  getRoute(payments),
]
