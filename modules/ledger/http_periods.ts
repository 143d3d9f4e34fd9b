import { type Static, Type as T } from 'typebox'
import { newId, parseId } from '../../kernel/id.ts'
import { LIST_LIMIT_DEFAULT } from '../../kernel/limits.ts'
import { ok } from '../../kernel/result.ts'
import { type Day, instantText, parseDay } from '../../kernel/world.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows } from './errors.ts'
import type { Ledger } from './index.ts'
import { DESCRIPTION_CHARS_MAX, EFFECTIVE_FIRST, EFFECTIVE_LAST } from './limits.ts'
import type { Period } from './period.ts'
import { refuseFaults } from './read_body.ts'
import { idSchema, listOf, nullable, pageQuery, strict } from './schemas.ts'

const PeriodInput = T.Object(
  {
    id: T.Optional(idSchema('per')),
    closed_through: T.String({ format: 'date', description: 'The last day that is closed, itself included.' }),
    description: T.Optional(T.String({ minLength: 1, maxLength: DESCRIPTION_CHARS_MAX })),
  },
  { $id: 'NewPeriodClosing', ...strict },
)
const PeriodReply = T.Object(
  {
    id: idSchema('per'),
    closed_through: T.String({ format: 'date' }),
    closed_before: nullable(T.String({ format: 'date' })),
    description: nullable(T.String()),
    closed_at: T.String({ format: 'date-time' }),
  },
  { $id: 'PeriodClosing', ...strict },
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
    query: T.Object({ ...pageQuery, cursor: T.Optional(T.String({ format: 'date' })) }, strict),
    status: 200,
    reply: listOf(PeriodReply, 'PeriodClosingList'),
    errors: {},
    async run(scope, { query }) {
      const { limit = LIST_LIMIT_DEFAULT } = query
      const found = await ledger.listPeriods(scope, { before: parseDay(query.cursor ?? ''), limit: limit + 1 })
      const shown = found.slice(0, limit)
      const has_more = found.length > limit
      const next_cursor = has_more ? (shown.at(-1)?.closed_through ?? null) : null
      return ok({ body: { data: shown.map(periodJson), has_more, next_cursor } })
    },
  })

export const periodRoutes = (ledger: Ledger): Route[] => [closeRoute(ledger), listRoute(ledger)]
