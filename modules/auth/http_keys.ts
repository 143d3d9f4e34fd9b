import { Type as T } from 'typebox'
import { idPattern, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import { readTimeIf, timeInput } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { keyJson } from './api_key.ts'
import type { KeyWithSecret } from './create_key.ts'
import { authErrors } from './errors.ts'
import type { Auth } from './index.ts'
import {
  IP_RANGE_CHARS_MAX,
  KEY_IP_RANGES_MAX,
  KEY_SCOPE_CHARS_MAX,
  KEY_SCOPES_MAX,
  NAME_CHARS_MAX,
  ROTATION_OVERLAP_DEFAULT_MS,
  ROTATION_OVERLAP_MS_MAX,
} from './limits.ts'

const Kind = T.Union([T.Literal('secret'), T.Literal('publishable'), T.Literal('restricted')])
const Time = T.Union([T.String(), T.Null()])
const fields = {
  id: T.String({ pattern: idPattern('key') }),
  kind: Kind,
  mode: T.Union([T.Literal('live'), T.Literal('sandbox')]),
  name: T.String(),
  status: T.Union([T.Literal('active'), T.Literal('expired'), T.Literal('revoked')]),
  hint: T.String({ description: 'Enough of the secret to recognise it.' }),
  scopes: T.Array(T.String(), { description: 'Of a restricted key; the other kinds have theirs by kind.' }),
  ip_allow: T.Array(T.String(), {
    description: 'Addresses and CIDR ranges it may be used from; none: from anywhere.',
  }),
  version: T.String({ description: 'API version used when a request names none.' }),
  created_by: T.String(),
  created_at: T.String({ description: 'Times of keys are real time, also in a sandbox.' }),
  expires_at: Time,
  revoked_at: Time,
  previous_valid_until: Time,
  last_used_at: T.Union([T.String(), T.Null()], { description: 'To the minute.' }),
}
const Key = T.Object(fields, { $id: 'ApiKey', additionalProperties: false })
const NewKey = T.Object(
  {
    ...fields,
    secret: T.Union([T.String(), T.Null()], {
      description:
        'The key itself, shown this once. It is not stored, so a replay has null here: rotate the key then.',
    }),
  },
  { $id: 'ApiKeyWithSecret', additionalProperties: false },
)
const CreateBody = T.Object(
  {
    kind: Kind,
    name: T.String({ minLength: 1, maxLength: NAME_CHARS_MAX }),
    scopes: T.Optional(
      T.Array(T.String({ maxLength: KEY_SCOPE_CHARS_MAX }), { maxItems: KEY_SCOPES_MAX, uniqueItems: true }),
    ),
    ip_allow: T.Optional(
      T.Array(T.String({ maxLength: IP_RANGE_CHARS_MAX }), {
        maxItems: KEY_IP_RANGES_MAX,
        uniqueItems: true,
      }),
    ),
    expires_at: T.Optional(timeInput()),
  },
  { additionalProperties: false },
)
const RotateBody = T.Object(
  {
    overlap_ms: T.Optional(
      T.Integer({
        minimum: 0,
        maximum: ROTATION_OVERLAP_MS_MAX,
        description: `How long the secret before stays good; ${ROTATION_OVERLAP_DEFAULT_MS} (a day) when absent.`,
      }),
    ),
  },
  { additionalProperties: false },
)
const params = T.Object({ id: T.String() })
const common = { tag: 'Access', errors: authErrors.table } as const

/** The answer with the secret, and the one without it that is kept for replays. */
function shownOnce({ key, secret }: KeyWithSecret, world: World) {
  const shown = keyJson(key, world.now())
  return { body: { ...shown, secret: secret.reveal() }, kept: { ...shown, secret: null } }
}

const createRoute = (auth: Auth, world: World) =>
  route({
    ...common,
    kind: 'transaction',
    method: 'POST',
    path: '/v1/api-keys',
    operation_id: 'createApiKey',
    summary: 'Create an API key; its secret is shown once.',
    scope: 'access.keys:write',
    idempotency: 'accepted',
    body: CreateBody,
    status: 201,
    reply: NewKey,
    location: '/v1/api-keys/{id}',
    example: { kind: 'restricted', name: 'Reports', scopes: ['ledger.accounts:read'] },
    async run(scope, { body }) {
      const { expires_at: text, ...rest } = body
      const expires_at = readTimeIf(text) ?? null
      const made = await auth.createKey(scope, { ...rest, expires_at })
      return made.ok ? ok({ status: 201, ...shownOnce(made.value, world) }) : made
    },
  })

const listRoute = (auth: Auth, world: World) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/api-keys',
    operation_id: 'listApiKeys',
    summary: 'List the API keys of the tenant, newest first.',
    scope: 'access.keys:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(Key),
    errors: { ...authErrors.table, ...listErrors.table },
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'api_keys', query)
      if (!asked.ok) return asked
      const before = parseId('key', String(asked.value.after?.[0] ?? ''))
      const found = await auth.listKeys(scope, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'api_keys', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      const now = world.now()
      return ok({ body: { ...page, data: page.data.map((key) => keyJson(key, now)) } })
    },
  })

const getRoute = (auth: Auth, world: World) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/api-keys/{id}',
    operation_id: 'getApiKey',
    summary: 'Get one API key.',
    scope: 'access.keys:read',
    params,
    status: 200,
    reply: Key,
    async run(scope, input) {
      const id = parseId('key', input.params.id)
      const key = id === undefined ? undefined : await auth.findKey(scope, id)
      return key === undefined ? authErrors.fail('key_not_found') : ok({ body: keyJson(key, world.now()) })
    },
  })

const rotateRoute = (auth: Auth, world: World) =>
  route({
    ...common,
    kind: 'transaction',
    method: 'POST',
    path: '/v1/api-keys/{id}/rotate',
    operation_id: 'rotateApiKey',
    summary: 'Give an API key a new secret; the one before stays good for a while.',
    scope: 'access.keys:write',
    idempotency: 'accepted',
    params,
    body: RotateBody,
    status: 200,
    reply: NewKey,
    example: { overlap_ms: 3_600_000 },
    async run(scope, input) {
      const id = parseId('key', input.params.id)
      if (id === undefined) return authErrors.fail('key_not_found')
      const { overlap_ms = ROTATION_OVERLAP_DEFAULT_MS } = input.body
      const rotated = await auth.rotateKey(scope, id, overlap_ms)
      return rotated.ok ? ok(shownOnce(rotated.value, world)) : rotated
    },
  })

const revokeRoute = (auth: Auth, world: World) =>
  route({
    ...common,
    kind: 'transaction',
    method: 'POST',
    path: '/v1/api-keys/{id}/revoke',
    operation_id: 'revokeApiKey',
    summary: 'Revoke an API key for ever; everywhere within two seconds.',
    scope: 'access.keys:write',
    idempotency: 'accepted',
    params,
    status: 200,
    reply: Key,
    async run(scope, input) {
      const id = parseId('key', input.params.id)
      if (id === undefined) return authErrors.fail('key_not_found')
      const revoked = await auth.revokeKey(scope, id)
      return revoked.ok ? ok({ body: keyJson(revoked.value, world.now()) }) : revoked
    },
  })

export const keyRoutes = (auth: Auth, world: World): Route[] =>
  [createRoute, listRoute, getRoute, rotateRoute, revokeRoute].map((make) => make(auth, world))
