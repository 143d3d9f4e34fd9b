import type { ReactNode } from 'react'
import { Problem, whatToDo } from '../api/problem.ts'
import { Copy, Said } from './cells.tsx'

/** What a fresh sign-in mends. */
const signInCodes: ReadonlySet<string> = new Set(['unauthenticated', 'session_ended', 'proof_too_old'])

/** What went wrong, what to do about it, and the id by which an operator finds it in the logs. */
export function ProblemNotice({ error, again }: { error: unknown; again?: () => void }) {
  const problem =
    error instanceof Problem ? error : new Problem(0, { title: 'This page failed', detail: String(error) })
  const { title, detail, faults, request_id, type, code } = problem
  return (
    <div role="alert" className="rounded-lg border border-bad/40 bg-badwash p-4">
      <p className="font-semibold text-bad">
        <Said text={title} />
      </p>
      {detail !== '' && detail !== title && (
        <p className="mt-1 break-words">
          <Said text={detail} />
        </p>
      )}
      <Faults faults={faults} />
      <p className="mt-2">{whatToDo(problem)}</p>
      <div className="mt-3 flex flex-wrap items-center gap-3 text-sm">
        {again !== undefined && (
          <button type="button" className="button" onClick={again}>
            Try again
          </button>
        )}
        {signInCodes.has(code) && (
          <a
            className="button"
            href={`/dashboard/sign-in?next=${encodeURIComponent(`${location.pathname}${location.search}`)}`}
          >
            Sign in again
          </a>
        )}
        {type !== undefined && (
          <a className="link" href={new URL(type).pathname} target="_blank" rel="noreferrer">
            About <span className="code">{code}</span>
          </a>
        )}
        {request_id !== undefined && (
          <span className="inline-flex items-center text-soft">
            Request <span className="code mx-1 break-all">{request_id}</span>
            <Copy text={request_id} name="Copy request id" />
          </span>
        )}
      </div>
    </div>
  )
}

function Faults({ faults }: Pick<Problem, 'faults'>) {
  if (faults.length === 0) return null
  return (
    <ul className="mt-2 list-disc pl-5">
      {faults.map((fault) => (
        <li key={`${fault.param} ${fault.detail}`}>
          <span className="code">{fault.param}</span>: <Said text={fault.detail} />
        </li>
      ))}
    </ul>
  )
}

export const Loading = ({ what = 'Loading' }: { what?: string }) => (
  <div role="status" className="p-6 text-soft">
    {what}…
  </div>
)

export function Code({ text, name }: { text: string; name: string }) {
  return (
    <div className="flex items-start rounded-lg bg-sunken">
      <pre
        tabIndex={0}
        role="region"
        aria-label={name}
        className="code min-w-0 flex-1 overflow-x-auto p-3 whitespace-pre"
      >
        {text}
      </pre>
      <span className="p-2">
        <Copy text={text} name={`Copy ${name}`} />
      </span>
    </div>
  )
}

export function Heading(props: { title: ReactNode; sub?: ReactNode; children?: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold">{props.title}</h1>
        {props.sub !== undefined && <p className="mt-0.5 max-w-prose text-pretty text-soft">{props.sub}</p>}
      </div>
      {props.children !== undefined && <div className="flex flex-wrap gap-2">{props.children}</div>}
    </div>
  )
}

export function Section(props: { title: string; aside?: ReactNode; children: ReactNode; isFlush?: boolean }) {
  return (
    <section className="card mb-4 overflow-hidden">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2.5">
        <h2 className="font-semibold">{props.title}</h2>
        {props.aside}
      </div>
      <div className={props.isFlush === true ? '' : 'p-4'}>{props.children}</div>
    </section>
  )
}
