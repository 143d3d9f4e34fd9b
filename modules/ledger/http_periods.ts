import { type Static, Type as T } from 'typebox'
import { newId, parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { type Day, instantText, parseDay } from '../../kernel/world.ts'
import { CalendarDay, idField, Timestamp } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows } from './errors.ts'
import type { Ledger } from './index.ts'
import { DESCRIPTION_CHARS_MAX, EFFECTIVE_FIRST, EFFECTIVE_LAST } from './limits.ts'
import type { Period } from './period.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { nullable } from './schemas.ts'

const PeriodInput = T.Object(
  {
    id: T.Optional(idField('per')),
    closed_through: T.String({
      format: 'date',
      description: 'The last day that is closed, itself included.',
    }),
    description: T.Optional(T.String({ minLength: 1, maxLength: DESCRIPTION_CHARS_MAX })),
  },
  { $id: 'NewPeriodClosing' },
)
const PeriodReply = T.Object(
  {
    id: idField('per'),
    closed_through: CalendarDay,
    closed_before: nullable(CalendarDay),
    description: nullable(T.String()),
    closed_at: Timestamp,
  },
  { $id: 'PeriodClosing' },
)
const periodJson = (period: Period): Static<typeof PeriodReply> => ({
  ...period,
  closed_at: instantText(period.closed_at),
})

const closeRoute = (ledger: Ledger) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/ledger/periods',
    operation_id: 'closePeriod',
    tag: 'Ledger periods',
    summary: 'Close the books through a day.',
    description:
      'Effective dates up to this day take no more entries, for ever; the day must be over by the tenant’s clock (UTC).',
    scope: 'ledger.periods:write',
    body: PeriodInput,
    status: 201,
    reply: PeriodReply,
    errors: errorRows('period_already_closed', 'period_not_over', 'period_differs'),
    example: { closed_through: '2026-10-31', description: 'October' },
    async run(scope, { body }) {
      const { id, closed_through, description } = body
      if (closed_through < EFFECTIVE_FIRST || closed_through > EFFECTIVE_LAST) {
        const detail = `must lie between ${EFFECTIVE_FIRST} and ${EFFECTIVE_LAST}`
        return refuseFaults([{ code: 'wrong_form', param: 'closed_through', detail }])
      }
      const closed = await ledger.closePeriod(scope, {
        id: parseId('per', id ?? '') ?? newId('per', scope.world),
        closed_through: closed_through as Day,
        ...(description === undefined ? {} : { description }),
      })
      return closed.ok ? ok({ body: periodJson(closed.value) }) : closed
    },
  })

const listRoute = (ledger: Ledger) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/periods',
    operation_id: 'listPeriods',
    tag: 'Ledger periods',
    summary: 'List the closings of the books, the latest first.',
    scope: 'ledger.periods:read',
    query: listQuery({}),
    status: 200,
    reply: listOf(PeriodReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'ledger_periods', query)
      if (!asked.ok) return asked
      const before = parseDay(String(asked.value.after?.[0]))
      const found = await ledger.listPeriods(scope, { before, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'ledger_periods', query, asked: asked.value }
      const shown = pageOf(at, found, ({ closed_through }) => [closed_through])
      return ok({ body: { ...shown, data: shown.data.map(periodJson) } })
    },
  })

export const periodRoutes = (ledger: Ledger): Route[] => [closeRoute(ledger), listRoute(ledger)]
