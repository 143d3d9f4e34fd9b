import { ownOf } from '../../../../sdk/typescript/own.ts'
import type { ApiField } from '../registry/kinds.ts'
import { decimalOf, isAmount, typedAmount } from './amount.ts'
import { type Json, textOf } from './value.ts'

type Typed = Readonly<Record<string, string>>
export type ReadForm =
  | { readonly ok: true; readonly body: Json }
  | { readonly ok: false; readonly faults: Readonly<Record<string, string>> }

/** The body that the typed texts mean. Empty fields are left out: the API then does what it does without them. */
export function readForm(fields: readonly ApiField[], typed: Typed): ReadForm {
  const body: Record<string, unknown> = {}
  const faults: Record<string, string> = {}
  for (const field of fields) {
    const text = (typed[field.name] ?? '').trim()
    if (text === '') {
      if (field.required === true) faults[field.name] = 'This is needed.'
      continue
    }
    const value = readField(field, text, typed[`${field.name}.currency`] ?? '')
    if (value === undefined) faults[field.name] = ownOf(wrong, field.kind) ?? 'This cannot be read.'
    else body[field.name] = value
  }
  return Object.keys(faults).length === 0 ? { ok: true, body } : { ok: false, faults }
}

const wrong: Readonly<Record<string, string>> = {
  amount: 'Write an amount such as 10.50, and its currency such as USD.',
  integer: 'Write a whole number.',
  json: 'This is not JSON.',
  'date-time': 'Write a moment such as 2026-11-30T12:00:00Z, or a day.',
}

function readField({ kind }: ApiField, text: string, currency: string): unknown {
  switch (kind) {
    case 'amount': {
      const value = /^[A-Z]{3}$/.test(currency) ? typedAmount(text, currency) : undefined
      return value === undefined ? undefined : { value, currency }
    }
    case 'boolean':
      return text === 'true'
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined
    case 'list':
      return text.split(/[\s,]+/).filter((one) => one !== '')
    case 'json':
      return parsed(text)
    case 'date-time':
      return Number.isNaN(Date.parse(text)) ? undefined : text
    default:
      return text
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** What stands in the fields at first: what the object itself fills, and the example's shape for what is JSON. */
export function typedAtFirst(fields: readonly ApiField[], given: Json, example: Json): Typed {
  const typed: Record<string, string> = {}
  for (const { name, kind, required } of fields) {
    const value = given[name] ?? (kind === 'json' && required === true ? example[name] : undefined)
    if (kind === 'amount') typed[`${name}.currency`] = currencyOf(value) ?? currencyOf(given['amount']) ?? ''
    if (value === undefined || value === null) continue
    if (isAmount(value)) typed[name] = value.value === '' ? '' : decimalOf(value)
    else typed[name] = typeof value === 'object' ? JSON.stringify(value, null, 2) : textOf(value)
  }
  return typed
}

const currencyOf = (value: unknown): string | undefined => (isAmount(value) ? value.currency : undefined)
