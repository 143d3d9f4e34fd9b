import { type SyntheticEvent, useMemo, useState } from 'react'
import { useIsLive, useSession } from '../api/session.ts'
import type { Action } from '../registry/index.ts'
import type { ApiField } from '../registry/kinds.ts'
import { curlOf, exampleOf, routeOf } from '../registry/routes.ts'
import { readForm, typedAtFirst } from '../shape/form.ts'
import { at, type Json, textAt } from '../shape/value.ts'
import { Copy, Said } from './cells.tsx'
import { FormField } from './form_field.tsx'
import { Code, ProblemNotice } from './notices.tsx'
import { Sheet } from './sheet.tsx'
import { SteadyButton } from './steady_button.tsx'
import { answerOf, errorOf, useSending } from './use_sending.ts'

type Props = {
  action: Action
  /** The object it is done to; absent when something new is made. */
  object?: Json
  onClose: () => void
  /** In place of showing the answer. */
  onDone?: (answer: Json) => void
}

/** Asks for what a route needs, by what the API says of it, and sends it. */
export function ActionSheet({ action, object, onClose, onDone }: Props) {
  const { state, send } = useSending()
  const answer = answerOf(state)
  const run = async (body: Json | undefined): Promise<void> => {
    const done = await send(action.route, body, { id: textAt(object, 'id') })
    if (done !== undefined) onDone?.(done)
  }
  if (answer !== undefined && onDone === undefined)
    return (
      <Sheet key="done" title={`${action.label}: done`} onClose={onClose}>
        <Done answer={answer} />
      </Sheet>
    )
  return (
    <Sheet key="asked" title={action.label} onClose={onClose}>
      <ActionForm
        action={action}
        object={object}
        isBusy={state === 'busy'}
        error={errorOf(state)}
        send={(body) => void run(body)}
      />
    </Sheet>
  )
}

function useForm(action: Action, object: Json | undefined) {
  const { fields: described, example = {} } = routeOf(action.route)
  const fields = useMemo(() => (described ?? []).filter(({ name }) => name !== 'id'), [described])
  const isChange = action.route.startsWith('PATCH ')
  const [typed, setTyped] = useState(() =>
    typedAtFirst(
      fields,
      isChange ? { ...object } : { ...amountOf(object ?? example), ...filledBy(action, object) },
      example,
    ),
  )
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  const change = (name: string, text: string): void => setTyped((before) => ({ ...before, [name]: text }))
  const asked = ['amount', ...(action.asks ?? [])]
  const needed = fields.filter(({ required, name }) => required === true || asked.includes(name) || isChange)
  return {
    needed,
    other: fields.filter((field) => !needed.includes(field)),
    draw: (field: ApiField) => (
      <FormField
        key={field.name}
        field={field}
        typed={typed}
        change={change}
        fault={faults[field.name]}
        blank={isChange ? 'As it is' : 'By default'}
      />
    ),
    /** What is to be sent; undefined while something is missing, which is then said beside its field. */
    read: (): { readonly body: Json | undefined } | undefined => {
      const form = readForm(fields, typed)
      setFaults(form.ok ? {} : form.faults)
      return form.ok ? { body: described === undefined ? undefined : form.body } : undefined
    },
  }
}

function ActionForm(props: {
  action: Action
  object: Json | undefined
  isBusy: boolean
  error: unknown
  send: (body: Json | undefined) => void
}) {
  const { action, object, isBusy, error, send } = props
  const { say, moves_money } = routeOf(action.route)
  const { needed, other, draw, read } = useForm(action, object)
  const isDanger = action.is_danger === true
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    const form = read()
    if (form !== undefined) send(form.body)
  }
  const command = isDanger ? `Yes, ${action.label.toLowerCase()}` : action.label
  return (
    <form onSubmit={submit} noValidate>
      <p className="mb-3 text-soft">
        <Said text={say} />
      </p>
      {needed.map(draw)}
      {other.length > 0 && (
        <details className="mb-3">
          <summary className="link mb-2 inline-block">
            {needed.length === 0 ? 'Choices' : 'More choices'}
          </summary>
          {other.map(draw)}
        </details>
      )}
      {error !== undefined && <ProblemNotice error={error} />}
      <Warning isDanger={isDanger} movesMoney={moves_money === true} />
      <div className="mt-4 flex justify-end">
        <SteadyButton type="submit" isOff={isBusy} className={isDanger ? 'button-danger' : 'button-main'}>
          {isBusy ? 'Sending…' : command}
        </SteadyButton>
      </div>
      <Command route={action.route} />
    </form>
  )
}

function Command({ route }: { route: string }) {
  const isLive = useIsLive()
  return (
    <details className="mt-4">
      <summary className="text-soft">The same by API</summary>
      <div className="mt-2">
        <Code name="command" text={curlOf(route, location.origin, exampleOf(route, isLive))} />
      </div>
    </details>
  )
}

/** What a person should know before they confirm. */
function Warning({ isDanger, movesMoney }: { isDanger: boolean; movesMoney: boolean }) {
  const { data: session } = useSession()
  const isLive = useIsLive()
  if (!isDanger && !isLive) return null
  return (
    <p className="my-3 rounded-lg bg-attentionwash p-3 text-attention">
      {isLive && <>“{session?.tenant?.name}” is live: what you do here is real. </>}
      {isDanger && (movesMoney ? 'This moves money. ' : 'This cannot simply be undone. ')}
      {isDanger && 'Look once more before you confirm.'}
    </p>
  )
}

const filledBy = ({ fills = {} }: Action, object: Json | undefined): Json =>
  Object.fromEntries(Object.entries(fills).map(([field, path]) => [field, at(object, path)]))

/** The currency is the object's own; how much is for the person to say. */
const amountOf = (object: Json | undefined): Json => {
  const currency = at(object, 'amount.currency')
  return typeof currency === 'string' ? { amount: { value: '', currency } } : {}
}

const secretNames = ['secret', 'secret_key', 'publishable_key', 'callback_secret', 'setup_url']

/** What was answered; a secret is shown this once and is kept nowhere. */
function Done({ answer }: { answer: Json }) {
  const secrets = secretNames.filter((name) => textAt(answer, name) !== '')
  const hidden = Object.fromEntries(secrets.map((name) => [name, '…']))
  return (
    <>
      {secrets.map((name) => (
        <div key={name} className="mb-3 rounded-lg border border-attention/40 bg-attentionwash p-3">
          <p className="font-medium text-attention">Copy it now: it is shown this once.</p>
          <p className="mt-1 flex items-center gap-1">
            <span className="code break-all">{textAt(answer, name)}</span>
            <Copy text={textAt(answer, name)} name={`Copy ${name}`} />
          </p>
        </div>
      ))}
      <Code name="answer" text={JSON.stringify({ ...answer, ...hidden }, null, 2)} />
    </>
  )
}
