import { useOne } from '../api/one.ts'
import { failureSentence, groupsOf, percentOf } from '../shape/failures.ts'
import { type Json, textAt } from '../shape/value.ts'
import { Id, Said, Time } from './cells.tsx'
import { Loading, ProblemNotice, Section } from './notices.tsx'
import { PageLink } from './page_link.tsx'

const SHOWN = 8
const many = new Intl.NumberFormat('en')

/** What fails most, and where it is explained. */
export function ErrorGroups() {
  const answer = useOne('GET /v1/request-logs/errors')
  const report = answer.data
  const groups = groupsOf(report).slice(0, SHOWN)
  const failures = Number(textAt(report, 'failures'))
  const unkept = Number(textAt(report, 'unkept_failures'))
  return (
    <Section
      title="What fails most, last 24 hours"
      aside={
        <PageLink to="/request-logs" search={{ status_class: '4xx' }}>
          All failures
        </PageLink>
      }
    >
      {answer.isPending && <Loading />}
      {answer.isError && <ProblemNotice error={answer.error} />}
      {answer.isSuccess && groups.length === 0 && <NothingFailed report={report} />}
      {groups.length > 0 && (
        <>
          <p className="mb-3 font-medium">
            {failureSentence(report)}{' '}
            <span className="font-normal text-soft">
              {many.format(failures)} of {many.format(Number(textAt(report, 'requests')))} requests failed.
            </span>
          </p>
          <ol className="grid gap-3">
            {groups.map((group) => (
              <Group
                key={`${textAt(group, 'code')} ${textAt(group, 'operation_id')}`}
                group={group}
                all={failures - unkept}
              />
            ))}
          </ol>
        </>
      )}
      {unkept > 0 && (
        <p className="mt-3 text-soft">
          {many.format(unkept)} more failures came too many at once to be kept: they are counted, and in no
          group.
        </p>
      )}
    </Section>
  )
}

const NothingFailed = ({ report }: { report: Json | undefined }) => (
  <p className="max-w-prose text-soft">
    Nothing failed: {many.format(Number(textAt(report, 'requests')))} requests were answered. When your
    program sends something wrong, the error stands here with the field that was at fault and the page that
    explains it. Bodies and secrets are never kept.
  </p>
)

function Group({ group, all }: { group: Json; all: number }) {
  const [code, operation_id] = [textAt(group, 'code'), textAt(group, 'operation_id')]
  const count = Number(textAt(group, 'count'))
  return (
    <li className="border-l-2 border-attention pl-3">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-semibold tabular-nums">
          {many.format(count)} × <span className="font-normal text-soft">({percentOf(count, all)} %)</span>
        </span>
        <span className="code font-medium">{code}</span>
        <span className="code text-soft">
          {textAt(group, 'method')} {textAt(group, 'route')}
        </span>
      </p>
      <p>
        <Said text={textAt(group, 'title')} />
      </p>
      <p className="flex flex-wrap items-center gap-x-3 text-sm text-soft">
        <a
          className="link inline-flex min-h-6 items-center"
          href={new URL(textAt(group, 'type')).pathname}
          target="_blank"
          rel="noreferrer"
        >
          Why, and what to do
          <span className="sr-only"> about {code}</span>
        </a>
        <PageLink
          to="/request-logs"
          search={{ error_code: code, operation_id }}
          className="link inline-flex min-h-6 items-center"
        >
          The requests
          <span className="sr-only"> with {code}</span>
        </PageLink>
        <span>
          last <Time at={textAt(group, 'last_at')} />
        </span>
        <Id id={textAt(group, 'last_request_id')} />
      </p>
    </li>
  )
}
