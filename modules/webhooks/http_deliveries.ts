import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { idField } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { deliveryStates } from './delivery.machine.ts'
import { deliveryJson, deliveryWithAttemptsJson } from './delivery_json.ts'
import { errorRows, webhookErrors } from './errors.ts'
import type { Webhooks } from './index.ts'
import { DeliveryReply, DeliveryWithAttemptsReply } from './schemas.ts'

const tag = 'Webhooks'
const params = T.Object({ id: T.String() })
const LIST = 'webhook_deliveries'

const listRoute = (webhooks: Webhooks) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/webhook-deliveries',
    operation_id: 'listWebhookDeliveries',
    tag,
    summary: 'List deliveries of webhooks, newest first.',
    scope: 'webhooks:read',
    query: listQuery({
      endpoint_id: T.Optional(idField('whe')),
      event_id: T.Optional(idField('evt')),
      state: T.Optional(T.Enum([...deliveryStates])),
    }),
    status: 200,
    reply: listOf(DeliveryReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, LIST, query)
      if (!asked.ok) return asked
      const endpoint_id = parseId('whe', query.endpoint_id ?? '')
      const event_id = parseId('evt', query.event_id ?? '')
      const filter = {
        ...(endpoint_id === undefined ? {} : { endpoint_id }),
        ...(event_id === undefined ? {} : { event_id }),
        ...(query.state === undefined ? {} : { state: query.state }),
      }
      const page = { before: parseId('dlv', String(asked.value.after?.[0])), limit: asked.value.rows }
      const found = await webhooks.listDeliveries(scope, filter, page)
      const at = { tenant_id: scope.tenant_id, list: LIST, query, asked: asked.value }
      const shown = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...shown, data: shown.data.map(deliveryJson) } })
    },
  })

const getRoute = (webhooks: Webhooks) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/webhook-deliveries/{id}',
    operation_id: 'getWebhookDelivery',
    tag,
    summary: 'Get a delivery with what was sent and answered in each attempt.',
    scope: 'webhooks:read',
    params,
    status: 200,
    reply: DeliveryWithAttemptsReply,
    errors: errorRows('webhook_delivery_not_found'),
    async run(scope, { params: { id: text } }) {
      const id = parseId('dlv', text)
      if (id === undefined) return webhookErrors.fail('webhook_delivery_not_found')
      const found = await webhooks.findDelivery(scope, id)
      if (!found.ok) return found
      const { delivery, attempts, body } = found.value
      return ok({ body: deliveryWithAttemptsJson(delivery, attempts, body) })
    },
  })

const redeliverRoute = (webhooks: Webhooks) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/webhook-deliveries/{id}/redeliver',
    operation_id: 'redeliverWebhook',
    tag,
    summary: 'Send a delivery once more, with its schedule begun anew.',
    description: 'Under the same `webhook-id`, so that a receiver who has it knows.',
    scope: 'webhooks:write',
    params,
    status: 202,
    reply: DeliveryReply,
    errors: errorRows('webhook_delivery_not_found', 'webhook_delivery_under_way'),
    async run(scope, { params: { id: text } }) {
      const id = parseId('dlv', text)
      if (id === undefined) return webhookErrors.fail('webhook_delivery_not_found')
      const put = await webhooks.redeliver(scope, id)
      return put.ok ? ok({ body: deliveryJson(put.value) }) : put
    },
  })

export const deliveryRoutes = (webhooks: Webhooks): Route[] => [
  listRoute(webhooks),
  getRoute(webhooks),
  redeliverRoute(webhooks),
]
