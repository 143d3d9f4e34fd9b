import { Type as T } from 'typebox'
import { idPattern, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import { readTimeIf, timeInput } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { auditErrors } from './errors.ts'
import type { AuditEvent } from './event.ts'
import { proofRoute } from './http_proof.ts'
import type { Audit } from './index.ts'
import { FILTER_CHARS_MAX } from './limits.ts'

const Hash = T.Union([T.String({ pattern: '^[0-9a-f]{64}$' }), T.Null()], {
  description: 'SHA-256 of the object as canonical JSON (RFC 8785); null when it was not there.',
})
const Event = T.Object(
  {
    id: T.String({ pattern: idPattern('aud') }),
    seq: T.Integer({ minimum: 1, description: 'Counts from 1 without gaps.' }),
    at: T.String({ description: 'RFC 3339, by the tenant’s clock.' }),
    actor_type: T.String(),
    actor_id: T.String(),
    authenticated_by: T.String(),
    on_behalf_of: T.Union([T.String(), T.Null()]),
    ip: T.Union([T.String(), T.Null()]),
    action: T.String({ examples: ['api_keys.revoke'] }),
    resource_type: T.String(),
    resource_id: T.String(),
    before_hash: Hash,
    after_hash: Hash,
    request_id: T.String(),
    leaf_hash: T.String({ description: 'Leaf of the Merkle tree: SHA-256(0x00 ‖ canonical event).' }),
  },
  { $id: 'AuditEvent', additionalProperties: false },
)
const Note = T.Object(
  {
    checkpoint: T.String({ description: 'Signed note: keep it outside Florin and verify with it later.' }),
    block: T.Integer({ minimum: 1 }),
    last_seq: T.Integer({ minimum: 1, description: 'The last event it vouches for.' }),
    sealed_at: T.String(),
  },
  { $id: 'AuditCheckpoint', additionalProperties: false },
)
const time = T.Optional(timeInput())
const filter = T.Optional(T.String({ minLength: 1, maxLength: FILTER_CHARS_MAX }))

const eventJson = (event: AuditEvent) => ({ ...event, at: instantText(event.at) })

const listAuditEvents = (audit: Audit) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/audit-events',
    operation_id: 'listAuditEvents',
    tag: 'Audit',
    summary: 'List audit events, newest first.',
    description:
      'A page that looks for a rare `resource_type` can be short, even empty, and still have more behind it.',
    scope: 'audit.events:read',
    query: listQuery({
      action: filter,
      actor_id: filter,
      resource_type: filter,
      resource_id: filter,
      from: time,
      to: time,
    }),
    status: 200,
    reply: listOf(Event),
    errors: { ...auditErrors.table, ...listErrors.table },
    async run(scope, { query }) {
      const { limit: _limit, cursor: _cursor, ...equal } = query
      const asked = readPage(scope.tenant_id, 'audit_events', query)
      if (!asked.ok) return asked
      const { after, rows } = asked.value
      const wanted = { ...equal, from: readTimeIf(query.from), to: readTimeIf(query.to) }
      const before_seq = after === null ? undefined : Number(after[0])
      const { events, looked_to } = await audit.list(scope, wanted, { before_seq, limit: rows })
      const of = { tenant_id: scope.tenant_id, list: 'audit_events', query, asked: asked.value }
      const at = looked_to === undefined ? of : { ...of, looked_to: [looked_to] }
      const page = pageOf(at, events, ({ seq }) => [seq])
      return ok({ body: { ...page, data: page.data.map(eventJson) } })
    },
  })

const getAuditEvent = (audit: Audit) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/audit-events/{id}',
    operation_id: 'getAuditEvent',
    tag: 'Audit',
    summary: 'Get one audit event.',
    scope: 'audit.events:read',
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: Event,
    errors: auditErrors.table,
    async run(scope, { params }) {
      const id = parseId('aud', params.id)
      const event = id === undefined ? undefined : await audit.find(scope, id)
      return event === undefined ? auditErrors.fail('audit_event_not_found') : ok({ body: eventJson(event) })
    },
  })

const getLatestCheckpoint = (audit: Audit) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/audit-checkpoints/latest',
    operation_id: 'getLatestAuditCheckpoint',
    tag: 'Audit',
    summary: 'Get the newest signed checkpoint of the audit trail.',
    description:
      'Keep it somewhere else. Whoever holds it can later prove that the trail up to this point was not shortened or rewritten.',
    scope: 'audit.checkpoints:read',
    status: 200,
    reply: Note,
    errors: auditErrors.table,
    async run(scope) {
      const checkpoint = await audit.checkpoint(scope)
      const said = checkpoint === undefined ? undefined : parseCheckpoint(checkpoint)
      if (checkpoint === undefined || said === undefined) return auditErrors.fail('checkpoint_not_found')
      const { block, last_seq, sealed_at } = said
      return ok({ body: { checkpoint, block, last_seq, sealed_at: instantText(sealed_at) } })
    },
  })

export const routes = (audit: Audit): Route[] => [
  listAuditEvents(audit),
  proofRoute(audit),
  getAuditEvent(audit),
  getLatestCheckpoint(audit),
]
