import { type Static, Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { dayOf, instantText } from '../../kernel/world.ts'
import { idField, readTimeIf, timeInput } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { DisputeReply } from './dispute_schema.ts'
import { disputeStates } from './dispute.machine.ts'
import { disputeErrors, errorRows } from './errors.ts'
import type { EvidencePackage } from './evidence_package.ts'
import { EvidenceReply, MonitoringReply } from './evidence_schema.ts'
import type { Disputes } from './index.ts'
import { disputeJson } from './render_dispute.ts'
import type { DisputeFilter } from './store.ts'

const params = T.Object({ id: T.String() })
const common = { method: 'GET', tag: 'Disputes', scope: 'disputes:read', status: 200 } as const

const listRoute = (disputes: Disputes) =>
  route({
    kind: 'read',
    ...common,
    path: '/v1/disputes',
    operation_id: 'listDisputes',
    summary: 'List disputes, newest first.',
    description: 'With `due_before` by when they are due, the most urgent first.',
    query: listQuery({
      status: T.Optional(T.Enum([...disputeStates])),
      payment: T.Optional(idField('pay')),
      due_before: T.Optional(timeInput()),
    }),
    reply: listOf(DisputeReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'disputes', query)
      if (!asked.ok) return asked
      const before = parseId('dsp', String(asked.value.after?.[0]))
      const due_behind = placeInTime('dsp', 'due_at', asked.value)
      const wanted = { before, due_behind, limit: asked.value.rows }
      const found = await disputes.list(scope, filterOf(query), wanted)
      const at = { tenant_id: scope.tenant_id, list: 'disputes', query, asked: asked.value }
      const page = pageOf(at, found, ({ id, due_at }) =>
        query.due_before === undefined ? [id] : [instantText(due_at), id],
      )
      return ok({ body: { ...page, data: page.data.map(disputeJson) } })
    },
  })

function filterOf(query: { status?: string; payment?: string; due_before?: string }): DisputeFilter {
  const state = disputeStates.find((known) => known === query.status)
  const payment = parseId('pay', query.payment ?? '')
  const due_before = readTimeIf(query.due_before)
  return {
    ...(state === undefined ? {} : { state }),
    ...(payment === undefined ? {} : { payment }),
    ...(due_before === undefined ? {} : { due_before }),
  }
}

const getRoute = (disputes: Disputes) =>
  route({
    kind: 'read',
    ...common,
    path: '/v1/disputes/{id}',
    operation_id: 'getDispute',
    summary: 'Get a dispute as it stands.',
    params,
    reply: DisputeReply,
    errors: errorRows('dispute_not_found'),
    async run(scope, { params: asked }) {
      const id = parseId('dsp', asked.id)
      const found =
        id === undefined ? disputeErrors.fail('dispute_not_found') : await disputes.find(scope, id)
      return found.ok ? ok({ body: disputeJson(found.value) }) : found
    },
  })

const evidenceRoute = (disputes: Disputes) =>
  route({
    kind: 'read',
    ...common,
    path: '/v1/disputes/{id}/evidence',
    operation_id: 'getDisputeEvidence',
    summary: 'What speaks for a disputed payment, and what is missing.',
    description:
      'What was given, what is known anyway, and for Visa 10.4 earlier payments of the card that prove who made it (Compelling Evidence 3.0).',
    params,
    reply: EvidenceReply,
    errors: errorRows('dispute_not_found'),
    async run(scope, { params: asked }) {
      const id = parseId('dsp', asked.id)
      if (id === undefined) return disputeErrors.fail('dispute_not_found')
      const found = await disputes.evidence(scope, id)
      return found.ok ? ok({ body: evidenceJson(id, found.value) }) : found
    },
  })

/** The picture of a package: two shapes of the same thing, which the schema checks. */
function evidenceJson(dispute: string, gathered: EvidencePackage): Static<typeof EvidenceReply> {
  const { given, known, compelling, completeness, missing } = gathered
  const payments = compelling.payments.map((row) => ({
    payment: row.payment,
    paid_at: instantText(row.paid_at),
    description: row.description,
    matches: [...row.matches],
  }))
  return {
    dispute,
    completeness,
    missing: [...missing],
    given: given as Static<typeof EvidenceReply>['given'],
    known,
    compelling_evidence: { ...compelling, payments },
  }
}

const monitoringRoute = (disputes: Disputes) =>
  route({
    kind: 'read',
    ...common,
    path: '/v1/disputes/monitoring',
    operation_id: 'getDisputeMonitoring',
    summary: 'How near merchants are to the networks’ monitoring programmes in a month.',
    description: 'Visa VAMP and Mastercard ECM, from the disputes and captured payments that Florin knows.',
    query: T.Object({
      month: T.Optional(
        T.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])$', description: 'This month when absent.' }),
      ),
    }),
    reply: MonitoringReply,
    errors: {},
    async run(scope, { query }) {
      const month = query.month ?? dayOf(scope.world.now()).slice(0, 7)
      return ok({ body: { month, gauges: await disputes.monitoring(scope, month) } })
    },
  })

export const readRoutes = (disputes: Disputes): Route[] => [
  listRoute(disputes),
  monitoringRoute(disputes),
  getRoute(disputes),
  evidenceRoute(disputes),
]
