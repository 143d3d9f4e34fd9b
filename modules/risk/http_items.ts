import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import { readTimeIf, timeInput, Timestamp } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { riskErrors } from './errors.ts'
import { ListReply } from './http_lists.ts'
import type { Risk } from './index.ts'
import { ITEM_CHARS_MAX, ITEMS_PER_CALL_MAX } from './limits.ts'
import { listJson } from './lists.ts'
import type { ItemRow } from './store_lists.ts'

const common = { tag: 'Risk lists' } as const
const params = T.Object({ id: T.String() })
const { list_not_found, list_full } = riskErrors.table
const Value = T.String({ minLength: 1, maxLength: ITEM_CHARS_MAX })

const AddBody = T.Object({
  items: T.Array(
    T.Object({
      value: Value,
      expires_at: T.Optional(
        timeInput('By the tenant’s clock; it counts no more from then on. For ever when absent.'),
      ),
    }),
    { minItems: 1, maxItems: ITEMS_PER_CALL_MAX },
  ),
})
const RemoveBody = T.Object({
  values: T.Array(Value, { minItems: 1, maxItems: ITEMS_PER_CALL_MAX }),
})
const ItemReply = T.Object(
  {
    value: T.Union([T.String(), T.Null()], {
      description: 'Null for cards, e-mail and IP addresses and devices: only their hash is stored.',
    }),
    hint: T.String({ description: 'Enough to recognise the value by.' }),
    expires_at: T.Union([T.String(), T.Null()]),
    created_at: Timestamp,
  },
  { $id: 'RiskListItem' },
)
const itemJson = ({ value, hint, expires_at, created_at }: ItemRow) => ({
  value,
  hint,
  expires_at: expires_at === null ? null : instantText(expires_at),
  created_at: instantText(created_at),
})

const addRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/risk/lists/{id}/items',
    operation_id: 'addRiskListItems',
    summary: 'Put values on a risk list.',
    description:
      'They count for every payment from now on. One that stands there already gets the new expiry. Networks have /8, /16 or /24 (IPv4), /32, /48 or /64 (IPv6).',
    scope: 'risk.lists:write',
    params,
    body: AddBody,
    status: 200,
    reply: ListReply,
    errors: { list_not_found, list_full },
    example: { items: [{ value: '411111' }, { value: '555555', expires_at: '2030-01-01T00:00:00Z' }] },
    async run(scope, input) {
      const id = parseId('lst', input.params.id)
      if (id === undefined) return riskErrors.fail('list_not_found')
      const items = input.body.items.map(({ value, expires_at }) => ({
        value,
        expires_at: readTimeIf(expires_at) ?? null,
      }))
      const changed = await risk.addItems(scope, id, items)
      return changed.ok ? ok({ body: listJson(changed.value) }) : changed
    },
  })

const removeRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/risk/lists/{id}/remove-items',
    operation_id: 'removeRiskListItems',
    summary: 'Take values off a risk list.',
    description: 'A value that does not stand there is passed over.',
    scope: 'risk.lists:write',
    params,
    body: RemoveBody,
    status: 200,
    reply: ListReply,
    errors: { list_not_found },
    example: { values: ['411111'] },
    async run(scope, input) {
      const id = parseId('lst', input.params.id)
      if (id === undefined) return riskErrors.fail('list_not_found')
      const changed = await risk.removeItems(scope, id, input.body.values)
      return changed.ok ? ok({ body: listJson(changed.value) }) : changed
    },
  })

const listRoute = (risk: Risk) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/risk/lists/{id}/items',
    operation_id: 'listRiskListItems',
    summary: 'List what stands on a risk list.',
    scope: 'risk.lists:read',
    params,
    query: listQuery({}),
    status: 200,
    reply: listOf(ItemReply),
    errors: { ...listErrors.table, list_not_found },
    async run(scope, input) {
      const id = parseId('lst', input.params.id)
      if (id === undefined || (await risk.findList(scope, id)) === undefined)
        return riskErrors.fail('list_not_found')
      const list = `risk_list_items:${id}`
      const asked = readPage(scope.tenant_id, list, input.query)
      if (!asked.ok) return asked
      const key = asked.value.after?.[0]
      const after = key === undefined ? undefined : String(key)
      const found = await risk.listItems(scope, id, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list, query: input.query, asked: asked.value }
      const page = pageOf(at, found, (row) => [row.key])
      return ok({ body: { ...page, data: page.data.map(itemJson) } })
    },
  })

export const itemRoutes = (risk: Risk): Route[] => [addRoute(risk), removeRoute(risk), listRoute(risk)]
