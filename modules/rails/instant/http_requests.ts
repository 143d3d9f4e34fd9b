import { type Static, Type as T } from 'typebox'
import { type Id, newId, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { parseDay, parseInstant } from '../../../kernel/world.ts'
import { AmountInput, idField, Metadata } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { refuseFaults } from '../../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import type { Scope } from '../../../platform/scope.ts'
import { instantErrors } from './errors.ts'
import type { InstantPayments } from './instant.ts'
import type { NewPaymentRequest } from './requests/create_request.ts'
import { paymentRequestStates } from './requests/payment_request.machine.ts'
import { type PaymentRequest, paymentRequestJson, requestRails } from './requests/payment_request.ts'
import { PaymentRequestReply } from './schemas.ts'

const CreateBody = T.Object(
  {
    id: T.Optional(idField('rfp')),
    rail: T.Enum([...requestRails]),
    bank_account: idField('bac'),
    receiving_account: idField('rva'),
    amount: AmountInput,
    remittance: T.Optional(T.String({ minLength: 1, maxLength: 140 })),
    end_to_end_id: T.Optional(
      T.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,34}$',
        fault: 'must be 1 to 35 letters, digits and -',
        description: 'The payment brings it back; the id’s last 26 characters when absent.',
      }),
    ),
    expires: T.String({
      maxLength: 40,
      description: 'An instant of RFC 3339, or a day: then until the midnight in New York that ends it.',
      examples: ['2026-12-31'],
    }),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewPaymentRequest' },
)
const params = T.Object({ id: T.String() })
const common = { tag: 'Payment requests', errors: instantErrors.table } as const
const reading = { ...common, method: 'GET', scope: 'payment_orders:read', status: 200 } as const

const answer = (made: Result<PaymentRequest, Failure>) =>
  made.ok ? ok({ body: paymentRequestJson(made.value) }) : made
const withId = namedBy('rfp', () => instantErrors.fail('payment_request_not_found'))

function readNew(body: Static<typeof CreateBody>, { world }: Scope): Result<NewPaymentRequest, Failure> {
  const expires = parseDay(body.expires) ?? parseInstant(body.expires)
  if (expires === undefined)
    return refuseFaults([{ code: 'not_usable', param: 'expires', detail: 'must be a day or an instant' }])
  const id = parseId('rfp', body.id ?? '') ?? newId('rfp', world)
  return ok({
    id,
    rail: body.rail,
    bank_account: body.bank_account as Id<'bac'>,
    receiving_account: body.receiving_account as Id<'rva'>,
    amount: BigInt(body.amount.value),
    currency: body.amount.currency,
    end_to_end_id: body.end_to_end_id ?? id.slice('rfp_'.length),
    remittance: body.remittance ?? null,
    metadata: body.metadata ?? {},
    expires,
  })
}

const createRoute = (module: InstantPayments) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/payment-requests',
    operation_id: 'createPaymentRequest',
    summary: 'Ask somebody to pay you at once.',
    description: 'An id you choose makes a repeat safe: the same content answers the request.',
    scope: 'payment_orders:write',
    body: CreateBody,
    status: 201,
    reply: PaymentRequestReply,
    location: '/v1/payment-requests/{id}',
    example: {
      rail: 'fednow',
      bank_account: 'bac_01kdv0000000000000000000g0',
      receiving_account: 'rva_01kdv0000000000000000000g0',
      amount: { value: '4200', currency: 'USD' },
      remittance: 'Invoice 17',
      expires: '2026-12-31',
    },
    async run(scope, { body }) {
      const asked = readNew(body, scope)
      return asked.ok ? answer(await module.createPaymentRequest(scope, asked.value)) : asked
    },
  })

const listRoute = (module: InstantPayments) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/payment-requests',
    operation_id: 'listPaymentRequests',
    summary: 'List requests for payment, newest first.',
    query: listQuery({ state: T.Optional(T.Enum([...paymentRequestStates])) }),
    reply: listOf(PaymentRequestReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'payment_requests', query)
      if (!asked.ok) return asked
      const [at_text, id_text] = asked.value.after ?? []
      const [created_at, id] = [parseInstant(String(at_text ?? '')), parseId('rfp', String(id_text ?? ''))]
      const after = created_at === undefined || id === undefined ? undefined : { created_at, id }
      const { state } = query
      const found = await module.listPaymentRequests(scope, { state }, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'payment_requests', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [paymentRequestJson(one).created_at, one.id])
      return ok({ body: { ...page, data: page.data.map(paymentRequestJson) } })
    },
  })

const getRoute = (module: InstantPayments) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/payment-requests/{id}',
    operation_id: 'getPaymentRequest',
    summary: 'Get a request for payment.',
    params,
    reply: PaymentRequestReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await module.findPaymentRequest(scope, id))),
  })

const cancelRoute = (module: InstantPayments) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/payment-requests/{id}/cancel',
    operation_id: 'cancelPaymentRequest',
    summary: 'Take a request for payment back. The debtor may have paid by then.',
    scope: 'payment_orders:write',
    params,
    body: T.Object({ because: T.String({ minLength: 1, maxLength: 200 }) }, { $id: 'PaymentRequestReason' }),
    status: 200,
    reply: PaymentRequestReply,
    example: { because: 'The customer paid by card instead.' },
    run: (scope, input) =>
      withId(input.params.id, async (id) =>
        answer(await module.cancelPaymentRequest(scope, id, input.body.because)),
      ),
  })

export const requestRoutes = (module: InstantPayments): Route[] => [
  createRoute(module),
  listRoute(module),
  getRoute(module),
  cancelRoute(module),
]
