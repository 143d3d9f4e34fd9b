import type { Static } from 'typebox'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Disputes } from '../../../modules/disputes/index.ts'
import type { Payments, PaymentsTally } from '../../../modules/payments/index.ts'
import type { Payouts } from '../../../modules/payouts/index.ts'
import type { Rails } from '../../../modules/rails/index.ts'
import type { Reconciliation } from '../../../modules/reconciliation/index.ts'
import type { Webhooks } from '../../../modules/webhooks/index.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { allOutcomes, currenciesOf, rateOf } from './figures.ts'
import type { OverviewReply } from './overview_schema.ts'
import type { Window } from './window.ts'

/** Each module sums up its own tables, in one round trip or a few, whatever lies in them. */
export type OverviewDeps = {
  readonly payments: Pick<Payments, 'tally'>
  readonly rails: Pick<Rails, 'unknownOrders'>
  readonly payouts: Pick<Payouts, 'ordersOfPayouts' | 'countApprovals'>
  readonly disputes: Pick<Disputes, 'countDue'>
  readonly reconciliation: Pick<Reconciliation, 'sumOpenBreaks'>
  readonly webhooks: Pick<Webhooks, 'health'>
}
type Overview = Static<typeof OverviewReply>

/** How things stand, asked of all modules at the same time. Reads only. */
export async function readOverview(deps: OverviewDeps, scope: OpenScope, window: Window): Promise<Overview> {
  const now = scope.world.now()
  const [tally, orders, approvals, due, breaks, health] = await Promise.all([
    deps.payments.tally(scope, window),
    readOrders(deps, scope),
    deps.payouts.countApprovals(scope),
    deps.disputes.countDue(scope),
    deps.reconciliation.sumOpenBreaks(scope),
    deps.webhooks.health(scope),
  ])
  return {
    from: instantText(window.from),
    until: instantText(now),
    bucket: window.bucket,
    counted_until: instantText(tally.counted_until ?? now),
    outcomes: allOutcomes(window, tally.tallies),
    currencies: currenciesOf(window, tally.tallies),
    answer_time: {
      answers: Number(tally.answers.count),
      p50_ms: tally.answers.p50_ms,
      p99_ms: tally.answers.p99_ms,
    },
    unknowns: { payments: waitingOf(tally, 'processing'), ...orders },
    reviews: waitingOf(tally, 'in_review'),
    approvals: waiting(approvals.count, approvals.oldest_at),
    breaks: breaksOf(breaks),
    disputes: disputesOf(due),
    webhooks: healthOf(health),
  }
}

const timeOrNull = (at: Instant | null | undefined): string | null =>
  at === null || at === undefined ? null : instantText(at)

const waiting = (count: bigint | number, oldest_at: Instant | null | undefined) => ({
  count: Number(count),
  oldest_at: timeOrNull(oldest_at),
})

const waitingOf = ({ waiting: all }: PaymentsTally, state: 'processing' | 'in_review') =>
  waiting(all.get(state)?.count ?? 0, all.get(state)?.oldest_at)

/** A payout waits for its order: nobody knows of it what nobody knows of that. */
async function readOrders({ rails, payouts }: OverviewDeps, scope: OpenScope) {
  const { count, longest } = await rails.unknownOrders(scope)
  const paid_out = await payouts.ordersOfPayouts(
    scope,
    longest.map(({ id }) => id),
  )
  return {
    payment_orders: waiting(count, longest[0]?.since),
    payouts: waiting(paid_out.size, longest.find(({ id }) => paid_out.has(id))?.since),
  }
}

function breaksOf(open: Awaited<ReturnType<Reconciliation['sumOpenBreaks']>>): Overview['breaks'] {
  return {
    count: open.reduce((sum, { count }) => sum + Number(count), 0),
    oldest_at: open.map(({ oldest_at }) => instantText(oldest_at)).toSorted()[0] ?? null,
    at_risk: open.map(({ currency, at_risk }) => ({ value: String(at_risk), currency })),
  }
}

const disputesOf = (due: Awaited<ReturnType<Disputes['countDue']>>): Overview['disputes'] => ({
  needs_response: Number(due.count),
  due_in_3_days: Number(due.due_in_3_days),
  due_in_7_days: Number(due.due_in_7_days),
  next_due_at: timeOrNull(due.next_due_at),
})

function healthOf(health: Awaited<ReturnType<Webhooks['health']>>): Overview['webhooks'] {
  const [succeeded, given_up] = [Number(health.succeeded), Number(health.given_up)]
  return {
    endpoints: Number(health.endpoints),
    disabled: Number(health.disabled),
    failing: Number(health.failing),
    pending: Number(health.pending),
    succeeded,
    given_up,
    success_rate_bps: rateOf(succeeded, succeeded + given_up),
  }
}
