import { present } from '../../../kernel/assert.ts'
import { ownOf } from '../../../kernel/own.ts'
import { type Day, startOfDay } from '../../../kernel/world.ts'
import { ibanStructures } from './facts/iban_structures.ts'

type PartName =
  | 'bank_code'
  | 'branch_code'
  | 'account_number'
  | 'account_type'
  | 'owner_number'
  | 'currency'
  | 'national_check_digits'
const partNames: Readonly<Record<string, PartName>> = {
  b: 'bank_code',
  s: 'branch_code',
  a: 'account_number',
  t: 'account_type',
  o: 'owner_number',
  c: 'currency',
  k: 'national_check_digits',
}
type Part = {
  readonly name: PartName
  /** Where it starts in the BBAN, from 0. */
  readonly at: number
  readonly length: number
  readonly pattern: RegExp
  /** For a sentence: `8 digits`. */
  readonly text: string
}
export type IbanStructure = {
  /** The country whose rules hold; for a territory that of its mother country. */
  readonly rules: string
  readonly standing: 'registered' | 'unregistered' | 'territory'
  readonly parts: readonly Part[]
  readonly bban_chars: number
}
export type IbanParts = Readonly<Partial<Record<PartName, string>>>

const classes: Readonly<Record<string, readonly [set: string, text: string]>> = {
  n: ['0-9', 'digits'],
  a: ['A-Z', 'letters'],
  c: ['A-Z0-9', 'letters or digits'],
}

/** Reads the notation of the table, such as `b4a s6n a8n`. */
function partsOf(notation: string): readonly Part[] {
  let at = 0
  return notation.split(' ').map((word) => {
    const segments = [...word.slice(1).matchAll(/(\d+)([nac])/g)].map(([, chars = '', kind = '']) => ({
      chars: Number(chars),
      kind: present(ownOf(classes, kind), 'a class of characters'),
    }))
    const length = segments.reduce((sum, { chars }) => sum + chars, 0)
    const source = segments.map(({ chars, kind }) => `[${kind[0]}]{${chars}}`).join('')
    const part: Part = {
      name: present(ownOf(partNames, word.charAt(0)), 'the name of a part'),
      at,
      length,
      pattern: new RegExp(`^${source}$`),
      text: segments.map(({ chars, kind }) => `${chars} ${kind[1]}`).join(' and '),
    }
    at += length
    return part
  })
}

const parsed = new Map<string, readonly Part[]>()

/** How IBANs of a country are built on a day; undefined for a country that has none. */
export function ibanStructure(country: string, on: Day): IbanStructure | undefined {
  const { registered, unregistered, territories } = ibanStructures(startOfDay(on)).value
  const mother = ownOf(territories, country)
  const rules = mother ?? country
  const isRegistered = Object.hasOwn(registered, rules)
  if (!isRegistered && !Object.hasOwn(unregistered, rules)) return undefined
  const notation = present(isRegistered ? registered[rules] : unregistered[rules], 'a structure')
  const parts = parsed.get(notation) ?? partsOf(notation)
  parsed.set(notation, parts)
  const standing = mother !== undefined ? 'territory' : isRegistered ? 'registered' : 'unregistered'
  return { rules, standing, parts, bban_chars: parts.reduce((sum, { length }) => sum + length, 0) }
}

/** The parts of a BBAN that has the right length. National check digits in two places come joined. */
export function ibanParts(bban: string, { parts }: IbanStructure): IbanParts {
  const found: Partial<Record<PartName, string>> = {}
  for (const { name, at, length } of parts) found[name] = (found[name] ?? '') + bban.slice(at, at + length)
  return found
}
