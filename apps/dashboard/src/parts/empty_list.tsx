import { useIsLive } from '../api/session.ts'
import { createOf, resourceOf } from '../registry/index.ts'
import { connections, type Resource } from '../registry/kinds.ts'
import { curlOf, exampleOf, routeNames } from '../registry/routes.ts'
import { GoingLive } from './going_live.tsx'
import { Code } from './notices.tsx'
import { PageLink } from './page_link.tsx'

/** Says what would stand here, and what brings the first one: in a sandbox a command, where money is real what it needs. */
export function EmptyList({ resource, isFiltered }: { resource: Resource; isFiltered: boolean }) {
  const isLive = useIsLive()
  const { title, teaches, in_sandbox = '' } = resource
  return (
    <div className="card p-6">
      <h2 className="font-semibold">
        {isFiltered ? 'Nothing matches these filters' : `No ${title.toLowerCase().replace(/^your /, '')} yet`}
      </h2>
      <p className="mt-1 max-w-prose text-soft">{isLive ? teaches : `${teaches} ${in_sandbox}`.trim()}</p>
      {!isFiltered && (isLive ? <FirstOfLive resource={resource} /> : <FirstOfSandbox resource={resource} />)}
    </div>
  )
}

function FirstOfSandbox({ resource }: { resource: Resource }) {
  const create = createOf(resource, routeNames)
  if (create === undefined) return null
  return (
    <div className="mt-4">
      <p className="mb-2">
        Paste this, with a key of yours in <span className="code">KEY</span>:
      </p>
      <Code name="command" text={curlOf(create, location.origin, exampleOf(create, false))} />
    </div>
  )
}

/** No command: the people and cards of an example are made up, and here everything is real. */
function FirstOfLive({ resource: { name, needs } }: { resource: Resource }) {
  const needed = needs === undefined ? undefined : resourceOf(needs)
  if (needed === undefined && !connections.some((one) => one === name)) return null
  return (
    <p className="mt-4 max-w-prose">
      This tenant is live: what happens here is real.{' '}
      {needed !== undefined && (
        <>
          What has to be connected first: <PageLink to={`/${needed.name}`}>{needed.title}</PageLink>.{' '}
        </>
      )}
      <GoingLive />
    </p>
  )
}
