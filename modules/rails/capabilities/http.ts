import { type Static, Type as T } from 'typebox'
import { ok } from '../../../kernel/result.ts'
import { instantText } from '../../../kernel/world.ts'
import { Amount, CalendarDay, idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankConnections } from '../bank_connections/bank_connections.ts'
import { type BankConnection, type OrderRail, orderRails } from '../bank_connections/bank_connection.ts'
import { CONNECTIONS_PER_TENANT_MAX } from '../bank_connections/limits.ts'
import { describeRail } from './describe_rail.ts'
import { capabilityErrors } from './errors.ts'
import type { RailView } from './rail.ts'

const Kind = T.Enum(['credit_transfer', 'direct_debit'])
const RailReply = T.Object(
  {
    id: T.Enum([...orderRails]),
    name: T.String(),
    currency: T.String({ examples: ['USD'] }),
    kinds: T.Array(Kind, { description: 'Whether it pays, collects, or both.' }),
    amount_max: nullable(Amount),
    same_day_amount_max: nullable(Amount),
    is_always_open: T.Boolean({ description: 'Each payment travels by itself, at any hour of any day.' }),
    answers_within_ms: nullable(
      T.Integer({ description: 'Without an answer by then the outcome is unknown, and is asked for.' }),
    ),
    calendar: T.Enum(['federal_reserve', 'target'], { description: 'Whose banking days count.' }),
    time_zone: T.String({ examples: ['America/New_York'] }),
    today: CalendarDay,
    closed_today_for: nullable(T.String({ description: '`weekend`, or the name of a holiday.' })),
    next_banking_day: CalendarDay,
    cut_offs: T.Array(
      T.Object({
        time_window: T.String(),
        kinds: T.Array(Kind),
        closes_at: Timestamp,
        settles_on: CalendarDay,
      }),
      { description: 'When the rail’s next files close, the soonest first.' },
    ),
    holidays: T.Array(T.Object({ on: CalendarDay, name: T.String() }), {
      description: 'Of the year ahead, without weekends.',
    }),
    connections: T.Array(T.Object({ id: idField('bcn'), name: T.String(), lead_minutes: T.Integer() }), {
      description:
        'Your enabled connections that carry it. Their own files close so many minutes before the rail’s.',
    }),
  },
  { $id: 'Rail' },
)

const common = {
  method: 'GET',
  tag: 'Bank connections',
  scope: 'bank_connections:read',
  status: 200,
  errors: capabilityErrors.table,
} as const
const money = (value: bigint | null, currency: string) =>
  value === null ? null : { value: String(value), currency }

function railJson(view: RailView, connections: readonly BankConnection[]): Static<typeof RailReply> {
  const { id, nature, cut_offs, holidays } = view
  const { name, currency, kinds, calendar, time_zone, instant } = nature
  return {
    id,
    name,
    currency,
    kinds: [...kinds],
    amount_max: money(view.amount_max, currency),
    same_day_amount_max: money(view.same_day_amount_max, currency),
    is_always_open: instant !== null,
    answers_within_ms: view.answers_within_ms,
    calendar,
    time_zone,
    today: view.today,
    closed_today_for: view.closed_for,
    next_banking_day: view.next_banking_day,
    cut_offs: cut_offs.map((one) => ({
      ...one,
      kinds: [...one.kinds],
      closes_at: instantText(one.closes_at),
    })),
    holidays: [...holidays],
    connections: connections
      .filter(({ rails, state }) => state === 'enabled' && rails.includes(id))
      .map((one) => ({ id: one.id, name: one.name, lead_minutes: one.rules.lead_minutes })),
  }
}

const connectionsOf = (connections: BankConnections, scope: OpenScope) =>
  connections.listBankConnections(scope, { after: undefined, limit: CONNECTIONS_PER_TENANT_MAX })

const listRoute = (connections: BankConnections) =>
  route({
    ...common,
    kind: 'read',
    path: '/v1/rails',
    operation_id: 'listRails',
    summary: 'List the bank rails: what each can do, its limits, and when it closes next.',
    description:
      'Times follow the clock of your sandbox. Limits and windows are those of the rails; a bank may have narrower ones.',
    reply: T.Object({ data: T.Array(RailReply) }, { $id: 'Rails' }),
    async run(scope) {
      const own = await connectionsOf(connections, scope)
      const at = scope.world.now()
      return ok({ body: { data: orderRails.map((id) => railJson(describeRail(id, at), own)) } })
    },
  })

const getRoute = (connections: BankConnections) =>
  route({
    ...common,
    kind: 'read',
    path: '/v1/rails/{id}',
    operation_id: 'getRail',
    summary: 'Get a bank rail.',
    params: T.Object({ id: T.String() }),
    reply: RailReply,
    async run(scope, { params }) {
      const id = orderRails.find((rail): rail is OrderRail => rail === params.id)
      if (id === undefined) return capabilityErrors.fail('rail_not_found')
      const own = await connectionsOf(connections, scope)
      return ok({ body: railJson(describeRail(id, scope.world.now()), own) })
    },
  })

/** What rails are and until when they can be caught. */
export const capabilityRoutes = (connections: BankConnections): Route[] => [
  listRoute(connections),
  getRoute(connections),
]
