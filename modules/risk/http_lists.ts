import { Type as T } from 'typebox'
import { newId, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { idField, Timestamp } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { riskErrors } from './errors.ts'
import type { Risk } from './index.ts'
import { NAME_CHARS_MAX } from './limits.ts'
import { itemKinds, listEffects } from './list.ts'
import { listJson } from './lists.ts'

const common = { tag: 'Risk lists' } as const
const params = T.Object({ id: T.String() })
const { list_not_found, list_differs, too_many_lists, list_in_use } = riskErrors.table

const Kind = T.Enum([...itemKinds], { description: 'What stands on it.' })
const Effect = T.Enum([...listEffects], {
  description:
    'What a payment that stands on it comes to. `block` beats everything; `allow` sets aside what rules and other lists ask for, but not the law on authentication; `none` leaves it to rules.',
})
const CreateBody = T.Object(
  {
    id: T.Optional(idField('lst')),
    name: T.String({ minLength: 1, maxLength: NAME_CHARS_MAX }),
    kind: Kind,
    effect: Effect,
  },
  { $id: 'NewRiskList' },
)
export const ListReply = T.Object(
  {
    id: idField('lst'),
    name: T.String(),
    kind: Kind,
    effect: Effect,
    items: T.Integer({ description: 'How many items it has; expired ones count until they are removed.' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'RiskList' },
)

const createRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/risk/lists',
    operation_id: 'createRiskList',
    summary: 'Make a list of cards, addresses, countries and so on.',
    description: 'It is empty at first. Kind and effect never change. A repeat returns the list as it is.',
    scope: 'risk.lists:write',
    body: CreateBody,
    status: 201,
    reply: ListReply,
    location: '/v1/risk/lists/{id}',
    errors: { list_differs, too_many_lists },
    example: { name: 'Known fraud', kind: 'card', effect: 'block' },
    async run(scope, { body }) {
      const id = parseId('lst', body.id ?? '') ?? newId('lst', scope.world)
      const { name, kind, effect } = body
      const made = await risk.createList(scope, { id, name, kind, effect })
      return made.ok ? ok({ body: listJson(made.value) }) : made
    },
  })

const listRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/risk/lists',
    operation_id: 'listRiskLists',
    summary: 'List the risk lists.',
    scope: 'risk.lists:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(ListReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'risk_lists', query)
      if (!asked.ok) return asked
      const after = parseId('lst', String(asked.value.after?.[0] ?? ''))
      const found = await risk.listLists(scope, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'risk_lists', query, asked: asked.value }
      const page = pageOf(at, found, ({ id }) => [id])
      return ok({ body: { ...page, data: page.data.map(listJson) } })
    },
  })

const getRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/risk/lists/{id}',
    operation_id: 'getRiskList',
    summary: 'Get a risk list.',
    scope: 'risk.lists:read',
    params,
    status: 200,
    reply: ListReply,
    errors: { list_not_found },
    async run(scope, input) {
      const id = parseId('lst', input.params.id)
      const found = id === undefined ? undefined : await risk.findList(scope, id)
      return found === undefined ? riskErrors.fail('list_not_found') : ok({ body: listJson(found) })
    },
  })

const deleteRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'DELETE',
    path: '/v1/risk/lists/{id}',
    operation_id: 'deleteRiskList',
    summary: 'Delete a risk list with its items.',
    scope: 'risk.lists:write',
    params,
    status: 204,
    reply: T.Null(),
    errors: { list_not_found, list_in_use },
    async run(scope, input) {
      const id = parseId('lst', input.params.id)
      if (id === undefined) return riskErrors.fail('list_not_found')
      const deleted = await risk.deleteList(scope, id)
      return deleted.ok ? ok({ body: null }) : deleted
    },
  })

export const listRoutes = (risk: Risk): Route[] => [
  createRoute(risk),
  listRoute(risk),
  getRoute(risk),
  deleteRoute(risk),
]
