import { Type as T } from 'typebox'
import { type Id, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { AmountInput, idField, Metadata } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage, renderPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows, paymentErrors } from './errors.ts'
import { inCurrency } from './http_operations.ts'
import type { Payments } from './index.ts'
import { RefundReply } from './refund_schema.ts'
import { refundReasons, renderRefund } from './refund.ts'

const NewRefundBody = T.Object(
  {
    payment: idField('pay'),
    amount: T.Optional(AmountInput),
    reason: T.Optional(T.Enum([...refundReasons])),
    reference: T.Optional(T.String({ minLength: 1, maxLength: 100 })),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewRefund' },
)

const createRoute = (payments: Payments) =>
  route({
    kind: 'staged',
    idempotency: 'required',
    moves_money: true,
    method: 'POST',
    path: '/v1/refunds',
    operation_id: 'createRefund',
    tag: 'Refunds',
    summary: 'Give a payment back, or a part of it.',
    description:
      'Several are possible, together at most what was captured and is not disputed. `pending` until the acquirer says what came of it.',
    scope: 'refunds:write',
    body: NewRefundBody,
    status: 201,
    also_answers: [202],
    reply: RefundReply,
    location: '/v1/refunds/{id}',
    errors: errorRows(
      'payment_not_found',
      'wrong_state',
      'amount_too_large',
      'payment_changed',
      'merchant_not_active',
    ),
    example: {
      payment: 'pay_01k0000000000000000000000a',
      amount: { value: '500', currency: 'USD' },
      reason: 'requested_by_customer',
    },
    async run(scope, { body }, stage) {
      const amount = await inCurrency(payments, scope, body.payment, body.amount)
      if (!amount.ok) return amount
      const { reason = null, reference = null, metadata = {} } = body
      const asked = {
        payment: body.payment as Id<'pay'>,
        ...(amount.value === undefined ? {} : { amount: amount.value }),
        notes: { reason, reference, metadata },
      }
      const made = await payments.refund(scope, asked, stage)
      if (!made.ok) return made
      const status = made.value.state === 'pending' ? 202 : 201
      return ok({ status, body: { rendered: renderRefund(made.value) } })
    },
  })

const getRoute = (payments: Payments) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/refunds/{id}',
    operation_id: 'getRefund',
    tag: 'Refunds',
    summary: 'Get a refund as it stands.',
    scope: 'refunds:read',
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: RefundReply,
    errors: errorRows('refund_not_found'),
    async run(scope, { params }) {
      const id = parseId('ref', params.id)
      const found = id === undefined ? undefined : await payments.findRefund(scope, id)
      return found === undefined
        ? paymentErrors.fail('refund_not_found')
        : ok({ body: { rendered: renderRefund(found) } })
    },
  })

const listRoute = (payments: Payments) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/refunds',
    operation_id: 'listRefunds',
    tag: 'Refunds',
    summary: 'List refunds, newest first.',
    scope: 'refunds:read',
    query: listQuery({ payment: T.Optional(idField('pay')) }),
    status: 200,
    reply: listOf(RefundReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'refunds', query)
      if (!asked.ok) return asked
      const before = parseId('ref', String(asked.value.after?.[0]))
      const page = { before, limit: asked.value.rows }
      const found = await payments.listRefunds(scope, parseId('pay', query.payment ?? ''), page)
      const at = { tenant_id: scope.tenant_id, list: 'refunds', query, asked: asked.value }
      return ok({
        body: {
          rendered: renderPage(
            pageOf(at, found, ({ id }) => [id]),
            renderRefund,
          ),
        },
      })
    },
  })

export const refundRoutes = (payments: Payments): Route[] => [
  createRoute(payments),
  listRoute(payments),
  getRoute(payments),
]
