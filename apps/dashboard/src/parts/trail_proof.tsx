import { useEffect, useRef, useState } from 'react'
import { call } from '../api/call.ts'
import { type Json, textAt } from '../shape/value.ts'
import { Pill } from './cells.tsx'
import { ProblemNotice, Section } from './notices.tsx'
import { SteadyButton } from './steady_button.tsx'

type Proving =
  | { readonly is: 'unasked' }
  | { readonly is: 'busy'; readonly page: Json | undefined }
  | { readonly is: 'done'; readonly page: Json; readonly events: number; readonly blocks: number }
  | { readonly is: 'failed'; readonly error: unknown }

const many = new Intl.NumberFormat('en')
const countOf = (page: Json | undefined, name: string): number => Number(textAt(page, name))

/** Page by page, telling how far it has come, until the API has a verdict. */
async function prove(signal: AbortSignal, tell: (state: Proving) => void): Promise<void> {
  let cursor: string | undefined
  let [events, blocks] = [0, 0]
  for (;;) {
    const page: Json = await call('GET /v1/audit-events/proof', { query: { cursor }, signal })
    events += countOf(page, 'events')
    blocks += countOf(page, 'blocks')
    if (textAt(page, 'verdict') !== 'unfinished') return tell({ is: 'done', page, events, blocks })
    cursor = textAt(page, 'next_cursor')
    tell({ is: 'busy', page })
  }
}

/** Recomputes the whole trail on the spot. */
export function TrailProof() {
  const [state, setState] = useState<Proving>({ is: 'unasked' })
  const leaving = useRef(new AbortController())
  useEffect(() => {
    leaving.current = new AbortController()
    return () => leaving.current.abort()
  }, [])
  const run = (): void => {
    const { signal } = leaving.current
    setState({ is: 'busy', page: undefined })
    prove(signal, setState).catch((error: unknown) => {
      if (!signal.aborted) setState({ is: 'failed', error })
    })
  }
  return (
    <Section
      title="Verify"
      aside={
        <SteadyButton className="button-main" isOff={state.is === 'busy'} onClick={run}>
          {state.is === 'busy' ? 'Verifying…' : 'Verify the trail'}
        </SteadyButton>
      }
    >
      <div role="status">
        {state.is === 'unasked' && (
          <p className="max-w-prose text-soft">
            Recomputes the hash of every event, the root, link and signature of every block, and holds the
            whole against the checkpoint that is kept outside the database.
          </p>
        )}
        {state.is === 'busy' && <Progress page={state.page} />}
        {state.is === 'done' && <Verdict {...state} />}
      </div>
      {state.is === 'failed' && <ProblemNotice error={state.error} again={run} />}
    </Section>
  )
}

function Progress({ page }: { page: Json | undefined }) {
  const [through, last] = [countOf(page, 'through_seq'), countOf(page, 'last_seq')]
  return (
    <>
      <progress className="w-full" aria-label="Events verified" max={Math.max(1, last)} value={through} />
      <p className="text-soft">
        {page === undefined
          ? 'Reading the first events.'
          : `${many.format(through)} of ${many.format(last)} events, nothing wrong so far.`}
      </p>
    </>
  )
}

function Verdict({ page, events, blocks }: { page: Json; events: number; blocks: number }) {
  const verdict = textAt(page, 'verdict')
  const kept = textAt(page, 'kept_block')
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Pill state={verdict} tones={{ intact: 'good' }} />
        <span className="font-medium">
          {verdict === 'intact'
            ? 'Nothing was changed, taken out, added or moved.'
            : textAt(page, 'fault.detail')}
        </span>
      </p>
      <p className="mt-1 text-soft">
        {many.format(events)} events and {many.format(blocks)} blocks were recomputed.
        {verdict === 'intact' &&
          ` Signed blocks cover events up to ${textAt(page, 'sealed_through')}; later ones are sealed within seconds.`}
        {kept !== '' && ` The checkpoint that is kept beside the server vouches for block ${kept}.`}
      </p>
      {verdict === 'broken' && (
        <p className="mt-2 max-w-prose">
          This is the first place that does not fit ({textAt(page, 'fault.kind').replaceAll('_', ' ')});
          nothing behind it was looked at. Keep a copy of the database before anything else, then follow{' '}
          <a className="link" href="/docs/playbooks/audit-trail-broken" target="_blank" rel="noreferrer">
            the playbook
          </a>
          .
        </p>
      )}
    </>
  )
}
