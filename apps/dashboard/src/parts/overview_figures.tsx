import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import {
  type CurrencyFigures,
  type Drawn,
  type Overview,
  rateDrawn,
  rateSaid,
  shownMs,
  shownRate,
  volumeDrawn,
  volumeSaid,
} from '../shape/overview.ts'
import { shownDay, shownTime } from '../shape/when.ts'
import { Money } from './cells.tsx'
import { Loading, Section } from './notices.tsx'

const Chart = lazy(() => import('./chart.tsx').then(({ Chart: component }) => ({ default: component })))

type Shown = { overview: Overview; chosen: CurrencyFigures | undefined; choose: (currency: string) => void }

/** Volume and success rate over time, each also as a table. */
export function OverviewFigures({ overview, chosen, choose }: Shown) {
  return (
    <div className="grid gap-x-4 lg:grid-cols-2">
      <Volume overview={overview} chosen={chosen} choose={choose} />
      <SuccessRate overview={overview} />
    </div>
  )
}

/** The beginning of an hour in the reader's zone; a day is one of UTC. */
const startOf =
  ({ bucket, until }: Overview) =>
  (at: string): string =>
    bucket === 'day' ? shownDay(at.slice(0, 10)) : shownTime(at, new Date(until))

function Volume({ overview, chosen, choose }: Shown) {
  const drawn = useMemo(
    () => (chosen === undefined ? undefined : volumeDrawn(overview.bucket, chosen)),
    [overview.bucket, chosen],
  )
  if (chosen === undefined || drawn === undefined)
    return (
      <Section title="Volume">
        <p className="text-soft">Nothing happened in this time. A longer one may have more.</p>
      </Section>
    )
  return (
    <Section title="Volume">
      <ul className="mb-3 flex flex-wrap gap-2" aria-label="Currencies">
        {overview.currencies.map((figures) => (
          <li key={figures.currency}>
            <button
              type="button"
              aria-pressed={figures.currency === chosen.currency}
              onClick={() => choose(figures.currency)}
              className="rounded-lg border border-transparent px-2 py-1 text-left hover:bg-sunken aria-pressed:border-line aria-pressed:bg-sunken"
            >
              <Money amount={figures.captured} isLarge />
              <span className="block text-sm text-soft">
                {figures.captures.toLocaleString('en')} captured, {figures.refunds.toLocaleString('en')}{' '}
                refunded
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Drawing name={volumeSaid(chosen, startOf(overview))} drawn={drawn} />
      <Twin name={`Volume in ${chosen.currency}`} heads={['From', 'Captured', 'Refunded']}>
        {chosen.buckets.map(({ at, captured, refunded }) => (
          <tr key={at}>
            <th scope="row">{startOf(overview)(at)}</th>
            <td className="money">
              <Money amount={captured} />
            </td>
            <td className="money">
              <Money amount={refunded} />
            </td>
          </tr>
        ))}
      </Twin>
    </Section>
  )
}

function SuccessRate({ overview }: { overview: Overview }) {
  const { outcomes, answer_time } = overview
  const drawn = useMemo(() => rateDrawn(overview), [overview])
  return (
    <Section title="Success rate">
      <div className="mb-3 flex flex-wrap gap-x-6 gap-y-2 py-1">
        <Figure value={shownRate(outcomes.success_rate_bps)}>
          {outcomes.approved.toLocaleString('en')} approved, {outcomes.declined.toLocaleString('en')}{' '}
          declined, {outcomes.blocked.toLocaleString('en')} blocked
        </Figure>
        <Figure value={shownMs(answer_time.p99_ms)}>
          99 of 100 answers of acquirers came within; half within {shownMs(answer_time.p50_ms)}
        </Figure>
      </div>
      <Drawing name={rateSaid(overview, startOf(overview))} drawn={drawn} />
      <Twin name="Success rate" heads={['From', 'Success rate', 'Approved', 'Declined', 'Blocked']}>
        {outcomes.buckets.map((one) => (
          <tr key={one.at}>
            <th scope="row">{startOf(overview)(one.at)}</th>
            <td className="money">{one.success_rate_bps === null ? '–' : shownRate(one.success_rate_bps)}</td>
            <td className="money">{one.approved.toLocaleString('en')}</td>
            <td className="money">{one.declined.toLocaleString('en')}</td>
            <td className="money">{one.blocked.toLocaleString('en')}</td>
          </tr>
        ))}
      </Twin>
    </Section>
  )
}

const Figure = ({ value, children }: { value: string; children: ReactNode }) => (
  <div className="min-w-40 flex-1">
    <p className="text-2xl font-semibold tabular-nums">{value}</p>
    <p className="text-sm text-soft">{children}</p>
  </div>
)

const Drawing = ({ name, drawn }: { name: string; drawn: Drawn }) => (
  <Suspense fallback={<Loading />}>
    <Chart name={name} drawn={drawn} />
  </Suspense>
)

/** The numbers of a chart, for whoever cannot see it or wants them exactly. */
function Twin({ name, heads, children }: { name: string; heads: readonly string[]; children: ReactNode }) {
  return (
    <details className="mt-2">
      <summary className="inline-flex min-h-6 items-center text-sm text-soft underline underline-offset-2">
        As a table
      </summary>
      <div className="relative mt-2 max-h-80 overflow-auto" role="region" aria-label={name} tabIndex={0}>
        <table className="rows">
          <thead>
            <tr>
              {heads.map((head, index) => (
                <th key={head} scope="col" className={index === 0 ? '' : 'money'}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </details>
  )
}
