import { Type as T } from 'typebox'
import { newId, parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { recallReasonRows } from '../codes/facts/sepa_recalls.ts'
import { paymentOrderErrors } from '../payment_orders/errors.ts'
import { sepaErrors } from './errors.ts'
import { recallStates } from './recall.machine.ts'
import { recallJson } from './recall.ts'
import { RecallReply } from './schemas.ts'
import type { Sepa } from './sepa.ts'

const { recall_not_found, recall_not_allowed } = sepaErrors.table
const { payment_order_not_found } = paymentOrderErrors.table
const params = T.Object({ id: T.String() })
const common = { tag: 'Recalls', errors: { recall_not_found } } as const
const reading = { ...common, method: 'GET', scope: 'payment_orders:read', status: 200 } as const

const RecallBody = T.Object(
  {
    reason: T.Enum(
      recallReasonRows.map(({ code }) => code),
      {
        description:
          'DUPL duplicate, TECH technical mistake, FRAD fraud; CUST, AC03 or AM09 when you ask for another reason.',
      },
    ),
    because: T.String({ minLength: 1, maxLength: 105, description: 'In words; the other bank reads it.' }),
  },
  { $id: 'NewRecall' },
)

const createRoute = (sepa: Sepa) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/payment-orders/{id}/recall',
    operation_id: 'recallPaymentOrder',
    summary: 'Ask for a credit transfer of SEPA back that was paid already.',
    description:
      'Within 10 banking days for DUPL and TECH, 13 months otherwise, and once for each payment. The other bank answers within 15 banking days: with the money, or with a reason why not. The request goes out in a file, and for SEPA Instant over the bank’s gateway. FedNow and RTP are refused: ask your bank.',
    scope: 'payment_orders:write',
    errors: { payment_order_not_found, recall_not_allowed },
    params,
    body: RecallBody,
    status: 201,
    reply: RecallReply,
    location: '/v1/recalls/{id}',
    example: { reason: 'DUPL', because: 'The same invoice was paid twice.' },
    async run(scope, input) {
      const order = parseId('por', input.params.id)
      if (order === undefined) return paymentOrderErrors.fail('payment_order_not_found')
      const id = newId('rcl', scope.world)
      const made = await sepa.createRecall(scope, { id, order, ...input.body })
      return made.ok ? ok({ status: 201 as const, body: recallJson(made.value) }) : made
    },
  })

const getRoute = (sepa: Sepa) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/recalls/{id}',
    operation_id: 'getRecall',
    summary: 'Get a recall, and what the other bank said.',
    params,
    reply: RecallReply,
    async run(scope, input) {
      const id = parseId('rcl', input.params.id)
      const found = id === undefined ? sepaErrors.fail('recall_not_found') : await sepa.findRecall(scope, id)
      return found.ok ? ok({ body: recallJson(found.value) }) : found
    },
  })

const listRoute = (sepa: Sepa) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/recalls',
    operation_id: 'listRecalls',
    summary: 'List recalls, newest first.',
    query: listQuery({ state: T.Optional(T.Enum([...recallStates])), order: T.Optional(idField('por')) }),
    reply: listOf(RecallReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'recalls', query)
      if (!asked.ok) return asked
      const before = parseId('rcl', String(asked.value.after?.[0] ?? ''))
      const filter = { state: query.state, order: parseId('por', query.order ?? '') }
      const found = await sepa.listRecalls(scope, filter, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'recalls', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(recallJson) } })
    },
  })

export const recallRoutes = (sepa: Sepa): Route[] => [createRoute(sepa), getRoute(sepa), listRoute(sepa)]
