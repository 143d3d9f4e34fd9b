import { useId } from 'react'
import { ownOf } from '../../../../sdk/typescript/own.ts'
import type { ApiField } from '../registry/kinds.ts'
import { wordsOf } from '../shape/tone.ts'
import { labelOf } from '../shape/value.ts'
import { Said } from './cells.tsx'

/** What a person has typed into each field, as text; `readForm` makes the body of it. */
export type Typed = Readonly<Record<string, string>>

/** One field of a body or of a filter, by what the API says of it. */
export function FormField(props: {
  field: ApiField
  typed: Typed
  change: (name: string, text: string) => void
  fault?: string | undefined
  /** What it means when nothing is chosen. */
  blank: string
}) {
  const { field, typed, change, fault, blank } = props
  const name = useId()
  const { say, required = false } = field
  const described = [say === undefined ? '' : `${name}-say`, fault === undefined ? '' : `${name}-fault`]
    .join(' ')
    .trim()
  return (
    <div className="mb-3">
      <label htmlFor={name} className="mb-1 block font-medium">
        {labelOf(field.name)}
        {!required && <span className="font-normal text-soft"> (optional)</span>}
      </label>
      <Control
        field={field}
        typed={typed}
        change={change}
        name={name}
        described={described}
        isFaulty={fault !== undefined}
        blank={blank}
      />
      {say !== undefined && (
        <p id={`${name}-say`} className="mt-1 text-xs text-soft">
          <Said text={say} />
        </p>
      )}
      {fault !== undefined && (
        <p id={`${name}-fault`} className="mt-1 text-sm text-bad">
          {fault}
        </p>
      )}
    </div>
  )
}

type ControlProps = {
  field: ApiField
  typed: Typed
  change: (name: string, text: string) => void
  name: string
  described: string
  isFaulty: boolean
  blank: string
}

function Control({ field, typed, change, name, described, isFaulty, blank }: ControlProps) {
  const common = {
    id: name,
    className: 'field',
    value: typed[field.name] ?? '',
    required: field.required === true,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': isFaulty,
    onChange: (event: { target: { value: string } }) => change(field.name, event.target.value),
  }
  const { kind, options = kind === 'boolean' ? ['true', 'false'] : undefined } = field
  if (options !== undefined)
    return (
      <select {...common}>
        <option value="">{field.required === true ? 'Choose…' : blank}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {wordsOf(option)}
          </option>
        ))}
      </select>
    )
  if (kind === 'amount')
    return (
      <div className="flex gap-2">
        <input {...common} inputMode="decimal" placeholder="10.50" className="field money" />
        <input
          aria-label="Currency"
          className="field code w-20! uppercase"
          maxLength={3}
          value={typed[`${field.name}.currency`] ?? ''}
          onChange={(event) => change(`${field.name}.currency`, event.target.value.toUpperCase())}
        />
      </div>
    )
  if (kind === 'json') return <textarea {...common} rows={6} spellCheck={false} className="field code" />
  if (kind === 'date') return <input {...common} type="date" />
  const placeholders = { 'date-time': '2026-11-30T12:00:00Z', list: 'one, two', integer: '1' }
  const placeholder = ownOf(placeholders, kind)
  const isPassword = field.name.endsWith('password')
  const complete = field.name.startsWith('current') ? 'current-password' : 'new-password'
  return (
    <input
      {...common}
      type={isPassword ? 'password' : 'text'}
      autoComplete={isPassword ? complete : 'off'}
      placeholder={placeholder}
    />
  )
}
