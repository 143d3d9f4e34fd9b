import { Type as T } from 'typebox'
import { ok } from '../../../kernel/result.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { type OverviewDeps, readOverview } from './overview.ts'
import { OverviewReply } from './overview_schema.ts'
import { windowOf } from './window.ts'

/** A month by the hour is 744 buckets per currency: what one answer should hold at most. */
const DAYS_MAX = 31
const DAYS_DEFAULT = 7

const overviewRoute = (deps: OverviewDeps) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/overview',
    operation_id: 'getOverview',
    tag: 'Overview',
    summary: 'Get how things stand: payments over time, and what waits for somebody.',
    description:
      'Every figure is exact and by the tenant’s clock, in whole hours or days of UTC that end with the current one. What happened counts in the hour in which it happened, so a past hour changes only by payments that were made in it. Currencies are never added together.',
    scope: 'overview:read',
    query: T.Object({
      days: T.Optional(
        T.Integer({
          minimum: 1,
          maximum: DAYS_MAX,
          description: `Days to look back, today included; ${DAYS_DEFAULT} when absent.`,
        }),
      ),
      bucket: T.Optional(
        T.Enum(['hour', 'day'], {
          description: 'Hours for one day and days for more, when absent.',
        }),
      ),
    }),
    status: 200,
    reply: OverviewReply,
    errors: {},
    async run(scope, { query: { days = DAYS_DEFAULT, bucket } }) {
      return ok({ body: await readOverview(deps, scope, windowOf(scope.world.now(), days, bucket)) })
    },
  })

export const overviewRoutes = (deps: OverviewDeps): Route[] => [overviewRoute(deps)]
