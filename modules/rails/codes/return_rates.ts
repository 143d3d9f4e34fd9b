import { assert } from '../../../kernel/assert.ts'
import { type Day, startOfDay } from '../../../kernel/world.ts'
import { returnBucket } from './ach.ts'
import {
  type Ratio,
  type ReturnGaugeLaw,
  type ReturnGaugeName,
  returnGaugeLaw,
} from './facts/return_rates.ts'

/** Of one originator and one period. Debit entries and returned debits only, without the excluded classes. */
export type ReturnCounts = {
  readonly debits: bigint
  readonly returned: Readonly<Record<ReturnGaugeName, bigint>>
}
export type ReturnGauge = {
  readonly name: ReturnGaugeName
  /** Returns over debits, exact. The denominator is 0 where nothing was debited in the period. */
  readonly rate: Ratio
  readonly threshold: Ratio
  readonly state: 'ok' | 'near' | 'over'
  /** New debits of the originator must not go out. */
  readonly blocks: boolean
}
/** A debit that came back, as far as a gauge looks. */
export type ReturnedDebit = { readonly code: string; readonly sec: string; readonly returned_on: Day }

const names: readonly ReturnGaugeName[] = ['unauthorized', 'administrative', 'overall']

export const returnGaugeLawOn = (day: Day): ReturnGaugeLaw => returnGaugeLaw(startOfDay(day)).value

/** Counts returned debits by bucket; every one that is not of an excluded class counts in `overall`. */
export function countReturns(
  returned: Iterable<ReturnedDebit>,
  law: Pick<ReturnGaugeLaw, 'excluded_sec'>,
): ReturnCounts['returned'] {
  const counts = { unauthorized: 0n, administrative: 0n, overall: 0n }
  for (const { code, sec, returned_on } of returned) {
    if (law.excluded_sec.includes(sec)) continue
    const bucket = returnBucket(code, returned_on)
    if (bucket !== null) counts[bucket]++
    counts.overall++
  }
  return counts
}

/**
 * The three gauges of an originator. Rates are compared by cross-multiplication, so no rounding ever decides. Returns
 * without any debit in the period are over: they come from a time of which nothing is left to divide by.
 */
export const returnGauges = (counts: ReturnCounts, law: ReturnGaugeLaw): readonly ReturnGauge[] =>
  names.map((name) => gauge(name, counts.returned[name], counts.debits, law))

function gauge(name: ReturnGaugeName, returned: bigint, debits: bigint, law: ReturnGaugeLaw): ReturnGauge {
  assert(returned >= 0n && debits >= 0n, 'counts are not negative')
  const threshold = law.threshold[name]
  const rate = { numerator: returned, denominator: debits }
  const isOver = compare(rate, threshold) > 0
  const isNear = returned > 0n && compare(rate, times(threshold, law.near)) >= 0
  const blocks = returned > 0n && compare(rate, times(threshold, law.block)) > 0
  return { name, rate, threshold, state: isOver ? 'over' : isNear ? 'near' : 'ok', blocks }
}

const times = (a: Ratio, b: Ratio): Ratio => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
})

/** Below zero when `a` is the smaller; denominators are not negative. */
function compare(a: Ratio, b: Ratio): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
