import { Tabs } from 'radix-ui'
import { useOne } from '../api/one.ts'
import { Copy, Money, Pill, Time } from '../parts/cells.tsx'
import { Facts } from '../parts/facts.tsx'
import { Code, Loading, ProblemNotice } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { PartView } from '../parts/part_view.tsx'
import { RelatedList } from '../parts/related_list.tsx'
import { RowActions } from '../parts/row_actions.tsx'
import { Timeline } from '../parts/timeline.tsx'
import { ByTheWall } from '../parts/use_now.ts'
import { useNames } from '../parts/use_search.ts'
import { useTitle } from '../parts/use_title.ts'
import { actionsOf, resourceOf } from '../registry/index.ts'
import type { Resource } from '../registry/kinds.ts'
import { routeNames } from '../registry/routes.ts'
import { isAmount } from '../shape/amount.ts'
import { at, type Json, textAt } from '../shape/value.ts'
import { MissingPage } from './missing.tsx'

/** One object: how it stands, what happened, what belongs to it, and what can be done. */
export function DetailPage() {
  const { resource: name, id } = useNames()
  const resource = resourceOf(name)
  if (resource?.item === undefined) return <MissingPage />
  return <Detail key={id} resource={resource} route={resource.item} id={id} />
}

function Detail({ resource, route, id }: { resource: Resource; route: string; id: string }) {
  const one = useOne(route, { id })
  useTitle(`${resource.one} ${id}`)
  if (one.isPending) return <Loading />
  if (one.isError) return <ProblemNotice error={one.error} again={() => void one.refetch()} />
  const object = one.data
  return (
    <>
      <Head resource={resource} object={object} id={id} />
      <div className="grid items-start gap-x-4 xl:grid-cols-[minmax(0,1fr)_24rem] xl:has-[>div:first-child:empty]:grid-cols-1">
        <div className="min-w-0 empty:hidden">
          {resource.timeline !== undefined && <Timeline route={resource.timeline} id={id} />}
          {resource.parts?.map((part) => (
            <PartView key={part.title} part={part} object={object} id={id} />
          ))}
          {resource.related?.map((related) => (
            <RelatedList key={`${related.resource} ${related.by}`} {...related} id={id} />
          ))}
          <RelatedList resource="events" by="object_id" id={id} />
          <RelatedList resource="audit-events" by="resource_id" id={id} />
          <RelatedList resource="request-logs" by="object_id" id={id} title="The API requests that made it" />
        </div>
        <Tabs.Root defaultValue="facts" className="card mb-4 min-w-0 overflow-hidden max-xl:row-start-1">
          <Tabs.List className="flex border-b border-line px-2" aria-label="How it is shown">
            {[
              ['facts', 'Details'],
              ['json', 'JSON'],
            ].map(([value = '', label]) => (
              <Tabs.Trigger
                key={value}
                value={value}
                className="min-h-10 border-b-2 border-transparent px-3 font-medium text-soft data-[state=active]:border-accent data-[state=active]:text-ink"
              >
                {label}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <Tabs.Content value="facts" className="p-4">
            <ByTheWall value={resource.is_by_the_wall === true}>
              <Facts object={object} tones={resource.tones} />
            </ByTheWall>
          </Tabs.Content>
          <Tabs.Content value="json" className="p-3">
            <Code name="JSON" text={JSON.stringify(object, null, 2)} />
          </Tabs.Content>
        </Tabs.Root>
      </div>
    </>
  )
}

const amountNames = ['amount', 'amount_at_risk', 'net', 'closing', 'bank_total']

function Head({ resource, object, id }: { resource: Resource; object: Json; id: string }) {
  const amount = amountNames.map((name) => at(object, name)).find(isAmount)
  const state = textAt(object, 'status') || textAt(object, 'state')
  const name = ['name', 'path', 'holder_name', 'type', 'url', 'reference']
    .map((one) => textAt(object, one))
    .find((text) => text !== '')
  return (
    <div className="mb-4">
      <nav aria-label="Where this is" className="mb-1 text-soft">
        <PageLink to={`/${resource.name}`}>{resource.title}</PageLink>
      </nav>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xl font-semibold break-words">
            {amount === undefined ? (name ?? resource.one) : <Money amount={amount} isLarge />}
            {state !== '' && <Pill state={state} tones={resource.tones} />}
          </h1>
          <p className="mt-0.5 flex items-center gap-1 text-soft">
            <span className="code break-all">{id}</span>
            <Copy text={id} name="Copy id" />
          </p>
        </div>
        <RowActions row={object} actions={actionsOf(resource, routeNames)} isMain />
      </div>
      <Because object={object} />
    </div>
  )
}

/** The sentence in which the API says why it stands so, and whether that can still change. */
function Because({ object }: { object: Json }) {
  const finality = textAt(object, 'finality.state')
  const because =
    textAt(object, 'because') ||
    textAt(object, 'decline.merchant_message') ||
    textAt(object, 'failure') ||
    textAt(object, 'reason')
  if (finality === '' && because === '') return null
  const until = textAt(object, 'finality.reversible_until')
  return (
    <p className="mt-2 max-w-prose">
      {because !== '' && <span>{because.replaceAll('_', ' ')} </span>}
      {finality === 'final' && <span className="text-soft">This is final.</span>}
      {finality === 'provisional' && (
        <span className="text-soft">
          This is provisional
          {until === '' ? (
            ''
          ) : (
            <>
              {' '}
              until <Time at={until} />
            </>
          )}
          : {textAt(object, 'finality.because').replaceAll('_', ' ')}.
        </span>
      )}
    </p>
  )
}
