import { type Static, Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import { idField, Timestamp } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { decisionJson, DecisionReply } from '../routing/index.ts'
import { errorRows, paymentErrors } from './errors.ts'
import type { Payments } from './index.ts'
import { outcomeResults } from './payment.ts'
import type { StoredDecision } from './store_decisions.ts'

const nullable = <S extends Parameters<typeof T.Union>[0][number]>(schema: S) => T.Union([schema, T.Null()])

const StoredDecisionReply = T.Object(
  {
    id: idField('att'),
    payment: idField('pay'),
    attempt: T.Integer({ description: 'Number of the attempt, from 1.' }),
    acquirer_account: idField('aca'),
    result: nullable(T.Enum([...outcomeResults], { description: 'What came of the attempt.' })),
    route: DecisionReply,
    risk: T.Object({
      decision: T.Enum(['allow', 'challenge', 'review', 'block']),
      reasons: T.Array(T.Object({ rule: T.String(), text: T.String() })),
      exemption: nullable(T.String()),
      rule_set: nullable(T.String()),
      version: T.Integer(),
      seen: T.Record(T.String(), T.Number(), {
        description: 'Counts and sums that the rules looked at, without those of nothing.',
      }),
    }),
    decided_at: Timestamp,
  },
  {
    $id: 'StoredRoutingDecision',
    description: 'Why an attempt went where it went, as it was stored with it. It has the attempt’s id.',
  },
)

function storedJson(stored: StoredDecision): Static<typeof StoredDecisionReply> {
  const { id, payment, number, account, result, decided, at } = stored
  const { decision, reasons, exemption, rule_set, version, seen } = decided.risk
  return {
    id,
    payment,
    attempt: number,
    acquirer_account: account,
    result,
    route: decisionJson(decided.route),
    risk: { decision, reasons: [...reasons], exemption, rule_set, version, seen: { ...seen } },
    decided_at: instantText(at),
  }
}

const listRoute = (payments: Payments) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/routing/decisions',
    operation_id: 'listRoutingDecisions',
    tag: 'Routing',
    summary: 'List why attempts went where they went, newest first.',
    description:
      'One for each attempt, with what routing and risk saw, the candidates and why each stands where it does, and who was left out. A payment that was never sent has none.',
    scope: 'routing.decisions:read',
    query: listQuery({ payment: T.Optional(idField('pay')) }),
    status: 200,
    reply: listOf(StoredDecisionReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'routing_decisions', query)
      if (!asked.ok) return asked
      const payment = parseId('pay', query.payment ?? '')
      const { after, rows: limit } = asked.value
      const [place] = after ?? []
      const found =
        payment === undefined
          ? await payments.decisions(scope, { before: parseId('att', String(place)), limit })
          : await payments.decisionsOf(scope, payment, {
              before: place === undefined ? undefined : Number(place),
              limit,
            })
      const at = { tenant_id: scope.tenant_id, list: 'routing_decisions', query, asked: asked.value }
      const shown = pageOf(at, found, ({ id, number }) => [payment === undefined ? id : number])
      return ok({ body: { ...shown, data: shown.data.map(storedJson) } })
    },
  })

const getRoute = (payments: Payments) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/routing/decisions/{id}',
    operation_id: 'getRoutingDecision',
    tag: 'Routing',
    summary: 'Get why an attempt went where it went.',
    scope: 'routing.decisions:read',
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: StoredDecisionReply,
    errors: errorRows('decision_not_found'),
    async run(scope, { params }) {
      const id = parseId('att', params.id)
      const found = id === undefined ? undefined : await payments.findDecision(scope, id)
      return found === undefined ? paymentErrors.fail('decision_not_found') : ok({ body: storedJson(found) })
    },
  })

export const decisionRoutes = (payments: Payments): Route[] => [listRoute(payments), getRoute(payments)]
