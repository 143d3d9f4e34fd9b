import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { idField } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows, webhookErrors } from './errors.ts'
import type { Webhooks } from './index.ts'
import { FILTERS_PER_ENDPOINT_MAX } from './limits.ts'
import { EventFilterField, EventReply } from './schemas.ts'

const ObjectId = T.String({ minLength: 1, maxLength: 100, description: 'Public id of what they are about.' })
const LIST = 'events'
/** No feed gets this far: the largest bigint of PostgreSQL. */
const BEHIND_ALL = 9_223_372_036_854_775_807n

const listRoute = (webhooks: Webhooks) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/events',
    operation_id: 'listEvents',
    tag: 'Events',
    summary: 'List events: what happened, and to what.',
    description:
      'Oldest first, from behind `after` or `cursor`: the order of the stream and of webhooks of one object. To go on later, keep the id of the last event and pass it as `after`. `order=newest_first` is for people who look: it goes back from the last event, or from before `after`.',
    scope: 'events:read',
    query: listQuery({
      after: T.Optional(idField('evt')),
      type: T.Optional(EventFilterField),
      order: T.Optional(T.Enum(['oldest_first', 'newest_first'])),
      object_id: T.Optional(ObjectId),
    }),
    status: 200,
    reply: listOf(EventReply),
    errors: { ...listErrors.table, ...errorRows('event_not_found') },
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, LIST, query)
      if (!asked.ok) return asked
      const start = parseId('evt', query.after ?? '')
      const is_newest_first = query.order === 'newest_first'
      let after_seq = BigInt(asked.value.after?.[0] ?? (is_newest_first ? BEHIND_ALL : 0n))
      if (asked.value.after === null && start !== undefined) {
        const found = await webhooks.findEvent(scope, start)
        if (!found.ok) return webhookErrors.fail('event_not_found', { param: 'after' })
        after_seq = found.value.seq
      }
      const { type, object_id } = query
      const page = { after_seq, limit: asked.value.rows, is_newest_first }
      const found = await webhooks.listEvents(scope, { type, object_id }, page)
      const at = { tenant_id: scope.tenant_id, list: LIST, query, asked: asked.value }
      const { data: shown, has_more, next_cursor } = pageOf(at, found, ({ seq }) => [String(seq)])
      const tail = `"has_more":${has_more},"next_cursor":${JSON.stringify(next_cursor)}`
      return ok({ body: { rendered: `{"data":[${shown.map(({ text }) => text).join(',')}],${tail}}` } })
    },
  })

const getRoute = (webhooks: Webhooks) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/events/{id}',
    operation_id: 'getEvent',
    tag: 'Events',
    summary: 'Get an event.',
    scope: 'events:read',
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: EventReply,
    errors: errorRows('event_not_found'),
    async run(scope, { params }) {
      const id = parseId('evt', params.id)
      const found =
        id === undefined ? webhookErrors.fail('event_not_found') : await webhooks.findEvent(scope, id)
      return found.ok ? ok({ body: { rendered: found.value.text } }) : found
    },
  })

const streamRoute = (webhooks: Webhooks) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/events/stream',
    operation_id: 'streamEvents',
    tag: 'Events',
    summary: 'Follow events as they happen (server-sent events).',
    description:
      'The events of the list, in its order, without end: from behind `Last-Event-ID` or `after`, else from now on. It begins with an `id:` without an event, which says where it stands, so that a line which is lost before anything happened is resumed there. A comment every 15 seconds says that the line stands. A reader who takes nothing for a minute is cut off and comes back behind its last event.',
    scope: 'events:read',
    query: T.Object({
      after: T.Optional(idField('evt')),
      types: T.Optional(T.Array(EventFilterField, { maxItems: FILTERS_PER_ENDPOINT_MAX, uniqueItems: true })),
      object_id: T.Optional(ObjectId),
    }),
    status: 200,
    reply: EventReply,
    also_produces: ['text/event-stream'],
    errors: errorRows('event_not_found', 'streams_exhausted'),
    async run(scope, { query, last_event_id }) {
      const from = last_event_id ?? query.after
      const after = parseId('evt', from ?? '')
      if (from !== undefined && after === undefined) return webhookErrors.fail('event_not_found')
      const { types: filters = ['*'], object_id } = query
      const opened = await webhooks.streamEvents(scope, { after, filters, object_id })
      if (!opened.ok) return opened
      return ok({ body: { stream: opened.value, content_type: 'text/event-stream', is_endless: true } })
    },
  })

export const eventRoutes = (webhooks: Webhooks): Route[] => [
  listRoute(webhooks),
  streamRoute(webhooks),
  getRoute(webhooks),
]
