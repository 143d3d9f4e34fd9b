import { useAll } from '../api/lists.ts'
import { useOne } from '../api/one.ts'
import { useIsLive } from '../api/session.ts'
import { ErrorGroups } from '../parts/error_groups.tsx'
import { Code, Heading, ProblemNotice, Section } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { useTitle } from '../parts/use_title.ts'
import { VersionsInUse } from '../parts/versions_in_use.tsx'
import { curlOf, exampleOf, routeNames, routeOf } from '../registry/routes.ts'
import { textAt } from '../shape/value.ts'
import { useState } from 'react'

const SHOWN = 10

/** For whoever writes the programs: keys, events, versions, and every call there is. */
export function DevelopersPage() {
  useTitle('Developer area')
  const keys = useAll('GET /v1/api-keys', {}, SHOWN)
  const requests = useAll('GET /v1/request-logs', {}, SHOWN)
  const events = useAll('GET /v1/events', {}, SHOWN)
  const tenant = useOne('GET /v1/tenant')
  return (
    <>
      <Heading
        title="Developer area"
        sub={
          tenant.data === undefined
            ? undefined
            : `Tenant ${textAt(tenant.data, 'name')}, ${textAt(tenant.data, 'id')}`
        }
      >
        <a className="button" href="/docs/" target="_blank" rel="noreferrer">
          API documents
        </a>
      </Heading>
      <ErrorGroups />
      <Rows
        title="Latest requests"
        to="/request-logs"
        answer={requests}
        columns={['status', 'method', 'path', 'error.code', 'id', 'actor_id', 'duration_ms', 'created_at']}
        teaches="None yet. What your programs ask stands here a second later."
      />
      <Rows
        title="API keys"
        to="/api-keys"
        answer={keys}
        columns={['name', 'status', 'kind', 'hint', 'version', 'last_used_at']}
      />
      <VersionsInUse keys={keys.data ?? []} />
      <Rows
        title="Latest events"
        to="/events"
        answer={events}
        columns={['type', 'id', 'sequence', 'api_version', 'created_at']}
      />
      <Calls />
    </>
  )
}

function Rows(props: {
  title: string
  to: string
  answer: ReturnType<typeof useAll>
  columns: readonly string[]
  teaches?: string
}) {
  const rows = props.answer.data ?? []
  return (
    <Section title={props.title} isFlush={rows.length > 0} aside={<PageLink to={props.to}>See all</PageLink>}>
      {props.answer.isError && <ProblemNotice error={props.answer.error} />}
      {props.answer.isSuccess && rows.length === 0 && (
        <p className="text-soft">{props.teaches ?? 'None yet.'}</p>
      )}
      {rows.length > 0 && <RowsTable name={props.title} rows={rows} columns={props.columns} />}
    </Section>
  )
}

/** Any route with its command, from the API's own description. */
function Calls() {
  const [name, setName] = useState('POST /v1/payments')
  const isLive = useIsLive()
  const { say, scope } = routeOf(name)
  return (
    <Section title="Every call as a command">
      <label className="mb-3 block">
        <span className="mb-1 block font-medium">Route</span>
        <select className="field" value={name} onChange={(event) => setName(event.target.value)}>
          {routeNames.map((route) => (
            <option key={route}>{route}</option>
          ))}
        </select>
      </label>
      <p className="mb-2">
        {say}{' '}
        <span className="text-soft">
          Asks for the scope <span className="code">{scope}</span>.
        </span>
      </p>
      <Code name="command" text={curlOf(name, location.origin, exampleOf(name, isLive))} />
    </Section>
  )
}
