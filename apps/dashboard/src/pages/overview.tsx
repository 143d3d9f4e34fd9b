import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ownOf } from '../../../../sdk/typescript/own.ts'
import { call } from '../api/call.ts'
import { useAll } from '../api/lists.ts'
import { lookAgain } from '../api/one.ts'
import { useIsLive } from '../api/session.ts'
import { AttentionTiles } from '../parts/attention_tiles.tsx'
import { Pill, Time } from '../parts/cells.tsx'
import { GoingLive } from '../parts/going_live.tsx'
import { Heading, Loading, ProblemNotice, Section } from '../parts/notices.tsx'
import { OverviewFigures } from '../parts/overview_figures.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { useAddress } from '../parts/use_search.ts'
import { useTitle } from '../parts/use_title.ts'
import { type Overview, type Span, spanOf, spans } from '../shape/overview.ts'
import { textAt } from '../shape/value.ts'

const COUNTED_MAX = 100
const LATEST = 8

const useOverview = (days: number) =>
  useQuery({
    queryKey: ['live', 'GET /v1/overview', days],
    queryFn: ({ signal }) => call<Overview>('GET /v1/overview', { query: { days: String(days) }, signal }),
    refetchInterval: lookAgain,
    // Another span is another question: the old answer stays until the new one is there, so that nothing jumps.
    placeholderData: keepPreviousData,
  })

/** How things stand: what came in, whether it went well, and what waits for a person. */
export function OverviewPage() {
  useTitle('Overview')
  const [search, change] = useAddress()
  const span = spanOf(search['span'])
  const { data: overview, error, refetch } = useOverview(spans[span])
  const latest = useAll('GET /v1/payments', {}, LATEST)
  if (overview === undefined && error === null) return <Loading />
  if (overview === undefined) return <ProblemNotice error={error} again={() => void refetch()} />
  const { currencies } = overview
  const isNew = currencies.length === 0 && latest.data?.length === 0
  const chosen = currencies.find(({ currency }) => currency === search['currency']) ?? currencies[0]
  return (
    <>
      <Heading title="Overview" sub={<Counted overview={overview} />}>
        <Spans chosen={span} choose={(next) => change({ span: next })} />
      </Heading>
      <AttentionTiles overview={overview} />
      {isNew ? (
        <Welcome />
      ) : (
        <OverviewFigures overview={overview} chosen={chosen} choose={(currency) => change({ currency })} />
      )}
      <div className="grid gap-x-4 xl:grid-cols-[14fr_13fr]">
        <Acquirers />
        {(latest.data?.length ?? 0) > 0 && (
          <Section title="Latest payments" isFlush aside={<PageLink to="/payments">See all</PageLink>}>
            <RowsTable
              name="Latest payments"
              rows={latest.data ?? []}
              columns={['amount', 'status', 'id', 'created_at']}
            />
          </Section>
        )}
      </div>
    </>
  )
}

const Counted = ({ overview: { until, counted_until } }: { overview: Overview }) =>
  counted_until < until ? (
    <>
      Payments up to <Time at={counted_until} />; later ones are still being counted.
    </>
  ) : (
    <>
      As of <Time at={until} />, by the clock of this tenant. Days are those of UTC.
    </>
  )

const spanNames: Readonly<Record<Span, string>> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' }

function Spans({ chosen, choose }: { chosen: Span; choose: (span: Span) => void }) {
  return (
    <div role="group" aria-label="Time" className="flex rounded-lg border border-line bg-panel p-0.5">
      {(Object.keys(spans) as Span[]).map((span) => (
        <button
          key={span}
          type="button"
          aria-pressed={span === chosen}
          onClick={() => choose(span)}
          className="min-h-7 rounded-md px-3 whitespace-nowrap hover:bg-sunken aria-pressed:bg-sunken aria-pressed:font-semibold"
        >
          {spanNames[span]}
        </button>
      ))}
    </div>
  )
}

/** What the state of a breaker means for whoever waits for answers. */
const breakerWords: Readonly<Record<string, string>> = {
  closed: 'answers',
  open: 'rests',
  half_open: 'tried again',
}

/** How fast acquirers answer now, and which of them rest. */
function Acquirers() {
  const health = useAll('GET /v1/routing/health', {}, COUNTED_MAX)
  const rows = (health.data ?? []).map((row) => ({
    ...row,
    state: ownOf(breakerWords, textAt(row, 'state')) ?? row['state'],
    failed: `${textAt(row, 'failures')} of ${textAt(row, 'calls')}`,
  }))
  return (
    <Section
      title="Latency of acquirers"
      isFlush={rows.length > 0}
      aside={<PageLink to="/routing-health">See all</PageLink>}
    >
      {health.isError && <ProblemNotice error={health.error} />}
      {rows.length > 0 ? (
        <RowsTable
          name="Latency of acquirers"
          rows={rows}
          columns={['account', 'operation', 'state', 'mean_ms', 'failed']}
          tones={{ answers: 'good', rests: 'bad', 'tried again': 'attention' }}
        />
      ) : (
        <p className="text-soft">
          No acquirer was called lately. The mean time of its calls stands here then.
        </p>
      )}
    </Section>
  )
}

/** A live tenant has no test cards: it begins with the acquirer that it has a contract with. */
const Welcome = () =>
  useIsLive() ? (
    <Section title="Nothing was paid here yet">
      <p className="max-w-prose">
        This tenant is live: what happens here is real. Add the{' '}
        <PageLink to="/acquirer-accounts">acquirer account</PageLink> that you have a contract for, then a{' '}
        <PageLink to="/webhook-endpoints">webhook endpoint</PageLink>, and send the first payment from your
        program with a live key of <PageLink to="/api-keys">API keys</PageLink>. <GoingLive />
      </p>
    </Section>
  ) : (
    <Section title="Make the first payment">
      <p className="max-w-prose">
        <PageLink to="/payments">Payments</PageLink> shows the command. Every number here fills by itself
        while you try: <Pill state="succeeded" /> with <span className="code">pm_card_visa</span>,{' '}
        <Pill state="declined" /> with <span className="code">pm_card_visa_insufficient_funds</span>.
      </p>
    </Section>
  )
