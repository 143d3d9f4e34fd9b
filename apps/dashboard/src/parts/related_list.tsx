import { useOne } from '../api/one.ts'
import { resourceOf } from '../registry/index.ts'
import { newestFirst, routeOf } from '../registry/routes.ts'
import { isJson } from '../shape/value.ts'
import { PageLink } from './page_link.tsx'
import { ProblemNotice, Section } from './notices.tsx'
import { RowsTable } from './rows_table.tsx'
import { useMay } from './use_may.ts'

const SHOWN = 5
const COLUMNS = 6

/** The newest of another list that belong to one object; nothing at all when there are none, or the reader may not see them. */
export function RelatedList(props: { resource: string; by: string; id: string; title?: string }) {
  const { resource: name, by, id, title } = props
  const resource = resourceOf(name)
  const list = resource?.list ?? 'GET /v1/events'
  const limit = routeOf(list).is_paged === true ? { limit: String(SHOWN) } : {}
  const isAllowed = useMay()
  const answer = useOne(list, {}, newestFirst(list, { [by]: id, ...limit }), isAllowed(list))
  const found = answer.data?.['data']
  const rows = Array.isArray(found) ? found.filter(isJson) : []
  if (resource === undefined || (rows.length === 0 && !answer.isError)) return null
  return (
    <Section
      title={title ?? resource.title}
      isFlush={!answer.isError}
      aside={
        <PageLink to={`/${name}`} search={{ [by]: id }}>
          See all
        </PageLink>
      }
    >
      {answer.isError && <ProblemNotice error={answer.error} />}
      {rows.length > 0 && (
        <RowsTable
          name={title ?? resource.title}
          rows={rows.slice(0, SHOWN)}
          columns={resource.columns.filter((path) => path !== by).slice(0, COLUMNS)}
          tones={resource.tones}
        />
      )}
    </Section>
  )
}
