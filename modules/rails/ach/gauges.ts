import type { Id } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import type { Scope, TenantId } from '../../../platform/scope.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { plusDays } from '../calendars/days.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import {
  countReturns,
  type ReturnCounts,
  type ReturnedDebit,
  type ReturnGauge,
  returnGaugeLawOn,
  returnGauges,
} from '../codes/return_rates.ts'
import type { Moved } from '../payment_orders/decide_move.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { ACH_ZONE } from '../rules/ach/zone.ts'
import { achFacts } from './facts.ts'
import { addCounts, type DayCount, type Sums, sumCounts } from './store_counts.ts'

/** What the law looks at: how many debits settled and came back within its period, and how that compares. */
export type ReturnRates = {
  readonly connection: Id<'bcn'>
  readonly from_on: Day
  readonly to_on: Day
  readonly gauges: readonly ReturnGauge[]
}

const countsOf = ({ debits, unauthorized, administrative, overall }: Sums): ReturnCounts => ({
  debits,
  returned: { unauthorized, administrative, overall },
})
const periodOf = (to_on: Day): { readonly from_on: Day; readonly to_on: Day } => ({
  from_on: plusDays(to_on, 1 - returnGaugeLawOn(to_on).period_days),
  to_on,
})

/** The gauges of a connection on a day, over the period of the law (codes/facts/return_rates.ts). */
export async function returnGaugesOf(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  on: Day,
): Promise<ReturnRates> {
  const period = periodOf(on)
  const counts = countsOf(await sumCounts(db, tenant_id, connection, period))
  return { connection, ...period, gauges: returnGauges(counts, returnGaugeLawOn(on)) }
}

/**
 * The gauge for which no new debit may go out over a connection on a day; undefined when none stops them, or the connection
 * does not want to be stopped (`gauges_block`). The first few debits stop nobody: their rate says nothing yet.
 */
export async function blockingGauge(
  db: Db,
  tenant_id: TenantId,
  connection: Pick<BankConnection, 'id' | 'rules'>,
  on: Day,
): Promise<ReturnGauge | undefined> {
  if (!connection.rules.gauges_block) return undefined
  const { gauges } = await returnGaugesOf(db, tenant_id, connection.id, on)
  const { block_debits_min } = returnGaugeLawOn(on)
  return gauges.find(({ blocks, rate }) => blocks && rate.denominator >= block_debits_min)
}

/** Entries of no amount, and payments, are in no gauge of debits. */
const isCounted = ({ rail, kind, amount, sec_code }: PaymentOrder, on: Day): boolean =>
  rail === 'ach' &&
  kind === 'direct_debit' &&
  amount > 0 &&
  !returnGaugeLawOn(on).excluded_sec.includes(sec_code ?? '')

/**
 * Counts debits that settled, by the day of their settlement, in the caller's transaction; one that came back before its day
 * counts today. A repeat counts them once more.
 */
export async function countSettled(scope: Scope, moved: readonly Moved[]): Promise<void> {
  const today = wallDay(toTemporal(scope.world.now()), ACH_ZONE)
  const days = new Map<string, DayCount>()
  for (const { after } of moved) {
    const { connection, settles_on } = after
    const counted_on = settles_on < today ? settles_on : today
    if (!isCounted(after, counted_on)) continue
    const key = `${connection} ${counted_on}`
    const debits = (days.get(key)?.debits ?? 0) + 1
    days.set(key, { connection, counted_on, debits, ...noReturns })
  }
  await addCounts(scope.db, scope.tenant_id, [...days.values()])
}
const noReturns = { unauthorized: 0, administrative: 0, overall: 0 } as const

/**
 * Counts debits of one connection that came back on a day, in the caller's transaction. Answers what is to be told: each gauge
 * that these returns brought near a threshold, or over it. A repeat counts them once more.
 */
export async function noteReturned(
  scope: Scope,
  connection: Id<'bcn'>,
  moved: readonly Moved[],
  on: Day,
): Promise<Fact[]> {
  const { db, tenant_id } = scope
  const returned = moved.flatMap(({ after }): ReturnedDebit[] =>
    isCounted(after, on)
      ? [{ code: after.reason_code ?? '', sec: after.sec_code ?? '', returned_on: on }]
      : [],
  )
  if (returned.length === 0) return []
  const law = returnGaugeLawOn(on)
  const fresh = countReturns(returned, law)
  const { unauthorized, administrative, overall } = fresh
  await addCounts(db, tenant_id, [
    {
      connection,
      counted_on: on,
      debits: 0,
      unauthorized: Number(unauthorized),
      administrative: Number(administrative),
      overall: Number(overall),
    },
  ])
  const period = periodOf(on)
  const sums = await sumCounts(db, tenant_id, connection, period)
  const before = returnGauges(countsOf(without(sums, fresh)), law)
  const after = returnGauges(countsOf(sums), law)
  return after.flatMap((gauge, index): Fact[] => {
    if (gauge.state === 'ok' || gauge.state === before[index]?.state) return []
    const object = returnRateJson({ connection, ...period }, gauge)
    return [achFacts.fact(`rails.return_rate_${gauge.state}`, connection, { object })]
  })
}

const without = (sums: Sums, fresh: ReturnCounts['returned']): Sums => ({
  debits: sums.debits,
  unauthorized: sums.unauthorized - fresh.unauthorized,
  administrative: sums.administrative - fresh.administrative,
  overall: sums.overall - fresh.overall,
})

/** As callers see it. */
export const returnRateJson = (
  { connection, from_on, to_on }: Pick<ReturnRates, 'connection' | 'from_on' | 'to_on'>,
  { name, rate, threshold, state, blocks }: ReturnGauge,
) => ({
  connection,
  name,
  returned: Number(rate.numerator),
  debits: Number(rate.denominator),
  threshold: { numerator: String(threshold.numerator), denominator: String(threshold.denominator) },
  state,
  blocks,
  from_on,
  to_on,
})
