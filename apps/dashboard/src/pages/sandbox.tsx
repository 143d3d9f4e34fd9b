import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useOne } from '../api/one.ts'
import { chooseTenant, useSession } from '../api/session.ts'
import { ActionSheet } from '../parts/action_sheet.tsx'
import { Id, Pill, Time } from '../parts/cells.tsx'
import { Heading, Loading, ProblemNotice, Section } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { SteadyButton } from '../parts/steady_button.tsx'
import { answerOf, errorOf, useSending } from '../parts/use_sending.ts'
import { useMay } from '../parts/use_may.ts'
import { useTitle } from '../parts/use_title.ts'
import type { Action } from '../registry/index.ts'
import type { Unsafe } from '../registry/kinds.ts'
import { isJson, type Json, textAt } from '../shape/value.ts'

/** Time, faults and events of a sandbox, to see what a program does before it has to. */
export function SandboxPage() {
  useTitle('Sandbox controls')
  const { data: session } = useSession()
  const mayPlay = useMay()('POST /v1/sandbox/reset')
  if (session === undefined) return null
  if (session.tenant?.mode !== 'sandbox') return <OnlyInASandbox />
  return (
    <>
      <Heading
        title="Sandbox controls"
        sub="Move time, have the world fail, and have things happen that would take weeks."
      />
      <Clock mayMove={mayPlay} />
      {mayPlay && (
        <>
          <Faults />
          <Triggers />
          <Reset />
        </>
      )}
    </>
  )
}

const OnlyInASandbox = () => (
  <>
    <Heading title="Sandbox controls" />
    <Section title="Only in a sandbox">
      <p>
        This tenant is live: its time is everyone’s, and nothing in it can be made to fail. Choose a sandbox
        at the top left, or make one under <PageLink to="/sandboxes">Sandboxes</PageLink>.
      </p>
    </Section>
  </>
)

const HOUR_MS = 3_600_000
const steps = [
  ['1 hour', HOUR_MS],
  ['1 day', 24 * HOUR_MS],
  ['3 days', 72 * HOUR_MS],
  ['30 days', 720 * HOUR_MS],
] as const

function Clock({ mayMove }: { mayMove: boolean }) {
  const clock = useOne('GET /v1/sandbox/clock')
  const { state, send } = useSending()
  const isFrozen = clock.data?.['is_frozen'] === true
  const error = errorOf(state)
  const pill = (
    <Pill state={isFrozen ? 'stands still' : 'runs'} tones={{ 'stands still': 'attention', runs: 'good' }} />
  )
  return (
    <Section title="Clock" aside={clock.data === undefined ? undefined : pill}>
      {clock.isPending && <Loading />}
      {clock.isError && <ProblemNotice error={clock.error} />}
      {clock.data !== undefined && <Now clock={clock.data} />}
      {mayMove ? (
        <ClockButtons
          isBusy={state === 'busy' || textAt(clock.data, 'status') === 'advancing'}
          isFrozen={isFrozen}
          send={(route, body) => void send(route, body)}
        />
      ) : (
        <p className="text-soft">Your role sees this sandbox, and moves nothing in it.</p>
      )}
      {state === 'busy' && (
        <p role="status" className="mt-2 text-soft">
          Everything that falls due on the way happens, in its order…
        </p>
      )}
      {error !== undefined && <ProblemNotice error={error} />}
    </Section>
  )
}

const Now = ({ clock }: { clock: Json }) => (
  <p className="mb-3 text-2xl font-semibold">
    <Time at={textAt(clock, 'now')} />
    {textAt(clock, 'status') === 'advancing' && (
      <span className="text-base font-normal text-soft">
        {' '}
        on its way to <Time at={textAt(clock, 'target')} />
      </span>
    )}
  </p>
)

function ClockButtons(props: {
  isBusy: boolean
  isFrozen: boolean
  send: (route: Unsafe, body?: unknown) => void
}) {
  const { isBusy, isFrozen, send } = props
  return (
    <div className="flex flex-wrap gap-2" role="group" aria-label="Move the clock">
      {steps.map(([label, by_ms]) => (
        <SteadyButton
          key={label}
          isOff={isBusy}
          onClick={() => send('POST /v1/sandbox/clock/advance', { by_ms })}
        >
          + {label}
        </SteadyButton>
      ))}
      <SteadyButton
        isOff={isBusy}
        onClick={() => send(isFrozen ? 'POST /v1/sandbox/clock/resume' : 'POST /v1/sandbox/clock/freeze')}
      >
        {isFrozen ? 'Let it run' : 'Freeze'}
      </SteadyButton>
    </div>
  )
}

function Faults() {
  const faults = useOne('GET /v1/sandbox/faults')
  const [isOpen, setOpen] = useState(false)
  const { state, send } = useSending()
  const found = faults.data?.['data']
  const rows = Array.isArray(found) ? found.filter(isJson) : []
  const action: Action = { route: 'PUT /v1/sandbox/faults', label: 'Set faults' }
  return (
    <Section
      title="Faults"
      isFlush={rows.length > 0}
      aside={
        <span className="flex gap-2">
          <button type="button" className="button" onClick={() => setOpen(true)}>
            Set faults
          </button>
          <SteadyButton isOff={rows.length === 0} onClick={() => void send('DELETE /v1/sandbox/faults')}>
            Clear all
          </SteadyButton>
        </span>
      }
    >
      {faults.isError && <ProblemNotice error={faults.error} />}
      {rows.length === 0 && (
        <p className="text-soft">
          The simulated world behaves. Have it time out, answer twice or lose a file, and see whether your
          program is still right.
        </p>
      )}
      {rows.length > 0 && (
        <RowsTable
          name="Faults"
          rows={rows}
          columns={['kind', 'acquirer', 'operation', 'percent', 'count', 'left', 'uses']}
        />
      )}
      {errorOf(state) !== undefined && <ProblemNotice error={errorOf(state)} />}
      {isOpen && <ActionSheet action={action} onClose={() => setOpen(false)} />}
    </Section>
  )
}

const KINDS_SHOWN = 10

/** The kinds of events that can be had at once; the list narrows as one types. */
function Triggers() {
  const triggers = useOne('GET /v1/sandbox/simulate/events')
  const { state, send } = useSending()
  const [word, setWord] = useState('')
  const found = triggers.data?.['data']
  const rows = (Array.isArray(found) ? found.filter(isJson) : []).filter(
    (one) => one['is_triggerable'] === true && one['needs_object'] !== true,
  )
  const named = rows.filter((one) =>
    `${textAt(one, 'type')} ${textAt(one, 'text')}`.toLowerCase().includes(word.toLowerCase()),
  )
  const error = errorOf(state)
  const act = (row: Json) => (
    <SteadyButton
      isOff={state === 'busy'}
      onClick={() => void send('POST /v1/sandbox/simulate/events', { type: row['type'] })}
    >
      Trigger<span className="sr-only"> {textAt(row, 'type')}</span>
    </SteadyButton>
  )
  return (
    <Section
      title="Have something happen"
      isFlush
      aside={<PageLink to="/event-triggers">All kinds</PageLink>}
    >
      {triggers.isError && <ProblemNotice error={triggers.error} />}
      {error !== undefined && <ProblemNotice error={error} />}
      <Happened answer={answerOf(state)} />
      <label className="block border-b border-line p-3">
        <span className="sr-only">Find a kind of event</span>
        <input
          type="search"
          className="field"
          placeholder={`Find one of ${rows.length} kinds: dispute, refund, bank file…`}
          value={word}
          onChange={(event) => setWord(event.target.value)}
        />
      </label>
      <RowsTable
        name="Kinds of events"
        rows={named.slice(0, KINDS_SHOWN)}
        columns={['type', 'text', 'how']}
        act={act}
      />
    </Section>
  )
}

function Happened({ answer }: { answer: Json | undefined }) {
  if (answer === undefined) return null
  const object = textAt(answer, 'object')
  return (
    <p
      role="status"
      className="flex flex-wrap items-center gap-2 border-b border-line bg-goodwash px-4 py-2 text-good"
    >
      It happened: {textAt(answer, 'type')} {object !== '' && <Id id={object} />}
    </p>
  )
}

function Reset() {
  const [isOpen, setOpen] = useState(false)
  const navigate = useNavigate()
  // The fresh one stands in the place of this one, under an id of its own.
  const begin = async (tenant: string): Promise<void> => {
    await navigate({ to: '/' })
    await chooseTenant(tenant)
  }
  return (
    <Section title="Begin anew">
      <p className="mb-3 max-w-prose text-soft">
        Replaces this sandbox by an empty one. Its keys stay good; everything in it is gone from view.
      </p>
      <button type="button" className="button button-danger" onClick={() => setOpen(true)}>
        Reset this sandbox
      </button>
      {isOpen && (
        <ActionSheet
          action={{ route: 'POST /v1/sandbox/reset', label: 'Reset this sandbox', is_danger: true }}
          onClose={() => setOpen(false)}
          onDone={(fresh) => void begin(textAt(fresh, 'id'))}
        />
      )}
    </Section>
  )
}
