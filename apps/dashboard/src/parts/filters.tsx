import { useEffect, useId, useRef } from 'react'
import type { ApiField } from '../registry/kinds.ts'
import { isOrder } from '../registry/routes.ts'
import { wordsOf } from '../shape/tone.ts'
import { labelOf } from '../shape/value.ts'
import { instantOf, localMoment, zone } from '../shape/when.ts'

/** A place in a feed, and what takes more than one field. */
const notAsked: ReadonlySet<string> = new Set(['after', 'metadata'])

type Search = Readonly<Record<string, string>>

/** The filters that the list's route takes. What stands in them stands in the address. */
export function Filters(props: {
  fields: readonly ApiField[]
  search: Search
  change: (change: Readonly<Record<string, string | undefined>>) => void
}) {
  const { fields, search, change } = props
  const simple = fields.filter(
    (field) => !['json', 'list'].includes(field.kind) && !notAsked.has(field.name) && !isOrder(field),
  )
  if (simple.length === 0) return null
  const form = useRef<HTMLFormElement>(null)
  const clear = (): void => {
    change(Object.fromEntries(simple.map(({ name }) => [name, undefined])))
    // The button goes with what it clears.
    form.current?.querySelector<HTMLElement>('.field')?.focus()
  }
  const isSet = simple.some(({ name }) => search[name] !== undefined)
  return (
    <form
      ref={form}
      className="mb-3 flex flex-wrap items-end gap-2"
      aria-label="Filters"
      onSubmit={(event) => event.preventDefault()}
    >
      {simple.map((field) => (
        <Filter
          key={field.name}
          field={field}
          text={search[field.name] ?? ''}
          change={(text) => change({ [field.name]: text })}
        />
      ))}
      {isSet && (
        <button type="button" className="button button-bare" onClick={clear}>
          Clear
        </button>
      )}
    </form>
  )
}

const inputs: Readonly<Partial<Record<ApiField['kind'], string>>> = {
  date: 'date',
  'date-time': 'datetime-local',
}

function Filter({ field, text, change }: { field: ApiField; text: string; change: (text: string) => void }) {
  const name = useId()
  const { kind, options = kind === 'boolean' ? ['true', 'false'] : undefined } = field
  const isMoment = kind === 'date-time'
  const shown = isMoment && text !== '' ? localMoment(text) : text
  const input = useRef<HTMLInputElement>(null)
  // What stands in the address, also when it was changed elsewhere; the field stays, with whoever types in it.
  useEffect(() => {
    if (input.current !== null) input.current.value = shown
  }, [shown])
  const read = (typed: string): void => {
    if (typed.trim() !== shown) change(isMoment ? instantOf(typed) : typed.trim())
  }
  return (
    <div className={isMoment ? 'w-52 max-sm:w-full' : 'w-36 max-sm:w-[calc(50%-4px)]'}>
      <label htmlFor={name} className="mb-0.5 block text-xs text-soft">
        {labelOf(field.name)}
        {isMoment && ` (${zone()})`}
      </label>
      {options === undefined ? (
        <input
          // Read when it is left or Enter is pressed.
          ref={input}
          id={name}
          type={inputs[kind] ?? 'search'}
          className="field"
          defaultValue={shown}
          onBlur={(event) => read(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && read(event.currentTarget.value)}
        />
      ) : (
        <select id={name} className="field" value={text} onChange={(event) => change(event.target.value)}>
          <option value="">Any</option>
          {options.map((option) => (
            <option key={option} value={option}>
              {wordsOf(option)}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
