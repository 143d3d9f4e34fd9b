import { useAll } from '../api/lists.ts'
import { Id, Pill, Time } from '../parts/cells.tsx'
import { Heading, Loading, ProblemNotice, Section } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { RowActions } from '../parts/row_actions.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { useTitle } from '../parts/use_title.ts'
import { actionsOf, resourceOf } from '../registry/index.ts'
import type { Resource } from '../registry/kinds.ts'
import { routeNames } from '../registry/routes.ts'
import { type Json, textAt } from '../shape/value.ts'

const ENDPOINTS_MAX = 100
const DELIVERIES_MAX = 200
const SHOWN = 15
const handy = ['/test', '/recover', '/enable']

/** Who is told, whether they hear it, and how to tell them again. */
export function WebhooksPage() {
  useTitle('Webhooks')
  const endpoints = useAll('GET /v1/webhook-endpoints', {}, ENDPOINTS_MAX)
  const deliveries = useAll('GET /v1/webhook-deliveries', {}, DELIVERIES_MAX)
  const rows = deliveries.data ?? []
  return (
    <>
      <Heading
        title="Webhooks"
        sub="Nothing is lost while an endpoint is down: deliveries wait, and go out again in order."
      />
      {endpoints.isPending && <Loading />}
      {endpoints.isError && <ProblemNotice error={endpoints.error} />}
      {endpoints.data?.length === 0 && <NoEndpoint />}
      {endpoints.data?.map((endpoint) => (
        <Endpoint key={textAt(endpoint, 'id')} endpoint={endpoint} deliveries={rows} />
      ))}
      {deliveries.isError && <ProblemNotice error={deliveries.error} />}
      {deliveries.isSuccess && <Deliveries rows={rows} />}
    </>
  )
}

const NoEndpoint = () => (
  <Section title="No endpoint yet">
    <p className="text-soft">{resourceOf('webhook-endpoints')?.teaches}</p>
    <p className="mt-2">
      <PageLink to="/webhook-endpoints">Webhook endpoints</PageLink> shows the command that makes one.
    </p>
  </Section>
)

const columns = ['event_type', 'state', 'last_status', 'attempts', 'id', 'due_at', 'created_at']

function Deliveries({ rows }: { rows: readonly Json[] }) {
  const failed = rows.filter((one) => ['dead', 'held', 'waiting'].includes(textAt(one, 'state')))
  const actions = actionsOf(resourceOf('webhook-deliveries') as Resource, routeNames)
  return (
    <>
      <Section
        title="Failed, held or waiting"
        isFlush={failed.length > 0}
        aside={<PageLink to="/webhook-deliveries">All deliveries</PageLink>}
      >
        {failed.length === 0 && <p className="text-soft">None of the latest {rows.length} deliveries.</p>}
        {failed.length > 0 && (
          <RowsTable
            name="Failed, held or waiting"
            rows={failed.slice(0, SHOWN)}
            columns={columns}
            act={(row) => <RowActions row={row} actions={actions} />}
          />
        )}
      </Section>
      {rows.length > 0 && (
        <Section title="Latest deliveries" isFlush>
          <RowsTable
            name="Latest deliveries"
            rows={rows.slice(0, SHOWN)}
            columns={columns}
            act={(row) => <RowActions row={row} actions={actions} />}
          />
        </Section>
      )}
    </>
  )
}

const heard = (events: unknown): string =>
  !Array.isArray(events) || events.includes('*') ? 'every event' : events.join(', ')

function Endpoint({ endpoint, deliveries }: { endpoint: Json; deliveries: readonly Json[] }) {
  const id = textAt(endpoint, 'id')
  const own = deliveries.filter((one) => textAt(one, 'endpoint_id') === id)
  const done = own.filter((one) => ['succeeded', 'dead'].includes(textAt(one, 'state')))
  const good = done.filter((one) => textAt(one, 'state') === 'succeeded').length
  const events = endpoint['events']
  const actions = actionsOf(resourceOf('webhook-endpoints') as Resource, routeNames).filter(({ route }) =>
    handy.some((end) => route.endsWith(end)),
  )
  return (
    <Section
      title={textAt(endpoint, 'url')}
      aside={
        <span className="flex items-center gap-2">
          <Pill state={textAt(endpoint, 'state')} />
          <Id id={id} isCode />
        </span>
      }
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          {done.length === 0
            ? 'No delivery has ended yet.'
            : done.length === 1
              ? `The latest delivery ${good === 1 ? 'arrived' : 'did not arrive'}.`
              : `${good} of the latest ${done.length} deliveries arrived.`}{' '}
          <span className="text-soft">
            Hears {heard(events)}.
            {textAt(endpoint, 'failing_since') !== '' && (
              <>
                {' '}
                Failing since <Time at={textAt(endpoint, 'failing_since')} isLong />.
              </>
            )}
          </span>
        </p>
        <RowActions row={endpoint} actions={actions} />
      </div>
    </Section>
  )
}
