import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { instantText, parseDay, parseInstant } from '../../kernel/world.ts'
import { CalendarDay, idField } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { namedBy } from '../../platform/http/named_by.ts'
import { breakTypes } from './break.ts'
import { errorRows, reconciliationErrors } from './errors.ts'
import type { Reconciliation } from './index.ts'
import { proofJson } from './look_after.ts'
import { ProofReply, SettlementLineReply, SettlementReply } from './schemas.ts'
import { lineJson, settlementJson } from './settlement.ts'
import { settlementStates } from './settlement.machine.ts'

const params = T.Object({ id: T.String() })
const reading = { method: 'GET', status: 200 } as const
const settlements = { ...reading, tag: 'Settlements', scope: 'settlements:read' } as const

/** Any text in the path: one that is no id is a settlement that does not exist. */
const withId = namedBy('stl', () => reconciliationErrors.fail('settlement_not_found'))

const listRoute = (reconciliation: Reconciliation) =>
  route({
    ...settlements,
    kind: 'read',
    path: '/v1/settlements',
    operation_id: 'listSettlements',
    summary: 'List settlement reports, latest first.',
    query: listQuery({
      acquirer_account: T.Optional(idField('aca')),
      currency: T.Optional(
        T.String({ pattern: '^[A-Z]{3}$', fault: 'must be an ISO 4217 code such as USD' }),
      ),
      status: T.Optional(T.Enum([...settlementStates])),
      settled_on: T.Optional(CalendarDay),
    }),
    reply: listOf(SettlementReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'settlements', query)
      if (!asked.ok) return asked
      const account = parseId('aca', query.acquirer_account ?? '')
      const day = parseDay(query.settled_on ?? '')
      const [at, last] = asked.value.after ?? []
      const received_at = parseInstant(String(at ?? ''))
      const id = parseId('stl', String(last ?? ''))
      const after = received_at === undefined || id === undefined ? undefined : { received_at, id }
      const found = await reconciliation.listSettlements(
        scope,
        {
          ...(account === undefined ? {} : { account }),
          ...(query.currency === undefined ? {} : { currency: query.currency }),
          ...(query.status === undefined ? {} : { state: query.status }),
          ...(day === undefined ? {} : { settled_on: day }),
        },
        { after, limit: asked.value.rows },
      )
      const place = { tenant_id: scope.tenant_id, list: 'settlements', query, asked: asked.value }
      const page = pageOf(place, found, (one) => [instantText(one.received_at), one.id])
      return ok({ body: { ...page, data: page.data.map(settlementJson) } })
    },
  })

const getRoute = (reconciliation: Reconciliation) =>
  route({
    ...settlements,
    kind: 'read',
    path: '/v1/settlements/{id}',
    operation_id: 'getSettlement',
    summary: 'Get a settlement report.',
    params,
    reply: SettlementReply,
    errors: errorRows('settlement_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await reconciliation.findSettlement(scope, id)
        return found.ok ? ok({ body: settlementJson(found.value) }) : found
      }),
  })

const linesRoute = (reconciliation: Reconciliation) =>
  route({
    ...settlements,
    kind: 'read',
    path: '/v1/settlements/{id}/lines',
    operation_id: 'listSettlementLines',
    summary: 'List the booked lines of a settlement report, in its order.',
    params,
    query: listQuery({ status: T.Optional(T.Enum(['matched', 'late', ...breakTypes])) }),
    reply: listOf(SettlementLineReply),
    errors: { ...listErrors.table, ...errorRows('settlement_not_found') },
    run: (scope, { params: { id: text }, query }) =>
      withId(text, async (id) => {
        const list = `settlement_lines ${id}`
        const asked = readPage(scope.tenant_id, list, query)
        if (!asked.ok) return asked
        const found = await reconciliation.findSettlement(scope, id)
        if (!found.ok) return found
        const after = Number(asked.value.after?.[0] ?? 0)
        const status = query.status
        const lines = await reconciliation.listLines(scope, id, { status, after, limit: asked.value.rows })
        const place = { tenant_id: scope.tenant_id, list, query, asked: asked.value }
        const page = pageOf(place, lines, ({ line }) => [String(line.number)])
        return ok({
          body: { ...page, data: page.data.map((one) => lineJson(one, found.value.currency)) },
        })
      }),
  })

const proofRoute = (reconciliation: Reconciliation) =>
  route({
    ...reading,
    kind: 'read',
    tag: 'Reconciliation',
    scope: 'reconciliation:read',
    path: '/v1/reconciliation/proof',
    operation_id: 'getReconciliationProof',
    summary: 'Get the proofs of what acquirers owe.',
    description:
      'Of a day or, without one, the latest of each account and currency. The ledger’s receivable must be the claims that no report has named, and the reports that are booked and not paid out.',
    query: T.Object({ day: T.Optional(CalendarDay), acquirer_account: T.Optional(idField('aca')) }),
    reply: T.Object({ data: T.Array(ProofReply), is_clean: T.Boolean() }, { $id: 'ReconciliationProofs' }),
    errors: {},
    async run(scope, { query }) {
      const day = parseDay(query.day ?? '')
      const account = parseId('aca', query.acquirer_account ?? '')
      const found = await reconciliation.proofs(scope, {
        ...(day === undefined ? {} : { day }),
        ...(account === undefined ? {} : { account }),
      })
      const proofs = found.map(proofJson)
      return ok({ body: { data: proofs, is_clean: proofs.every(({ is_clean }) => is_clean) } })
    },
  })

export const settlementRoutes = (reconciliation: Reconciliation): Route[] => [
  listRoute(reconciliation),
  getRoute(reconciliation),
  linesRoute(reconciliation),
  proofRoute(reconciliation),
]
