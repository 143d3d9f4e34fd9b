import { ownOf } from '../../../sdk/typescript/own.ts'
import told from '../operations.gen.json' with { type: 'json' }
import { never } from './never.ts'

export type Field = {
  readonly name: string
  readonly kind: string
  readonly options?: readonly string[]
  readonly say?: string
  readonly required?: boolean
}
/** What `operations.gen.json` tells of a route, and its name: `payments list`. */
export type Operation = {
  readonly name: string
  readonly id: string
  readonly method: string
  readonly path: string
  readonly say: string
  readonly scope: string
  readonly params?: readonly string[]
  readonly query?: readonly Field[]
  readonly fields?: readonly Field[]
  readonly example?: unknown
  readonly moves_money?: boolean
  readonly is_paged?: boolean
}

/** Every operation that an API key can be allowed, by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(told as unknown as Readonly<Record<string, Omit<Operation, 'name'>>>).map(([name, one]) => [
    name,
    { ...one, name },
  ]),
)

export const scopes: ReadonlySet<string> = new Set([...operations.values()].map(({ scope }) => scope))

/** Nothing changes by it, neither here nor with any counterpart. */
export const isReading = ({ method }: Operation): boolean => method === 'GET'

/** Never a tool, whoever asks: the reason. */
export const reasonAgainst = ({ name }: Operation): string | undefined => ownOf(never, name)

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? []

/** How well words fit an operation: its name counts most, then what it says, then its fields. */
function fitOf(operation: Operation, words: readonly string[]): number {
  const { name, say, path, query = [], fields = [] } = operation
  const parts = [
    { weight: 6, text: name },
    { weight: 3, text: say },
    { weight: 2, text: path },
    { weight: 1, text: [...query, ...fields].map((field) => `${field.name} ${field.say ?? ''}`).join(' ') },
  ].map(({ weight, text }) => ({ weight, text: text.toLowerCase() }))
  return words.reduce(
    (sum, word) =>
      sum + parts.reduce((best, { weight, text }) => Math.max(best, text.includes(word) ? weight : 0), 0),
    0,
  )
}

/** The operations that fit best, best first; without words in the order of their names. */
export function search(from: readonly Operation[], query: string): Operation[] {
  // `refunds` is looked for as `refund`, so that both are found.
  const words = wordsOf(query).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word))
  if (words.length === 0) return [...from]
  return from
    .map((operation) => ({ operation, fit: fitOf(operation, words) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || (a.operation.name < b.operation.name ? -1 : 1))
    .map(({ operation }) => operation)
}
