import type { Id } from '../../kernel/id.ts'
import { present } from '../../kernel/assert.ts'
import { type Day, type Instant, parseDay, startOfDay } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { DisputesDeps } from './deps.ts'
import { type Programme, programmes } from './facts/monitoring_programmes.ts'
import { type Counts, countDisputes, countSales } from './store_monitoring.ts'

/** How near a merchant is to a network's programme in a month. */
export type Gauge = {
  readonly programme: Programme['programme']
  readonly merchant: Id<'mer'>
  readonly disputes: number
  readonly sales: number
  /** Hundredths of a per cent; null while nothing was sold. */
  readonly ratio_bps: number | null
  readonly threshold_bps: number
  readonly threshold_count: number
  readonly is_exceeded: boolean
  readonly source: string
}

const monthStart = (year: number, month: number): Instant => {
  const first = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)
  return startOfDay(present(parseDay(first), 'the first of a month'))
}

/** Gauges of a month, `YYYY-MM`, of every merchant that had a dispute in it. Looks only. */
export async function readMonitoring(
  { db }: DisputesDeps,
  { tenant_id }: OpenScope,
  month: string,
): Promise<Gauge[]> {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const [before, from, until] = [-2, -1, 0].map((shift) => monthStart(year, number + shift)) as [
    Instant,
    Instant,
    Instant,
  ]
  const [disputes, same_month, month_before] = await db.withTenant(tenant_id, async (tx) => [
    await countDisputes(tx, tenant_id, { from, until }),
    await countSales(tx, tenant_id, { from, until }),
    await countSales(tx, tenant_id, { from: before, until: from }),
  ])
  const sales = { same_month: same_month ?? [], month_before: month_before ?? [] }
  return programmesIn(`${month}-01` as Day).flatMap((programme) =>
    (disputes ?? [])
      .filter(({ scheme }) => scheme === programme.scheme)
      .map((counts) => gaugeOf(programme, counts, sales[programme.sales_of])),
  )
}

const programmesIn = (day: Day): Programme[] =>
  programmes.filter(
    ({ effective_from, effective_until }) =>
      effective_from <= day && (effective_until === null || day < effective_until),
  )

function gaugeOf(programme: Programme, { merchant, count, fraud }: Counts, sales: readonly Counts[]): Gauge {
  const sold = sales.find((row) => row.merchant === merchant && row.scheme === programme.scheme)?.count ?? 0
  const disputes = count + (programme.counts_fraud_twice ? fraud : 0)
  const ratio_bps = sold === 0 ? null : Math.round((disputes * 10_000) / sold)
  return {
    programme: programme.programme,
    merchant,
    disputes,
    sales: sold,
    ratio_bps,
    threshold_bps: programme.ratio_bps_min,
    threshold_count: programme.count_min,
    is_exceeded: disputes >= programme.count_min && (ratio_bps ?? 0) >= programme.ratio_bps_min,
    source: programme.source,
  }
}
