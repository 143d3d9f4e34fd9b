import { hash } from 'node:crypto'
import { type Static, Type as T } from 'typebox'
import { type Id, idFromBytes, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { KeyClaim } from '../../platform/idempotency/claim.ts'
import { type EndpointWithSecret, endpointJson } from './endpoint.ts'
import { errorRows, webhookErrors } from './errors.ts'
import type { Webhooks } from './index.ts'
import { OVERLAP_MS_DEFAULT } from './limits.ts'
import { EndpointInput, EndpointReply, EndpointWithSecretReply, RotateInput } from './schemas.ts'

const tag = 'Webhooks'
const params = T.Object({ id: T.String() })

/** The answer with the secret, and the one without it that is kept for replays. */
function shownOnce({ endpoint, secret }: EndpointWithSecret) {
  const shown = endpointJson(endpoint) as Omit<Static<typeof EndpointWithSecretReply>, 'secret'>
  return { body: { ...shown, secret: secret.reveal() }, kept: { ...shown, secret: null } }
}

/** The id follows from the key, so that a run that died and is resumed finds what it made: a UUIDv8 (RFC 9562). */
function idOfClaim({ key_hash }: KeyClaim): Id<'whe'> {
  const bytes = hash(
    'sha256',
    Buffer.concat([Buffer.from('webhook endpoint '), key_hash]),
    'buffer',
  ).subarray(0, 16)
  bytes[6] = 0x80 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return idFromBytes('whe', bytes)
}

const createRoute = (webhooks: Webhooks) =>
  route({
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/webhook-endpoints',
    operation_id: 'createWebhookEndpoint',
    tag,
    summary: 'Have events sent to a URL; the signing secret is shown once.',
    description:
      'Events are signed as Standard Webhooks says, and sent again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h until a 2xx comes. An endpoint that only failed for five days is disabled; its events are held and sent when it is enabled.',
    scope: 'webhooks:write',
    body: EndpointInput,
    status: 201,
    reply: EndpointWithSecretReply,
    location: '/v1/webhook-endpoints/{id}',
    errors: errorRows(
      'webhook_endpoint_invalid',
      'webhook_endpoint_limit_reached',
      'webhook_endpoint_not_found',
    ),
    example: { url: 'https://example.com/hooks', events: ['*'] },
    async run(scope, { body }, { claim }) {
      const { events, description = null, ordering = 'none', signature = 'standard', metadata = {} } = body
      const made = await webhooks.createEndpoint(scope, idOfClaim(claim), {
        url: body.url,
        description,
        filters: events,
        api_version: body.api_version,
        ordering,
        signature,
        metadata,
      })
      return made.ok ? ok(shownOnce(made.value)) : made
    },
  })

const listRoute = (webhooks: Webhooks) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/webhook-endpoints',
    operation_id: 'listWebhookEndpoints',
    tag,
    summary: 'List webhook endpoints.',
    scope: 'webhooks:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(EndpointReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'webhook_endpoints', query)
      if (!asked.ok) return asked
      const page = { after: parseId('whe', String(asked.value.after?.[0])), limit: asked.value.rows }
      const found = await webhooks.listEndpoints(scope, page)
      const at = { tenant_id: scope.tenant_id, list: 'webhook_endpoints', query, asked: asked.value }
      const shown = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...shown, data: shown.data.map(endpointJson) } })
    },
  })

const getRoute = (webhooks: Webhooks) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/webhook-endpoints/{id}',
    operation_id: 'getWebhookEndpoint',
    tag,
    summary: 'Get a webhook endpoint.',
    scope: 'webhooks:read',
    params,
    status: 200,
    reply: EndpointReply,
    errors: errorRows('webhook_endpoint_not_found'),
    async run(scope, { params: { id: text } }) {
      const id = parseId('whe', text)
      const found =
        id === undefined
          ? webhookErrors.fail('webhook_endpoint_not_found')
          : await webhooks.findEndpoint(scope, id)
      return found.ok ? ok({ body: endpointJson(found.value) }) : found
    },
  })

const rotateRoute = (webhooks: Webhooks) =>
  route({
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/webhook-endpoints/{id}/rotate-secret',
    operation_id: 'rotateWebhookSecret',
    tag,
    summary: 'Replace the signing secret; the new one is shown once.',
    description:
      'While they overlap, every delivery is signed with both, so receivers can change over in peace.',
    scope: 'webhooks:write',
    params,
    body: RotateInput,
    status: 200,
    reply: EndpointWithSecretReply,
    errors: errorRows('webhook_endpoint_not_found', 'webhook_secret_rotated'),
    example: { overlap_ms: 3_600_000 },
    async run(scope, { params: { id: text }, body }) {
      const id = parseId('whe', text)
      if (id === undefined) return webhookErrors.fail('webhook_endpoint_not_found')
      const made = await webhooks.rotateSecret(scope, id, body.overlap_ms ?? OVERLAP_MS_DEFAULT)
      return made.ok ? ok(shownOnce(made.value)) : made
    },
  })

export const endpointRoutes = (webhooks: Webhooks): Route[] => [
  createRoute(webhooks),
  listRoute(webhooks),
  getRoute(webhooks),
  rotateRoute(webhooks),
]
