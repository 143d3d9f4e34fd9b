import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { readTime } from '../../platform/http/fields.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { endpointJson } from './endpoint.ts'
import { errorRows, webhookErrors } from './errors.ts'
import type { Webhooks } from './index.ts'
import { EndpointPatch, EndpointReply, RecoverInput, RecoverReply, TestReply } from './schemas.ts'

const tag = 'Webhooks'
const params = T.Object({ id: T.String() })
const notFound = () => webhookErrors.fail('webhook_endpoint_not_found')

const updateRoute = (webhooks: Webhooks) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'PATCH',
    path: '/v1/webhook-endpoints/{id}',
    operation_id: 'updateWebhookEndpoint',
    tag,
    summary: 'Change a webhook endpoint; what is absent stays.',
    scope: 'webhooks:write',
    params,
    body: EndpointPatch,
    status: 200,
    reply: EndpointReply,
    errors: errorRows('webhook_endpoint_not_found', 'webhook_endpoint_invalid'),
    example: { events: ['ledger_account.*'] },
    async run(scope, { params: { id: text }, body: { events, ...change } }) {
      const id = parseId('whe', text)
      if (id === undefined) return notFound()
      const all = { ...change, ...(events === undefined ? {} : { filters: events }) }
      const changed = await webhooks.updateEndpoint(scope, id, all)
      return changed.ok ? ok({ body: endpointJson(changed.value) }) : changed
    },
  })

const moves = [
  { state: 'enabled', verb: 'enable', summary: 'Enable a webhook endpoint; what was held is sent.' },
  { state: 'disabled', verb: 'disable', summary: 'Disable a webhook endpoint; its events are held.' },
] as const

const moveRoute = (webhooks: Webhooks, { state, verb, summary }: (typeof moves)[number]) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: `/v1/webhook-endpoints/{id}/${verb}`,
    operation_id: `${verb}WebhookEndpoint`,
    tag,
    summary,
    description: 'A repeat does nothing.',
    scope: 'webhooks:write',
    params,
    status: 200,
    reply: EndpointReply,
    errors: errorRows('webhook_endpoint_not_found'),
    async run(scope, { params: { id: text } }) {
      const id = parseId('whe', text)
      if (id === undefined) return notFound()
      const moved = await webhooks.moveEndpoint(scope, id, state)
      return moved.ok ? ok({ body: endpointJson(moved.value) }) : moved
    },
  })

const deleteRoute = (webhooks: Webhooks) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'DELETE',
    path: '/v1/webhook-endpoints/{id}',
    operation_id: 'deleteWebhookEndpoint',
    tag,
    summary: 'Delete a webhook endpoint; what was not sent is canceled.',
    scope: 'webhooks:write',
    params,
    status: 204,
    reply: T.Null(),
    errors: errorRows('webhook_endpoint_not_found'),
    async run(scope, { params: { id: text } }) {
      const id = parseId('whe', text)
      if (id === undefined) return notFound()
      const deleted = await webhooks.moveEndpoint(scope, id, 'deleted')
      return deleted.ok ? ok({ body: null }) : deleted
    },
  })

const testRoute = (webhooks: Webhooks) =>
  route({
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/webhook-endpoints/{id}/test',
    operation_id: 'testWebhookEndpoint',
    tag,
    summary: 'Send a signed test event at once and say what came of it.',
    description: 'Its type is `webhook_endpoint.test`. It is sent once, and not kept.',
    scope: 'webhooks:write',
    params,
    status: 200,
    reply: TestReply,
    errors: errorRows('webhook_endpoint_not_found'),
    async run(scope, { params: { id: text } }) {
      const id = parseId('whe', text)
      if (id === undefined) return notFound()
      const tested = await webhooks.testEndpoint(scope, id)
      return tested.ok ? ok({ body: tested.value }) : tested
    },
  })

const recoverRoute = (webhooks: Webhooks) =>
  route({
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/webhook-endpoints/{id}/recover',
    operation_id: 'recoverWebhookEndpoint',
    tag,
    summary: 'Send everything since a moment once more.',
    description:
      '`since` is by the tenant’s clock. `which: failed` leaves out what was taken. `dry_run` only counts. What waits or is held goes out by itself and is not counted.',
    scope: 'webhooks:write',
    params,
    body: RecoverInput,
    status: 200,
    reply: RecoverReply,
    errors: errorRows('webhook_endpoint_not_found'),
    example: { since: '2026-11-20T00:00:00Z', dry_run: true },
    async run(scope, { params: { id: text }, body }) {
      const id = parseId('whe', text)
      if (id === undefined) return notFound()
      const { which = 'all', dry_run = false } = body
      const since = readTime(body.since)
      const recovered = await webhooks.recover(scope, id, { since, which, is_dry_run: dry_run })
      return recovered.ok ? ok({ body: { dry_run, ...recovered.value } }) : recovered
    },
  })

export const endpointChangeRoutes = (webhooks: Webhooks): Route[] => [
  updateRoute(webhooks),
  ...moves.map((move) => moveRoute(webhooks, move)),
  deleteRoute(webhooks),
  testRoute(webhooks),
  recoverRoute(webhooks),
]
