import { useRef, useState } from 'react'
import { allRows } from '../api/call.ts'
import { useList } from '../api/lists.ts'
import { download } from '../browser.ts'
import { ActionSheet } from '../parts/action_sheet.tsx'
import { EmptyList } from '../parts/empty_list.tsx'
import { Filters } from '../parts/filters.tsx'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import { Heading, Loading, ProblemNotice } from '../parts/notices.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { SavedViews } from '../parts/saved_views.tsx'
import { SteadyButton } from '../parts/steady_button.tsx'
import { useAddress, useNames } from '../parts/use_search.ts'
import { useMay } from '../parts/use_may.ts'
import { useTitle } from '../parts/use_title.ts'
import { actionsOf, createOf, resourceOf } from '../registry/index.ts'
import type { Resource } from '../registry/kinds.ts'
import { newestFirst, routeNames, routeOf } from '../registry/routes.ts'
import { csvOf, labelOf } from '../shape/value.ts'
import { RowActions } from '../parts/row_actions.tsx'
import { MissingPage } from './missing.tsx'

/** A list of any resource. What it shows is in the address, so that it can be sent to a colleague. */
export function ListPage() {
  const { resource: name } = useNames()
  const resource = resourceOf(name)
  return resource === undefined ? <MissingPage /> : <ResourceList key={name} resource={resource} />
}

/** A route says what it does, “List refunds, newest first.”; a page says what it shows. */
function headOf(say: string): string {
  const text = say.replace(/^(List|Show) (the )?/, '')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

const COLUMNS = 'columns'
const CSV_ROWS_MAX = 5_000

function ResourceList({ resource }: { resource: Resource }) {
  useTitle(resource.title)
  const [search, change] = useAddress()
  const { [COLUMNS]: chosen, ...filters } = search
  const all = [...resource.columns, ...(resource.more ?? [])]
  const shown =
    chosen === undefined ? resource.columns : all.filter((path) => chosen.split(',').includes(path))
  const { say, query = [] } = routeOf(resource.list)
  return (
    <>
      <Heading title={resource.title} sub={headOf(say)}>
        <SavedViews resource={resource.name} search={search} />
        <ColumnMenu resource={resource} all={all} shown={shown} change={change} />
        <CsvButton resource={resource} filters={filters} shown={shown} />
        <CreateButton resource={resource} />
      </Heading>
      <Filters fields={query} search={search} change={change} />
      <Rows resource={resource} filters={filters} all={all} shown={shown} />
    </>
  )
}

function ColumnMenu(props: {
  resource: Resource
  all: readonly string[]
  shown: readonly string[]
  change: (change: Readonly<Record<string, string | undefined>>) => void
}) {
  const { resource, all, shown, change } = props
  const toggle = (path: string): void => {
    const next = shown.includes(path) ? shown.filter((one) => one !== path) : [...shown, path]
    const isUsual =
      next.length === resource.columns.length && next.every((one) => resource.columns.includes(one))
    change({ [COLUMNS]: isUsual || next.length === 0 ? undefined : next.join(',') })
  }
  return (
    <Menu
      label={
        <>
          <Icon name="columns" /> Columns
        </>
      }
      items={all.map((path) => ({
        label: labelOf(path),
        run: () => toggle(path),
        isChosen: shown.includes(path),
        isSticky: true,
      }))}
    />
  )
}

function Rows(props: {
  resource: Resource
  filters: Readonly<Record<string, string>>
  all: readonly string[]
  shown: readonly string[]
}) {
  const { resource, filters, all, shown } = props
  const list = useList(resource.list, filters)
  const count = useRef<HTMLParagraphElement>(null)
  const more = async (): Promise<void> => {
    const { hasNextPage } = await list.fetchNextPage()
    // The button goes with the last page.
    if (!hasNextPage) count.current?.focus()
  }
  const rows = list.data?.pages.flatMap((page) => page.data) ?? []
  if (list.isPending) return <Loading />
  if (list.isError) return <ProblemNotice error={list.error} again={() => void list.refetch()} />
  if (rows.length === 0) return <EmptyList resource={resource} isFiltered={Object.keys(filters).length > 0} />
  return (
    <>
      <div className="card overflow-hidden">
        <RowsTable
          name={resource.title}
          rows={rows}
          columns={all}
          shown={shown}
          tones={resource.tones}
          {...rowActions(resource)}
        />
      </div>
      <p ref={count} tabIndex={-1} className="mt-3 flex items-center gap-3 text-soft" role="status">
        {rows.length} shown
        {list.hasNextPage && (
          <SteadyButton isOff={list.isFetchingNextPage} onClick={() => void more()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Show more'}
          </SteadyButton>
        )}
      </p>
    </>
  )
}

/** Where the row is all there is, what can be done to it stands in the row. */
function rowActions(resource: Resource) {
  if (resource.item !== undefined) return {}
  const actions = actionsOf(resource, routeNames).filter(({ route }) => route.includes('{id}'))
  return actions.length === 0
    ? {}
    : { act: (row: Parameters<typeof RowActions>[0]['row']) => <RowActions row={row} actions={actions} /> }
}

function CsvButton(props: {
  resource: Resource
  filters: Readonly<Record<string, string>>
  shown: readonly string[]
}) {
  const { resource, filters, shown } = props
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const run = async (): Promise<void> => {
    setBusy(true)
    try {
      const rows = await allRows(resource.list, { query: newestFirst(resource.list, filters) }, CSV_ROWS_MAX)
      download(`${resource.name}.csv`, 'text/csv', csvOf(rows, shown))
      setError(undefined)
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <>
      <SteadyButton
        isOff={isBusy}
        onClick={() => void run()}
        title={`Up to ${CSV_ROWS_MAX.toLocaleString('en')} rows`}
      >
        <Icon name="save" /> {isBusy ? 'Reading…' : 'CSV'}
      </SteadyButton>
      {error !== undefined && <ProblemNotice error={error} />}
    </>
  )
}

function CreateButton({ resource }: { resource: Resource }) {
  const [isOpen, setOpen] = useState(false)
  const isAllowed = useMay()
  const also = actionsOf(resource, routeNames).find(
    ({ route }) => !route.includes('{') && resource.item === undefined,
  )
  const route = createOf(resource, routeNames) ?? also?.route
  if (route === undefined || !isAllowed(route)) return null
  const action = also ?? {
    route,
    label: `New ${resource.one}`,
    is_danger: routeOf(route).moves_money === true,
    ...resource.create,
  }
  return (
    <>
      <button type="button" className="button button-main" onClick={() => setOpen(true)}>
        <Icon name="plus" /> {action.label}
      </button>
      {isOpen && <ActionSheet action={action} onClose={() => setOpen(false)} />}
    </>
  )
}
