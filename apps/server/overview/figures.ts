import type { Instant } from '../../../kernel/world.ts'
import { instantText } from '../../../kernel/world.ts'
import type { Measure, Tally } from '../../../modules/payments/index.ts'
import type { Window } from './window.ts'

type Sum = { readonly count: bigint; readonly amount: bigint }
const nothing: Sum = { count: 0n, amount: 0n }

const sumOf = (tallies: readonly Tally[], measure: Measure): Sum =>
  tallies
    .filter((one) => one.measure === measure)
    .reduce((sum, { count, amount }) => ({ count: sum.count + count, amount: sum.amount + amount }), nothing)

const countOf = (tallies: readonly Tally[], measure: Measure): number => Number(sumOf(tallies, measure).count)

/** `part` of `whole` in hundredths of a per cent, rounded down, so that all of them are all of them only when they are. */
export const rateOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((part * 10_000) / whole)

/** Counts of payments; over all currencies when the tallies are. */
function outcomesOf(tallies: readonly Tally[]) {
  const [approved, declined, blocked] = (['approved', 'declined', 'blocked'] as const).map((measure) =>
    countOf(tallies, measure),
  ) as [number, number, number]
  return {
    payments: countOf(tallies, 'created'),
    approved,
    declined,
    blocked,
    success_rate_bps: rateOf(approved, approved + declined + blocked),
  }
}

const bucketsOf = <B>(
  { starts }: Window,
  tallies: readonly Tally[],
  show: (own: readonly Tally[]) => B,
): ({ at: string } & B)[] => {
  const byStart = Map.groupBy(tallies, ({ at }): Instant => at)
  return starts.map((start) => ({ at: instantText(start), ...show(byStart.get(start) ?? []) }))
}

/** All currencies together: counts, and no money. */
export const allOutcomes = (window: Window, tallies: readonly Tally[]) => ({
  ...outcomesOf(tallies),
  buckets: bucketsOf(window, tallies, outcomesOf),
})

/** Each currency with its own sums, the one with most payments first. */
export function currenciesOf(window: Window, tallies: readonly Tally[]) {
  const byCurrency = Map.groupBy(tallies, ({ key }) => key)
  return [...byCurrency]
    .map(([currency, own]) => currencyOf(window, currency, own))
    .toSorted((one, other) => other.payments - one.payments || (one.currency < other.currency ? -1 : 1))
}

function currencyOf(window: Window, currency: string, tallies: readonly Tally[]) {
  const money = (own: readonly Tally[], measure: Measure) => ({
    value: String(sumOf(own, measure).amount),
    currency,
  })
  const volumeOf = (own: readonly Tally[]) => ({
    captured: money(own, 'captured'),
    refunded: money(own, 'refunded'),
  })
  return {
    currency,
    ...outcomesOf(tallies),
    captures: countOf(tallies, 'captured'),
    refunds: countOf(tallies, 'refunded'),
    ...volumeOf(tallies),
    refunds_returned: money(tallies, 'refund_returned'),
    reversed: money(tallies, 'reversed'),
    buckets: bucketsOf(window, tallies, (own) => ({ ...outcomesOf(own), ...volumeOf(own) })),
  }
}
