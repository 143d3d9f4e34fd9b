import { Type as T } from 'typebox'
import { idPattern, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { authErrors } from './errors.ts'
import type { ApiKey, Auth } from './index.ts'
import { NAME_CHARS_MAX } from './limits.ts'
import { tenantJson } from './tenant.ts'

const fields = {
  id: T.String({ pattern: idPattern('ten') }),
  organization_id: T.String({ pattern: idPattern('org') }),
  name: T.String(),
  mode: T.Union([T.Literal('live'), T.Literal('sandbox')]),
  created_at: T.String(),
}
const Tenant = T.Object(fields, { $id: 'Tenant', additionalProperties: false })
const OwnKey = T.Object(
  {
    id: T.String({ pattern: idPattern('key') }),
    kind: T.Union([T.Literal('secret'), T.Literal('publishable'), T.Literal('restricted')]),
    scopes: T.Array(T.String(), { description: 'Of a restricted key; the other kinds have theirs by kind.' }),
  },
  { additionalProperties: false },
)
const OwnTenant = T.Object(
  {
    ...fields,
    key: T.Union([OwnKey, T.Null()], { description: 'The key that asks; null when a member does.' }),
  },
  { $id: 'OwnTenant', additionalProperties: false },
)
const OnceShown = T.Union([T.String(), T.Null()], { description: 'Shown this once; null in a replay.' })
const NewTenant = T.Object(
  { ...fields, secret_key: OnceShown, publishable_key: OnceShown },
  { $id: 'TenantWithKeys', additionalProperties: false },
)
const common = { errors: authErrors.table } as const

const getTenant = (auth: Auth) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/tenant',
    operation_id: 'getTenant',
    tag: 'Access',
    summary: 'Get the tenant that the key belongs to, and what the key may do.',
    scope: 'access.tenant:read',
    status: 200,
    reply: OwnTenant,
    async run(scope) {
      const shown = tenantJson(await auth.ownTenant(scope))
      const id = parseId('key', scope.actor.id)
      const key = id === undefined ? undefined : await auth.findKey(scope, id)
      return ok({ body: { ...shown, key: key === undefined ? null : rightsShown(key) } })
    },
  })

const rightsShown = ({ id, kind, scopes }: ApiKey) => ({ id, kind, scopes: [...scopes] })

const createSandbox = (auth: Auth) =>
  route({
    ...common,
    kind: 'transaction',
    method: 'POST',
    path: '/v1/sandboxes',
    operation_id: 'createSandbox',
    tag: 'Sandbox',
    summary: 'Create another sandbox of the organization; its keys are shown once.',
    scope: 'access.sandboxes:write',
    idempotency: 'accepted',
    body: T.Object(
      { name: T.String({ minLength: 1, maxLength: NAME_CHARS_MAX }) },
      { additionalProperties: false },
    ),
    status: 201,
    reply: NewTenant,
    example: { name: 'Staging' },
    async run(scope, { body }) {
      const made = await auth.createSandbox(scope, body.name)
      if (!made.ok) return made
      const { tenant, secret_key, publishable_key } = made.value
      const shown = tenantJson(tenant)
      const keys = { secret_key: secret_key.reveal(), publishable_key: publishable_key.reveal() }
      const kept = { ...shown, secret_key: null, publishable_key: null }
      return ok({ status: 201, body: { ...shown, ...keys }, kept })
    },
  })

const listSandboxes = (auth: Auth) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/sandboxes',
    operation_id: 'listSandboxes',
    tag: 'Sandbox',
    summary: 'List the sandboxes of the organization, newest first.',
    scope: 'access.sandboxes:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(Tenant),
    errors: { ...authErrors.table, ...listErrors.table },
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'sandboxes', query)
      if (!asked.ok) return asked
      const before = parseId('ten', String(asked.value.after?.[0] ?? ''))
      const found = await auth.listSandboxes(scope, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'sandboxes', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(tenantJson) } })
    },
  })

export const tenantRoutes = (auth: Auth): Route[] => [
  getTenant(auth),
  createSandbox(auth),
  listSandboxes(auth),
]
