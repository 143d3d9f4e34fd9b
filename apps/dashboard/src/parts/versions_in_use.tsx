import { useOne } from '../api/one.ts'
import { isJson, type Json, textAt } from '../shape/value.ts'
import { Id, Pill, Time } from './cells.tsx'
import { Loading, ProblemNotice, Section } from './notices.tsx'

const CALLERS_SHOWN = 5
const many = new Intl.NumberFormat('en')
const rowsOf = (answer: Json | undefined, name: string): readonly Json[] => {
  const found = answer?.[name]
  return Array.isArray(found) ? found.filter(isJson) : []
}

/** Who still asks in which version: who has to move before an old one goes. */
export function VersionsInUse({ keys }: { keys: readonly Json[] }) {
  const answer = useOne('GET /v1/request-logs/versions')
  return (
    <Section title="API versions in use, last 14 days">
      <p className="mb-3 max-w-prose text-soft">
        A key is pinned to the version of its day; a call may ask for another by Florin-Version. A version on
        its way out says so in the Deprecation and Sunset headers of each answer.
      </p>
      {answer.isPending && <Loading />}
      {answer.isError && <ProblemNotice error={answer.error} />}
      <ul className="grid gap-3">
        {rowsOf(answer.data, 'data').map((version) => (
          <Version key={textAt(version, 'api_version')} version={version} keys={keys} />
        ))}
      </ul>
    </Section>
  )
}

function Version({ version, keys }: { version: Json; keys: readonly Json[] }) {
  const name = textAt(version, 'api_version')
  const sunset = textAt(version, 'sunset_on')
  const guide = textAt(version, 'guide')
  const pinned = keys.filter((key) => textAt(key, 'version') === name).length
  const callers = rowsOf(version, 'callers').slice(0, CALLERS_SHOWN)
  return (
    <li>
      <p className="flex flex-wrap items-center gap-x-2">
        <span className="code font-medium">{name}</span>
        <Pill
          state={version['is_current'] === true ? 'current' : 'deprecated'}
          tones={{ current: 'good', deprecated: 'attention' }}
        />
        <span>
          {many.format(Number(textAt(version, 'requests')))} requests, {pinned}{' '}
          {pinned === 1 ? 'key' : 'keys'} pinned
        </span>
        {textAt(version, 'last_at') !== '' && (
          <span className="text-soft">
            last <Time at={textAt(version, 'last_at')} />
          </span>
        )}
      </p>
      {sunset !== '' && (
        <p className="text-soft">
          It goes on {sunset}.{' '}
          {guide !== '' && (
            <a className="link" href={new URL(guide).pathname} target="_blank" rel="noreferrer">
              How to move on from {name}
            </a>
          )}
        </p>
      )}
      {callers.length > 0 && (
        <p className="flex flex-wrap items-center gap-x-3 text-sm text-soft">
          Asked by
          {callers.map((caller) => (
            <span key={textAt(caller, 'actor_id')} className="inline-flex items-center gap-1">
              <Id id={textAt(caller, 'actor_id')} /> {many.format(Number(textAt(caller, 'requests')))} ×
            </span>
          ))}
        </p>
      )}
    </li>
  )
}
