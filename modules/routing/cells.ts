import { currencies } from '../../kernel/currency.ts'
import { oneOf, startsWith, within } from './compile.ts'
import { closedFields, type ClosedField, type Test } from './condition.ts'

/**
 * What a field can hold, cut into cells: payments of one cell look the same to every test there is. A cell is stood
 * for by one value of it. Amounts mean something in one currency only, so both make one field.
 */
export type Cell =
  | { readonly text: string | null }
  | { readonly currency: string; readonly minor: bigint }
  | { readonly is_needed: boolean }

/** The field that a test is about. A `needs` test about several is taken apart before. */
export function fieldOf(test: Test): string {
  if (test.field === 'amount' || test.field === 'currency') return 'money'
  if (test.field === 'metadata') return `metadata.${test.key}`
  if (test.field === 'needs') return `needs.${test.is[0] ?? ''}`
  return test.field
}

/** Whether a test holds for the payments of a cell of its field. */
export function holdsFor(test: Test): (cell: Cell) => boolean {
  if (test.field === 'needs') return (cell) => 'is_needed' in cell && cell.is_needed
  if (test.field === 'amount') {
    const holds = within(test)
    return (cell) => 'currency' in cell && holds(cell.currency, cell.minor)
  }
  const holds = test.field === 'bin' ? startsWith(test.starts_with) : oneOf(test.is)
  if (test.field === 'currency') return (cell) => 'currency' in cell && holds(cell.currency)
  return (cell) => 'text' in cell && cell.text !== null && holds(cell.text)
}

/** The cells of one field, given every test about it. What nobody mentions comes first. */
export function cellsOf(tests: readonly Test[]): Cell[] {
  const [first] = tests
  if (first === undefined) return []
  const mentioned = [...new Set(tests.flatMap((test) => ('is' in test ? test.is : [])))] as string[]
  const texts = (outside: string | null | undefined): Cell[] => [
    ...(outside === undefined ? [] : [{ text: outside }]),
    ...mentioned.map((text) => ({ text })),
  ]
  switch (first.field) {
    case 'needs':
      return [{ is_needed: false }, { is_needed: true }]
    case 'amount':
    case 'currency':
      return moneyCells(tests)
    case 'bin':
      return binCells(tests.flatMap((test) => (test.field === 'bin' ? test.starts_with : [])))
    case 'metadata':
      return texts(null)
    case 'card_country':
      return texts(unmentioned(['unknown', ...letterPairs()], mentioned))
    case 'mcc':
      return texts(unmentioned(fourDigits(), mentioned))
    case 'merchant':
      return texts(OTHER_MERCHANT)
    default:
      return closedFields[first.field satisfies ClosedField].map((text) => ({ text }))
  }
}

/** No real id: its 26 digits would be above 2^128. */
const OTHER_MERCHANT = 'any other merchant'

function unmentioned(candidates: Iterable<string>, mentioned: readonly string[]): string | undefined {
  const known = new Set(mentioned)
  for (const candidate of candidates) if (!known.has(candidate)) return candidate
  return undefined
}

function* letterPairs(): Generator<string> {
  for (const first of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
    for (const second of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') yield first + second
}
function* fourDigits(): Generator<string> {
  for (let code = 0; code < 10_000; code++) yield String(code).padStart(4, '0')
}

/** Each currency that is mentioned, cut at every amount that is mentioned in it; and one that nobody mentions. */
function moneyCells(tests: readonly Test[]): Cell[] {
  const cuts = new Map<string, Set<bigint>>()
  const cut = (currency: string, ...at: (string | undefined)[]): void => {
    const known = cuts.get(currency) ?? new Set([0n])
    for (const amount of at) if (amount !== undefined) known.add(BigInt(amount))
    cuts.set(currency, known)
  }
  for (const test of tests) {
    if (test.field === 'amount') cut(test.currency, test.at_least, test.below)
    if (test.field === 'currency') for (const currency of test.is) cut(currency)
  }
  const other = unmentioned(currencies, [...cuts.keys()])
  return [
    ...(other === undefined ? [] : [{ currency: other, minor: 0n }]),
    ...[...cuts].flatMap(([currency, amounts]) => [...amounts].map((minor) => ({ currency, minor }))),
  ]
}

const BIN_DIGITS_MIN = 6

/** One BIN for each prefix that has one beginning with it and with no longer prefix; and one beginning with none. */
function binCells(prefixes: readonly string[]): Cell[] {
  const known = new Set(prefixes)
  return ['', ...known].flatMap((prefix) => {
    const bin = binBelow(prefix, known)
    return bin === undefined ? [] : [{ text: bin }]
  })
}

/** The shortest BIN that begins with `start` and with no longer prefix of `prefixes`. */
function binBelow(start: string, prefixes: ReadonlySet<string>): string | undefined {
  if (start.length >= BIN_DIGITS_MIN) return start
  for (const digit of '0123456789') {
    const longer = start + digit
    if (prefixes.has(longer)) continue
    const bin = binBelow(longer, prefixes)
    if (bin !== undefined) return bin
  }
  return undefined
}
