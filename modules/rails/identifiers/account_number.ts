import { present } from '../../../kernel/assert.ts'
import { ownOf } from '../../../kernel/own.ts'
import { type Day, startOfDay } from '../../../kernel/world.ts'
import { accountChecks } from './account_checks.ts'
import { type AccountScheme, accountSchemes, type SchemeRow } from './facts/account_schemes.ts'
import { compact, type Reading, reading, refused, unread } from './fault.ts'

/** A national number, read. `value` is the form for machines: reading it again gives the same. */
export type AccountNumber = {
  readonly scheme: AccountScheme
  readonly value: string
  /** As people of its country write it. */
  readonly printed: string
  readonly parts: Readonly<Record<string, string>>
}
type Part = { readonly name: string; readonly min: number; readonly max: number; readonly set: string }

const sets: Readonly<Record<string, string>> = { n: '0-9', a: 'A-Z', c: 'A-Z0-9', k: '0-9K', x: '0-9X' }

const partsOf = (notation: string): readonly Part[] =>
  notation.split(' ').map((word) => {
    const [, name = '', min = '', max = min, kind = ''] = /^(\w+):(\d+)(?:-(\d+))?([nackx])$/.exec(word) ?? []
    return {
      name,
      min: Number(min),
      max: Number(max),
      set: present(ownOf(sets, kind), 'a class of characters'),
    }
  })

type Compiled = {
  readonly pattern: RegExp
  readonly is_digits: boolean
  readonly characters: RegExp
  readonly min: number
  readonly max: number
}
const compiled = new Map<string, Compiled>()

function compile(notation: string): Compiled {
  const known = compiled.get(notation)
  if (known !== undefined) return known
  const parts = partsOf(notation)
  const all = new Set(parts.map(({ set }) => set))
  const made: Compiled = {
    pattern: new RegExp(
      `^${parts.map(({ name, min, max, set }) => `(?<${name}>[${set}]{${min},${max}})`).join('')}$`,
    ),
    is_digits: all.size === 1 && all.has('0-9'),
    characters: all.size === 1 && all.has('0-9') ? /^\d*$/ : /^[A-Z0-9]*$/,
    min: parts.reduce((sum, { min }) => sum + min, 0),
    max: parts.reduce((sum, { max }) => sum + max, 0),
  }
  compiled.set(notation, made)
  return made
}

/**
 * Reads one kind of national number, as people write it: separators and lower case are taken, and zeros in front are
 * added where the scheme allows it. Faults are `<scheme>_characters`, `_length`, `_structure` and what its check says.
 * Never throws. The rules hold on a day because schemes change, as the CNPJ did.
 */
export function readAccountNumber(scheme: AccountScheme, text: string, on: Day): Reading<AccountNumber> {
  const row = accountSchemes(startOfDay(on)).value[scheme]
  const { pattern, characters, is_digits, min, max } = compile(row.parts)
  const typed = compact(text)
  const value = typed === '' || row.pad === undefined ? typed : typed.padStart(row.pad, '0')
  const field = scheme
  if (!characters.test(value)) {
    const wants = is_digits ? 'digits' : 'letters and digits'
    return unread(refused(`${scheme}_characters`, field, `a ${row.name} holds only ${wants}`))
  }
  if (value.length < min || value.length > max)
    return unread(
      refused(
        `${scheme}_length`,
        field,
        `a ${row.name} has ${range(min, max)} characters, not ${value.length}`,
      ),
    )
  const parts = pattern.exec(value)?.groups
  if (parts === undefined)
    return unread(refused(`${scheme}_structure`, field, `a ${row.name} is built as ${row.parts}`))
  const found = row.check === undefined ? [] : accountChecks[row.check](value, on)
  const faults = found.map(({ rule, detail, severity = 'refused' as const }) => ({
    rule: `${scheme}_${rule}`,
    field,
    detail,
    severity,
  }))
  return reading({ scheme, value, printed: printed(value, row), parts }, faults)
}

const range = (min: number, max: number): string => (min === max ? String(min) : `${min} to ${max}`)

/** Cuts the value into the groups of the row's pattern; what is left over goes into the last one. */
function printed(value: string, { print }: SchemeRow): string {
  if (print === undefined) return value
  let text = ''
  let at = 0
  for (const [, size = '', separator = ''] of print.matchAll(/(\d+)(\D?)/g)) {
    text += value.slice(at, at + Number(size))
    at += Number(size)
    if (at < value.length) text += separator
  }
  return text + value.slice(at)
}
