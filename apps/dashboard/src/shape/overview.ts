import { minorUnits } from '../../../../sdk/typescript/amounts.ts'
import { type Amount, decimalOf } from './amount.ts'

/** How many there are, and since when the oldest of them waits. */
export type Waiting = { readonly count: number; readonly oldest_at: string | null }
export type Outcomes = {
  readonly payments: number
  readonly approved: number
  readonly declined: number
  readonly blocked: number
  readonly success_rate_bps: number | null
}
export type Bucket = Outcomes & { readonly at: string }
export type CurrencyFigures = Outcomes & {
  readonly currency: string
  readonly captures: number
  readonly captured: Amount
  readonly refunds: number
  readonly refunded: Amount
  readonly buckets: readonly (Bucket & { readonly captured: Amount; readonly refunded: Amount })[]
}

/** `GET /v1/overview`, as the page uses it. */
export type Overview = {
  readonly until: string
  readonly counted_until: string
  readonly bucket: 'hour' | 'day'
  readonly outcomes: Outcomes & { readonly buckets: readonly Bucket[] }
  readonly currencies: readonly CurrencyFigures[]
  readonly answer_time: {
    readonly answers: number
    readonly p50_ms: number | null
    readonly p99_ms: number | null
  }
  readonly unknowns: Readonly<Record<'payments' | 'payment_orders' | 'payouts', Waiting>>
  readonly reviews: Waiting
  readonly approvals: Waiting
  readonly breaks: Waiting & { readonly at_risk: readonly Amount[] }
  readonly disputes: {
    readonly needs_response: number
    readonly due_in_3_days: number
    readonly due_in_7_days: number
    readonly next_due_at: string | null
  }
  readonly webhooks: {
    readonly endpoints: number
    readonly disabled: number
    readonly failing: number
    readonly pending: number
    readonly given_up: number
    readonly success_rate_bps: number | null
  }
}

/** How far back a page looks, by what its address says. */
export const spans = { '24h': 1, '7d': 7, '30d': 30 } as const
export type Span = keyof typeof spans
export const spanOf = (text: string | undefined): Span =>
  text !== undefined && Object.hasOwn(spans, text) ? (text as Span) : '7d'

/** `98.75 %`; what is not all of them is never shown as 100. */
export const shownRate = (bps: number | null): string => (bps === null ? 'none yet' : `${bps / 100} %`)

/** `240 ms`, `1.2 s`. */
export const shownMs = (ms: number | null): string =>
  ms === null ? 'none yet' : ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`

export type Drawn = {
  readonly times: readonly number[]
  /** Between two of them. */
  readonly step_s: number
  readonly lines: readonly {
    readonly label: string
    readonly values: readonly (number | null)[]
    readonly color: string
  }[]
  readonly unit: string
  readonly kind: 'bars' | 'line'
}

const widths_s = { hour: 3_600, day: 86_400 } as const
const timesOf = (buckets: readonly { readonly at: string }[]): number[] =>
  buckets.map(({ at }) => Date.parse(at) / 1_000)

/** What was captured, in the currency's main unit. Drawn, not booked: a float is good enough for the height of a bar. */
export const volumeDrawn = (bucket: Overview['bucket'], { currency, buckets }: CurrencyFigures): Drawn => ({
  times: timesOf(buckets),
  step_s: widths_s[bucket],
  unit: '',
  kind: 'bars',
  lines: [
    {
      label: currency,
      values: buckets.map(({ captured }) => Number(captured.value) / 10 ** minorUnits(currency)),
      color: '--accent',
    },
  ],
})

export const rateDrawn = ({ bucket, outcomes: { buckets } }: Overview): Drawn => ({
  times: timesOf(buckets),
  step_s: widths_s[bucket],
  unit: ' %',
  kind: 'line',
  lines: [
    {
      label: 'success',
      values: buckets.map(({ success_rate_bps }) =>
        success_rate_bps === null ? null : success_rate_bps / 100,
      ),
      color: '--good',
    },
  ],
})

const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** A chart of volume in one sentence, for whoever hears it: the sum, and where the highest bar stands. */
export function volumeSaid(figures: CurrencyFigures, shownStart: (at: string) => string): string {
  const { currency, captured, captures, buckets } = figures
  const top = buckets.reduce((most, one) =>
    BigInt(one.captured.value) > BigInt(most.captured.value) ? one : most,
  )
  const sum = `Volume in ${currency}: ${decimalOf(captured)} in ${countText(captures, 'capture')}`
  return BigInt(top.captured.value) === 0n
    ? sum
    : `${sum}; most of it, ${decimalOf(top.captured)}, from ${shownStart(top.at)}`
}

export function rateSaid({ outcomes }: Overview, shownStart: (at: string) => string): string {
  const rated = outcomes.buckets.flatMap(({ at, success_rate_bps: bps }) =>
    bps === null ? [] : [{ at, bps }],
  )
  const [first, ...rest] = rated
  const sum = `Success rate: ${shownRate(outcomes.success_rate_bps)}`
  if (first === undefined) return sum
  const low = rest.reduce((least, one) => (one.bps < least.bps ? one : least), first)
  return `${sum}; lowest, ${shownRate(low.bps)}, from ${shownStart(low.at)}`
}
